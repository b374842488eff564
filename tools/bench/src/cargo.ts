/** Builds contenders written in Rust. */
import { fileURLToPath } from 'node:url';
import { Unavailable } from './contender.js';
import { outputOf } from './program.js';

const builds = new Map<string, Promise<string>>();

/** The path of a crate's program, built for speed; built once per run. @throws Unavailable if cargo is missing */
export function buildCrate(manifest: URL): Promise<string> {
  let build = builds.get(manifest.href);
  if (build === undefined) {
    build = compile(fileURLToPath(manifest));
    builds.set(manifest.href, build);
  }
  return build;
}

async function compile(manifest: string): Promise<string> {
  const args = ['build', '--release', '--quiet', '--message-format=json', '--manifest-path', manifest];
  const messages = await outputOf('cargo', args, 'install Rust from https://rustup.rs');
  for (const line of messages.trim().split('\n')) {
    const { executable } = JSON.parse(line) as { executable?: string | null };
    if (typeof executable === 'string') return executable;
  }
  throw new Unavailable(`cargo built no program from ${manifest}`);
}
