/** Builds one native package for one target, with the command of the release workflow. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../command.ts';
import { binaryOf } from '../platform.ts';
import { binariesFolder, type PublicPackage, root } from '../workspace.ts';
import type { Toolchain } from './toolchain.ts';

const napi = join(root, 'node_modules/@napi-rs/cli/dist/cli.js');

/** Path of the binary. The machine stays usable meanwhile: it takes what others leave. */
export async function crossBuild(
  { folder, manifest }: PublicPackage,
  triple: string,
  { environment }: Toolchain,
  signal: AbortSignal,
): Promise<string> {
  mkdirSync(binariesFolder, { recursive: true });
  const words = ['build', '--platform', '--release', '--strip', '--no-js', '--cross-compile'];
  await run('nice', [process.execPath, napi, ...words, '--target', triple, '--output-dir', binariesFolder], {
    cwd: folder,
    env: environment,
    signal,
    minutes: 20,
  });
  return join(binariesFolder, binaryOf(manifest.napi?.binaryName ?? '', triple));
}
