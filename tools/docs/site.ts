/**
 * The documentation site: the README of the repository as its front page, one section for each package (its README and
 * everything that it exports, from the comments in the code), the guides and the decisions. TypeDoc makes it.
 */
import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, Logger, LogLevel, type ProjectReflection } from 'typedoc';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Makes the site in an empty or missing folder. Returns what is wrong with it, a line each. */
export async function makeSite(to: string): Promise<string[]> {
  const app = await Application.bootstrap({
    name: 'Weft',
    entryPointStrategy: 'packages',
    entryPoints: globSync('packages/*/package.json', { cwd: root })
      .sort()
      .map((file) => join(root, dirname(file)))
      .filter((folder) => existsSync(join(folder, 'src/index.ts'))),
    packageOptions: {
      entryPoints: ['src/index.ts'],
      tsconfig: 'tsconfig.src.json',
      excludeInternal: true,
      excludePrivate: true,
      excludeProtected: true,
      disableSources: true,
      validation: {
        notExported: false,
        invalidLink: true,
        invalidPath: false,
        rewrittenLink: false,
        notDocumented: true,
      },
      // A parameter is documented with its function, a property of an option with the option.
      requiredToBeDocumented: [
        'Class',
        'Interface',
        'Function',
        'Variable',
        'TypeAlias',
        'Enum',
        'Method',
        'Accessor',
        'Property',
      ],
    },
    readme: join(root, 'README.md'),
    projectDocuments: [
      join(root, 'docs/guides/*.md'),
      join(root, 'examples/README.md'),
      join(root, 'packages/*/bench/results/README.md'),
      join(root, 'docs/adr/*.md'),
    ],
    out: to,
    cleanOutputDir: true,
    includeVersion: false,
    githubPages: false,
    hideGenerator: true,
    navigation: { includeGroups: false, includeCategories: true, includeFolders: false },
    validation: {
      notExported: false,
      invalidLink: true,
      invalidPath: true,
      rewrittenLink: true,
      notDocumented: true,
    },
    blockTags: [
      '@param',
      '@returns',
      '@throws',
      '@example',
      '@see',
      '@default',
      '@internal',
      '@typeParam',
      '@deprecated',
      '@remarks',
    ],
  });
  const problems: string[] = [];
  app.logger = new Collector(problems);
  const project = await app.convert();
  if (project === undefined) return [...problems, 'the site was not made'];
  nameDocuments(project);
  app.validate(project);
  await app.generateOutputs(project);
  return problems;
}

/** A document is called what its first heading says: TypeDoc goes by the names of files. */
function nameDocuments(project: ProjectReflection): void {
  for (const document of project.documents ?? []) {
    const text = document.content.map((part) => part.text).join('');
    const [heading, title] = /^\s*# (.+)\n/.exec(text) ?? [];
    if (heading === undefined || title === undefined) continue;
    document.name = title.replaceAll('`', '');
    let left = heading.length;
    document.content = document.content.map((part) => {
      const cut = Math.min(left, part.text.length);
      left -= cut;
      return { ...part, text: part.text.slice(cut) };
    });
  }
}

/** Keeps what TypeDoc warns of. */
class Collector extends Logger {
  readonly #problems: string[];

  constructor(problems: string[]) {
    super();
    this.#problems = problems;
  }

  override log(message: string, level: LogLevel): void {
    if (level >= LogLevel.Warn) this.#problems.push(message);
  }
}
