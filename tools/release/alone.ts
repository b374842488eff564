/** Tries a published package in an empty project of its own, as its users get it. */
import { join } from 'node:path';
import { undeclaredImports } from './audit/declared.ts';
import { inspectTarball } from './audit/published.ts';
import type { Sizes } from './audit/sizes.ts';
import { missingPeer, optionalPeers } from './peers.ts';
import { hostPlatform } from './platform.ts';
import { ReleaseProblem } from './problem.ts';
import { Project } from './project.ts';
import type { Registry } from './registry.ts';
import type { Wishes } from './rehearsal.ts';
import { entriesOf, type Manifest, type PublicPackage } from './workspace.ts';

export interface Tried {
  readonly name: string;
  readonly sizes: Sizes;
  /** What an installation brings besides. */
  readonly brings: readonly string[];
  /** Programs that it offers. */
  readonly bins: readonly string[];
  /** Entries that work, or have types, only with an optional peer beside the package. */
  readonly withPeers: readonly string[];
}

/** @throws ReleaseProblem at the first thing that is not as it should be */
export async function tryPackage(
  { folder, manifest, isNative }: PublicPackage,
  all: readonly PublicPackage[],
  registry: Registry,
  { folder: temporary, nodes, signal }: Wishes,
): Promise<Tried> {
  const { name } = manifest;
  const project = new Project(join(temporary, 'alone', name.slice(1)), registry, signal);
  await project.install([name]);
  const brings = project.installed().filter((installed) => installed !== name);
  checkWhatComesAlong(name, brings, expectedAlong(manifest, all, isNative));

  const entries = entriesOf(manifest);
  const withPeers = await entriesThatNeedPeers(project, manifest, entries, nodes);
  const bins = Object.keys(manifest.bin ?? {});
  for (const bin of bins) await startProgram(project, bin, nodes);

  const undeclared = await undeclaredImports(join(project.folder, 'node_modules', name));
  if (undeclared.length > 0) {
    throw new ReleaseProblem(`${name} imports without declaring it: ${undeclared.join('; ')}`);
  }
  const sizes = await inspectTarball(folder, manifest, project, signal);

  if (withPeers.length > 0) {
    const peers = Object.entries(optionalPeers(manifest)).map(([peer, range]) => `${peer}@${range}`);
    await project.install(peers);
    const left = await entriesThatNeedPeers(project, manifest, entries, nodes);
    if (left.length > 0) {
      throw new ReleaseProblem(`${left.join(', ')} cannot be used with all optional peers installed`);
    }
  }
  return { name, sizes, brings, bins, withPeers };
}

/** The packages of Weft that may come along with one of them: with no native binary but its own, for this machine. */
function expectedAlong(manifest: Manifest, all: readonly PublicPackage[], isNative: boolean): Set<string> {
  const found = new Set<string>();
  const collect = ({ dependencies = {} }: Manifest) => {
    for (const dependency of Object.keys(dependencies)) {
      found.add(dependency);
      const own = all.find((other) => other.manifest.name === dependency);
      if (own !== undefined) collect(own.manifest);
    }
  };
  collect(manifest);
  if (isNative) found.add(`${manifest.name}-${hostPlatform()}`);
  return found;
}

function checkWhatComesAlong(name: string, brings: readonly string[], expected: ReadonlySet<string>): void {
  const own = brings.filter((other) => other.startsWith('@weft/'));
  const unexpected = own.filter((other) => !expected.has(other));
  if (unexpected.length > 0) {
    throw new ReleaseProblem(`${name} brings ${unexpected.join(', ')}, which it does not need`);
  }
  const missing = [...expected].filter((other) => other.startsWith('@weft/') && !own.includes(other));
  if (missing.length > 0) throw new ReleaseProblem(`${name} does not bring ${missing.join(', ')}`);
  if (expected.size === 0 && brings.length > 0) {
    throw new ReleaseProblem(`${name} has no dependencies, but an installation brings ${brings.join(', ')}`);
  }
}

/**
 * Imports every entry on every Node and checks its types. Returns the entries that miss an optional peer, which the
 * main one must not.
 */
async function entriesThatNeedPeers(
  project: Project,
  manifest: Manifest,
  entries: readonly string[],
  nodes: Wishes['nodes'],
): Promise<string[]> {
  const found: string[] = [];
  for (const entry of entries) {
    try {
      await useEntry(project, entry, nodes);
    } catch (error) {
      if (!(error instanceof ReleaseProblem)) throw error;
      if (missingPeer(error.message, manifest) === undefined || entry === manifest.name) throw error;
      found.push(entry);
    }
  }
  return found;
}

async function useEntry(project: Project, entry: string, nodes: Wishes['nodes']): Promise<void> {
  project.write(
    'import.js',
    `if (Object.keys(await import('${entry}')).length === 0) throw new Error('${entry} exports nothing');`,
  );
  for (const node of Object.values(nodes)) await project.run(node, 'import.js');
  project.write('types.ts', `export type * from '${entry}';`);
  await project.typeCheck(['types.ts']);
}

/** Starts an installed program by its name, as a shell would: link, permission and first line have to be right. */
async function startProgram(project: Project, bin: string, nodes: Wishes['nodes']): Promise<void> {
  for (const [name, node] of Object.entries(nodes)) {
    const printed = await project.runBin(node, bin, ['--help']);
    if (!printed.includes(bin)) throw new ReleaseProblem(`${bin} --help on ${name} printed\n${printed}`);
  }
}
