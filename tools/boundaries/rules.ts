import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import type { Import } from './imports.ts';
import { layers, testLayers } from './layers.ts';
import type { Project } from './workspace.ts';

/** What each rule asks for, in the words that its violation is reported with. */
export const rules = {
  'arrows-only-down': 'A package may import only what tools/boundaries/layers.ts puts below it.',
  'every-package-has-its-layer': 'A new package needs a row in tools/boundaries/layers.ts.',
  'meet-at-exports':
    'Import another package by its name. Only tests may reach into another one, and only its tests; only the programs of ' +
    'tools/interleave may reach into what it was built to.',
  'no-deep-imports': "What a package's exports do not name is private to it.",
  'source-imports-only-source':
    'What is published must not lean on tests, benches or built files of its own package.',
  'declare-what-you-import': "It must be in the importing package's own package.json.",
} as const;

export type Rule = keyof typeof rules;

/** The rule that an import breaks, if any. */
export function brokenRule(imported: Import, projects: readonly Project[]): Rule | undefined {
  const importer = projectOf(imported.file, projects);
  if (!importer) return undefined;
  if (isPackage(importer) && !(baseName(importer) in layers)) return 'every-package-has-its-layer';
  if (imported.specifier.startsWith('.')) return brokenByPath(imported, importer, projects);
  return brokenByName(imported, importer, projects);
}

function brokenByPath(
  { file, specifier }: Import,
  importer: Project,
  projects: readonly Project[],
): Rule | undefined {
  const target = posix.join(posix.dirname(file), specifier);
  const owner = projectOf(target, projects);

  if (owner === importer) {
    const leavesSource = isSourceOf(importer, file) && !isSourceOf(importer, target);
    return leavesSource ? 'source-imports-only-source' : undefined;
  }
  // The shared settings of the test runner lie above the packages.
  if (!owner && posix.basename(target) === 'vitest.base.ts') return undefined;

  if (owner && isPackage(owner) && isExplored(importer, file) && isBuiltOf(owner, target)) return undefined;
  const betweenTests = owner && isTestOf(importer, file) && isTestOf(owner, target);
  if (!betweenTests) return 'meet-at-exports';
  return isBelow(owner, importer, file) ? undefined : 'arrows-only-down';
}

function brokenByName(
  { file, specifier }: Import,
  importer: Project,
  projects: readonly Project[],
): Rule | undefined {
  if (isBuiltin(specifier)) return undefined;
  const name = packageNameIn(specifier);
  const owner = projects.find((project) => project.name === name);

  if (owner) {
    if (owner !== importer && isPackage(importer) && !mayUse(owner, importer, file))
      return 'arrows-only-down';
    if (!owner.exports.has(specifier.replace(name, '.'))) return 'no-deep-imports';
    if (owner === importer) return undefined;
    return importer.declares.has(name) ? undefined : 'declare-what-you-import';
  }
  // Test runners and the like are declared once, at the root; what is published has to bring what it needs.
  return isSourceOf(importer, file) && !importer.shipsWith.has(name) ? 'declare-what-you-import' : undefined;
}

const projectOf = (file: string, projects: readonly Project[]) =>
  projects.find(({ folder }) => file.startsWith(`${folder}/`));

const isPackage = ({ folder }: Project) => folder.startsWith('packages/');

const baseName = ({ folder }: Project) => posix.basename(folder);

const isBelow = (owner: Project, importer: Project, file: string) => {
  const below = layers[baseName(importer)] ?? [];
  const besides = (!isSourceOf(importer, file) && testLayers[baseName(importer)]) || [];
  return isPackage(owner) && [...below, ...besides].includes(baseName(owner));
};

/** Benches and tests may use the repository's own tools; what is published may not. */
const mayUse = (owner: Project, importer: Project, file: string) =>
  isBelow(owner, importer, file) || (isTool(owner) && !isSourceOf(importer, file));

const isTool = ({ folder }: Project) => folder.startsWith('tools/');

const isSourceOf = ({ folder }: Project, file: string) => file.startsWith(`${folder}/src/`);

const isTestOf = ({ folder }: Project, file: string) =>
  file.startsWith(`${folder}/test/`) || file.startsWith(`${folder}/dist-test/`);

/** Programs of the model checker explore algorithms that no package exports. */
const isExplored = ({ folder }: Project, file: string) =>
  folder === 'tools/interleave' && file.startsWith(`${folder}/programs/`);

const isBuiltOf = ({ folder }: Project, file: string) => file.startsWith(`${folder}/dist/`);

/** `@weft/atomics/lock` is in `@weft/atomics`, `vitest/config` in `vitest`. */
function packageNameIn(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
