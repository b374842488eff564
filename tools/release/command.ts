/** Programs that this tool runs, with what they said if they fail. */
import { execa } from 'execa';
import { ReleaseProblem } from './problem.ts';

export interface Place {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** How long it may take; 5 by default. */
  readonly minutes?: number;
}

const KILL_AFTER_MS = 5000;

/** Runs a program to its end and returns what it printed. @throws ReleaseProblem if it fails */
export async function run(program: string, words: readonly string[], place: Place): Promise<string> {
  const { signal } = place;
  signal.throwIfAborted();
  // A group of its own: npm and cargo do not pass on to their children that they are to end.
  const detached = process.platform !== 'win32';
  const child = execa(program, words, {
    cwd: place.cwd,
    env: { FORCE_COLOR: '0', ...place.env },
    stdin: 'ignore',
    all: true,
    reject: false,
    detached,
  });
  const end = (name: NodeJS.Signals) => {
    try {
      process.kill(detached ? -(child.pid as number) : (child.pid as number), name);
    } catch {
      // It has ended by itself, or never began.
    }
  };
  const timers: NodeJS.Timeout[] = [];
  let isLate = false;
  const stop = () => {
    end('SIGTERM');
    timers.push(setTimeout(end, KILL_AFTER_MS, 'SIGKILL'));
  };
  const minutes = place.minutes ?? 5;
  timers.push(
    setTimeout(() => {
      isLate = true;
      stop();
    }, minutes * 60_000),
  );
  signal.addEventListener('abort', stop);
  try {
    // Its output ends only when all that it started have ended as well.
    const { failed, stdout, all, shortMessage } = await child;
    signal.throwIfAborted();
    const why = isLate ? `It did not end within ${minutes} minutes.\n` : '';
    if (failed || isLate) throw new ReleaseProblem(`${shortMessage}\n${why}${all}`);
    return stdout;
  } finally {
    signal.removeEventListener('abort', stop);
    for (const timer of timers) clearTimeout(timer);
  }
}

/** Whether a program is there. */
export async function hasProgram(program: string, words: readonly string[]): Promise<boolean> {
  const { failed } = await execa(program, words, { stdio: 'ignore', reject: false });
  return !failed;
}
