/** Programs: what a test must see from outside, because it is about a whole process or about the order of imports. */
import { runtime } from './runtime.js';

/** How a program ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
}

/** Far longer than any program takes: one that is still running then hangs. */
const LONGEST_MS = 30_000;

/** Runs `test/programs/<name>.ts` in a process of its own until it ends by itself. */
export function runProgram(name: string, ...args: string[]): Promise<Ending> {
  // Not imported: a browser, which has no programs, loads this module as well.
  const { spawn } = globalThis.process.getBuiltinModule('node:child_process');
  const { fileURLToPath } = globalThis.process.getBuiltinModule('node:url');
  const file = fileURLToPath(new URL(`../programs/${name}.js`, import.meta.url));
  const program = runtime === 'deno' ? ['run', '-A', file] : [file];
  const child = spawn(globalThis.process.execPath, [...program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece) => pieces.push(piece));
  child.stderr.on('data', (piece) => pieces.push(piece));
  const hanging = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(hanging);
      resolve({ code, signal, output: Buffer.concat(pieces).toString().trim() });
    });
  });
}
