/** Runs a program of `test/serve/programs` in a process of its own. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** No program takes that long: what does, hangs. */
const LONGEST_MS = 50_000;

/** What it prints is compared. */
const env = { ...process.env, FORCE_COLOR: '0' };

export interface Outcome {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

const fileOf = (name: string) => fileURLToPath(new URL(`../programs/${name}.js`, import.meta.url));

/** To its end. */
export function runProgram(name: string, words: readonly string[] = []): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { env, timeout: LONGEST_MS };
    const child = execFile(process.execPath, [fileOf(name), ...words], options, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? child.signalCode, stdout, stderr });
    });
  });
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
    env,
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
