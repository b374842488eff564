/** Runs a program of `test/serve/programs` in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Outcome, runProgram as runFile } from '../../support/run-program.js';

/** No program takes that long: what does, hangs. */
const LONGEST_MS = 50_000;

const fileOf = (name: string) => fileURLToPath(new URL(`../programs/${name}.js`, import.meta.url));

/** To its end. */
export function runProgram(name: string, words: readonly string[] = []): Promise<Outcome> {
  return runFile(fileOf(name), words);
}

export interface RunningProgram {
  readonly child: ChildProcess;
  /** What it prints, line by line. */
  readonly lines: AsyncIterator<string>;
  /** Its exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** To talk to. @param limit of open files */
export function startProgram(name: string, words: readonly string[] = [], limit?: number): RunningProgram {
  const command = [process.execPath, fileOf(name), ...words];
  const [program, ...args] =
    limit === undefined ? command : ['sh', '-c', `ulimit -n ${limit}; exec "$@"`, 'sh', ...command];
  const child = spawn(program as string, args, {
    // What it prints is compared.
    env: { ...process.env, FORCE_COLOR: '0' },
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: LONGEST_MS,
  });
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal);
  return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator](), ended };
}

/** The next line; fails if there is none. */
export async function lineOf({ lines }: RunningProgram): Promise<string> {
  const { value, done } = await lines.next();
  if (done) throw new Error('the program ended before it said anything more');
  return value;
}
