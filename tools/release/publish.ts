/** Publishes a checkout, step by step as the release workflow does. */
import { cpSync, globSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseTriple } from '@napi-rs/cli';
import { changesetsProgram, gitIdentity } from './checkout.ts';
import { type Place, run } from './command.ts';
import { ReleaseProblem } from './problem.ts';
import type { Registry } from './registry.ts';
import { publicPackages, readManifest, root, writeManifest } from './workspace.ts';

const napi = join(root, 'node_modules/@napi-rs/cli/dist/cli.js');

/** Publishes everything that the registry does not have in this version yet. */
export async function publish(checkout: string, registry: Registry, signal: AbortSignal): Promise<void> {
  const env = { ...gitIdentity, ...registry.environment };
  for (const { folder, isNative } of publicPackages(checkout)) {
    if (isNative) await publishPlatforms(folder, { cwd: folder, env, signal });
  }
  await run(process.execPath, [changesetsProgram, 'publish'], { cwd: checkout, env, signal });
}

/** One package for each platform that has a binary here, and all of them named as optional dependencies. */
async function publishPlatforms(folder: string, place: Place): Promise<void> {
  const binaries = globSync('*.node', { cwd: folder });
  if (binaries.length === 0) {
    throw new ReleaseProblem(
      `${basename(folder)} has no native binary: building one needs Rust (https://rustup.rs).`,
    );
  }
  keepTargets(folder, binaries);
  const artifacts = join(folder, 'artifacts');
  mkdirSync(artifacts);
  for (const binary of binaries) cpSync(join(folder, binary), join(artifacts, binary));
  await run(process.execPath, [napi, 'create-npm-dirs'], place);
  await run(process.execPath, [napi, 'artifacts', '--output-dir', artifacts], place);
  await run(process.execPath, [napi, 'pre-publish', '--no-gh-release'], place);
}

/** The workflow builds for every target, a machine for its own: the others are left out of the rehearsal. */
function keepTargets(folder: string, binaries: readonly string[]): void {
  const manifest = readManifest(folder);
  if (manifest.napi === undefined)
    throw new ReleaseProblem(`${manifest.name} has a crate, but no section "napi".`);
  const { napi } = manifest;
  napi.targets = napi.targets.filter((target) =>
    binaries.includes(`${napi.binaryName}.${parseTriple(target).platformArchABI}.node`),
  );
  writeManifest(folder, manifest);
}
