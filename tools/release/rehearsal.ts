/**
 * The rehearsal: a copy of the repository gets its versions, is published to a registry of its own, and what comes out
 * of that is installed into empty projects and tried there.
 */
import { join } from 'node:path';
import { type Tried, tryPackage } from './alone.ts';
import { copyRepository, dropProvenance, makeVersions } from './checkout.ts';
import { publish } from './publish.ts';
import { runExamples } from './readmes.ts';
import { startRegistry } from './registry.ts';
import { publicPackages } from './workspace.ts';

export interface Wishes {
  /** A temporary folder for everything. */
  readonly folder: string;
  /** Programs of Node by name. */
  readonly nodes: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Is told what is being done. */
  progress(step: string): void;
}

export interface Outcome {
  readonly version: string;
  readonly tried: readonly Tried[];
  /** Packages with a binary for one platform. */
  readonly platformPackages: readonly string[];
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
    const platformPackages = await publish(checkout, registry, signal);
    const packages = publicPackages(checkout);
    const tried: Tried[] = [];
    for (const each of packages) {
      progress(`Trying ${each.manifest.name}`);
      tried.push(await tryPackage(each, packages, registry, wishes));
    }
    progress('Running the examples of the READMEs');
    const examples = await runExamples(checkout, packages, registry, wishes);
    return { version, tried, platformPackages, examples };
  } finally {
    registry.stop();
  }
}
