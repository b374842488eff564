/** Loads a cross-built binary in a Node for its target, and has the package do some real work with it. */
import { cpSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from '../command.ts';
import { ReleaseProblem } from '../problem.ts';
import { root } from '../workspace.ts';
import type { Crate, Runner } from './targets.ts';
import { nodeOf } from './toolchain.ts';

const checks = join(import.meta.dirname, 'checks');

/** What the check says. @throws ReleaseProblem if it fails */
export async function loadAndCheck(
  crate: Crate,
  binary: string,
  runner: Runner,
  debian: string,
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  for (const name of crate.imports) {
    const installed = join(folder, 'node_modules/@weft', name);
    for (const part of ['package.json', 'dist']) {
      cpSync(join(root, 'packages', name, part), join(installed, part), { recursive: true });
    }
  }
  cpSync(binary, join(folder, 'node_modules/@weft', crate.folder, basename(binary)));
  cpSync(join(checks, crate.check), join(folder, crate.check));

  const node = await nodeOf(runner.wheel, signal);
  const [program, ...first] = commandLine(runner, debian, node) as [string, ...string[]];
  const words = [...first, join(folder, crate.check)];
  // Shared memory lies there as well, so that a check which fails leaves none behind.
  const env = { WEFT_SHM_FOLDER: folder };
  const ended = await Promise.allSettled(
    Array.from({ length: crate.processes }, () => run(program, words, { cwd: folder, env, signal })),
  );
  signal.throwIfAborted();
  const failures = ended.flatMap((end) => (end.status === 'rejected' ? [end.reason as Error] : []));
  if (failures.length > 0) {
    const said = failures.map(({ message }) => message).join('\n');
    throw new ReleaseProblem(`${basename(binary)} does not work:\n${said}`);
  }
  return (ended[0] as PromiseFulfilledResult<string>).value;
}

/** What runs a program of the target: its loader if the machine runs its code, else an emulator that finds the loader. */
export function commandLine({ loader, emulator }: Runner, debian: string, node: string): string[] {
  if (emulator === undefined) return [join(debian, loader), node];
  return [join(debian, emulator), '-L', debian, node];
}
