/** Runs a built file of the examples as a reader would: as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** No run takes that long: what does, hangs. */
const LONGEST_MS = 50_000;

export interface Outcome {
  /** As a shell reports it: 128 and its number for a signal. */
  readonly exitCode: number;
  /** What was printed, line by line. */
  readonly lines: string[];
  readonly errors: string;
}

export interface RunningExample {
  readonly child: ChildProcess;
  readonly outcome: Promise<Outcome>;
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** @param file below `examples/dist` */
export function run(file: string, args: readonly string[] = [], options: RunOptions = {}): Promise<Outcome> {
  return start(file, args, options).outcome;
}

/**
 * As `run`, for those who have something to do meanwhile. Where there are process groups the child leads one of its
 * own.
 */
export function start(file: string, args: readonly string[] = [], options: RunOptions = {}): RunningExample {
  const path = fileURLToPath(new URL(`../../dist/${file}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    cwd: options.cwd,
    env: { ...process.env, FORCE_COLOR: '0', ...options.env },
  });
  const watchdog = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
  const ended = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  const outcome = ended.then(([[code, signal], printed, errors]): Outcome => {
    clearTimeout(watchdog);
    return {
      exitCode: code ?? 128 + constants.signals[signal as NodeJS.Signals],
      lines: printed.split('\n').slice(0, -1),
      errors,
    };
  });
  return { child, outcome };
}

/** Resolves when the child has printed `wanted` on standard error. */
export function shows(child: ChildProcess, wanted: string): Promise<void> {
  let seen = '';
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk) => {
      seen += chunk;
      if (seen.includes(wanted)) resolve();
    });
    child.once('exit', () => reject(new Error(`ended before it showed "${wanted}": ${seen}`)));
  });
}
