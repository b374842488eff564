/** Publishes a checkout, step by step as the release workflow does. */
import { cpSync, globSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { changesetsProgram, gitIdentity } from './checkout.ts';
import { type Place, run } from './command.ts';
import { binaryOf } from './platform.ts';
import { ReleaseProblem } from './problem.ts';
import type { Registry } from './registry.ts';
import { binariesFolder, publicPackages, readManifest, root, writeManifest } from './workspace.ts';

const napi = join(root, 'node_modules/@napi-rs/cli/dist/cli.js');

/**
 * Publishes everything that the registry does not have in this version yet. Returns the names of the packages with a
 * binary for one platform.
 */
export async function publish(checkout: string, registry: Registry, signal: AbortSignal): Promise<string[]> {
  const env = { ...gitIdentity, ...registry.environment };
  const platformPackages: string[] = [];
  for (const { folder, isNative } of publicPackages(checkout)) {
    if (isNative) platformPackages.push(...(await publishPlatforms(folder, { cwd: folder, env, signal })));
  }
  await run(process.execPath, [changesetsProgram, 'publish'], { cwd: checkout, env, signal });
  return platformPackages;
}

/** One package for each platform that has a binary here, and all of them named as optional dependencies. */
async function publishPlatforms(folder: string, place: Place): Promise<string[]> {
  const own = globSync('*.node', { cwd: folder });
  if (own.length === 0) {
    throw new ReleaseProblem(
      `${basename(folder)} has no native binary: building one needs Rust (https://rustup.rs).`,
    );
  }
  const artifacts = join(folder, 'artifacts');
  mkdirSync(artifacts);
  const { napi: names } = readManifest(folder);
  for (const binary of globSync(`${names?.binaryName}.*.node`, { cwd: binariesFolder })) {
    cpSync(join(binariesFolder, binary), join(artifacts, binary));
  }
  // What was just built for this machine goes before what was cross-built for it at some time.
  for (const binary of own) cpSync(join(folder, binary), join(artifacts, binary));
  keepTargets(folder, globSync('*.node', { cwd: artifacts }));
  await run(process.execPath, [napi, 'create-npm-dirs'], place);
  await run(process.execPath, [napi, 'artifacts', '--output-dir', artifacts], place);
  await run(process.execPath, [napi, 'pre-publish', '--no-gh-release'], place);
  return Object.keys(readManifest(folder).optionalDependencies ?? {});
}

/** The workflow builds for every target, a machine for some: the others are left out of the rehearsal. */
function keepTargets(folder: string, binaries: readonly string[]): void {
  const manifest = readManifest(folder);
  const { napi: native } = manifest;
  if (native === undefined) {
    throw new ReleaseProblem(`${manifest.name} has a crate, but no section "napi".`);
  }
  native.targets = native.targets.filter((target) => binaries.includes(binaryOf(native.binaryName, target)));
  writeManifest(folder, manifest);
}
