/**
 * The rehearsal: a copy of the repository gets its versions, is published to a registry of its own, and what comes out
 * of that is installed into empty projects and tried there.
 */
import { join } from 'node:path';
import { findExamples } from '@weft/readme-examples';
import { undeclaredImports } from './audit/declared.ts';
import { lintPackage } from './audit/lint.ts';
import { budgets, bundledSize, kib, type Sizes } from './audit/sizes.ts';
import { copyRepository, dropProvenance, makeVersions } from './checkout.ts';
import { run } from './command.ts';
import { ReleaseProblem } from './problem.ts';
import { Project } from './project.ts';
import { publish } from './publish.ts';
import { type Registry, startRegistry } from './registry.ts';
import { entriesOf, type Manifest, type PublicPackage, publicPackages } from './workspace.ts';

export interface Wishes {
  /** A temporary folder for everything. */
  readonly folder: string;
  /** Programs of Node by name, the one for compilers last. */
  readonly nodes: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Is told what is being done. */
  progress(step: string): void;
}

export interface Tried {
  readonly name: string;
  readonly sizes: Sizes;
  /** What an installation brings besides. */
  readonly brings: readonly string[];
  readonly entries: readonly string[];
}

export interface Outcome {
  readonly version: string;
  readonly tried: readonly Tried[];
  readonly examples: number;
}

/** @throws ReleaseProblem at the first thing that goes wrong */
export async function rehearse(wishes: Wishes): Promise<Outcome> {
  const { folder, signal, progress } = wishes;
  const checkout = join(folder, 'checkout');
  progress('Copying the repository');
  await copyRepository(checkout, signal);
  progress('Making versions and changelogs');
  const version = await makeVersions(checkout, signal);
  dropProvenance(checkout);
  progress('Starting a registry');
  const registry = await startRegistry(join(folder, 'registry'), signal);
  try {
    progress(`Publishing ${version}`);
    await publish(checkout, registry, signal);
    const packages = publicPackages(checkout);
    const tried: Tried[] = [];
    for (const each of packages) {
      progress(`Trying ${each.manifest.name}`);
      tried.push(await tryPackage(each, packages, registry, wishes));
    }
    progress('Running the examples of the READMEs');
    const examples = await runExamples(checkout, packages, registry, wishes);
    return { version, tried, examples };
  } finally {
    registry.stop();
  }
}

/** Installs a package alone, imports it, checks its types, and looks at what was published. */
async function tryPackage(
  { folder, manifest, isNative }: PublicPackage,
  all: readonly PublicPackage[],
  registry: Registry,
  wishes: Wishes,
): Promise<Tried> {
  const { name } = manifest;
  const project = new Project(join(wishes.folder, 'alone', name.slice(1)), registry, wishes.signal);
  await project.install([name]);
  const brings = project.installed().filter((installed) => installed !== name);
  const expected = brought(manifest, all, isNative);
  const unexpected = brings.filter((other) => other.startsWith('@weft/') && !expected.has(other));
  if (unexpected.length > 0)
    throw new ReleaseProblem(`${name} brings ${unexpected.join(', ')}, which it does not need`);
  if (expected.size === 0 && brings.length > 0) {
    throw new ReleaseProblem(`${name} has no dependencies, but an installation brings ${brings.join(', ')}`);
  }

  const entries = entriesOf(manifest);
  await importOnEveryNode(project, entries, wishes);
  project.write(
    'types.ts',
    entries.map((entry, i) => `export type * as entry${i} from '${entry}';`).join('\n'),
  );
  await project.typeCheck(['types.ts']);

  const undeclared = await undeclaredImports(join(project.folder, 'node_modules', name));
  if (undeclared.length > 0)
    throw new ReleaseProblem(`${name} imports without declaring it: ${undeclared.join('; ')}`);
  return { name, brings, entries, sizes: await audit(folder, manifest, project, wishes) };
}

/** The packages of Weft that come along with one of them: with no native binary but its own. */
function brought(manifest: Manifest, all: readonly PublicPackage[], isNative: boolean): Set<string> {
  const found = new Set<string>();
  const collect = ({ dependencies = {} }: Manifest) => {
    for (const dependency of Object.keys(dependencies)) {
      found.add(dependency);
      const own = all.find((other) => other.manifest.name === dependency);
      if (own !== undefined) collect(own.manifest);
    }
  };
  collect(manifest);
  if (isNative) found.add(`${manifest.name}-${process.platform}-${process.arch}-gnu`);
  return found;
}

async function importOnEveryNode(
  project: Project,
  entries: readonly string[],
  { nodes }: Wishes,
): Promise<void> {
  const checks = entries.map(
    (entry) =>
      `if (Object.keys(await import('${entry}')).length === 0) throw new Error('${entry} exports nothing');`,
  );
  project.write('import.js', checks.join('\n'));
  for (const node of Object.values(nodes)) await project.run(node, 'import.js');
}

/** What linters say, and whether the package is as small as it was meant to be. */
async function audit(
  folder: string,
  manifest: Manifest,
  project: Project,
  { signal }: Wishes,
): Promise<Sizes> {
  const [packed] = JSON.parse(
    await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project.folder], {
      cwd: folder,
      signal,
    }),
  ) as [{ readonly filename: string; readonly size: number; readonly unpackedSize: number }];
  const problems = await lintPackage(folder, join(project.folder, packed.filename));
  if (problems.length > 0) throw new ReleaseProblem(`${manifest.name}:\n${problems.join('\n')}`);
  const sizes: Sizes = {
    packed: kib(packed.size),
    unpacked: kib(packed.unpackedSize),
    bundled: await bundledSize(project.folder, manifest),
  };
  const budget = budgets[manifest.name];
  if (budget === undefined)
    throw new ReleaseProblem(`${manifest.name} has no line in tools/release/budgets.json.`);
  for (const key of ['packed', 'unpacked', 'bundled'] as const) {
    if (sizes[key] <= budget[key]) continue;
    throw new ReleaseProblem(
      `${manifest.name} is ${sizes[key]} KiB ${key}, more than the ${budget[key]} KiB of tools/release/budgets.json: ` +
        'find out what has grown, or raise the budget.',
    );
  }
  return sizes;
}

/** Runs the examples of all READMEs in a project that has everything installed. */
async function runExamples(
  checkout: string,
  packages: readonly PublicPackage[],
  registry: Registry,
  { folder, nodes, signal }: Wishes,
): Promise<number> {
  const project = new Project(join(folder, 'together'), registry, signal);
  await project.install(packages.map(({ manifest }) => manifest.name));
  const examples = findExamples(checkout);
  const names = examples.map(({ place }) => place.replaceAll(/[^a-z0-9]+/gi, '-'));
  for (const [i, { code }] of examples.entries()) project.write(`${names[i]}.ts`, code);
  await project.compile(names.map((name) => `${name}.ts`));
  for (const [i, { place, prints }] of examples.entries()) {
    for (const [node, program] of Object.entries(nodes)) {
      const printed = await project.run(program, `js/${names[i]}.js`);
      if (prints.length === 0 || printed === prints.join('\n')) continue;
      throw new ReleaseProblem(`${place} on ${node} printed\n${printed}\ninstead of\n${prints.join('\n')}`);
    }
  }
  return examples.length;
}
