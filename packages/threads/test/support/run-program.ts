/** Programs: what a test must see from outside, because it is about a whole process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ending: Promise<Ending>;
  /** Resolves once the program has printed that line; gives its captured groups. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Far longer than any program takes: one that is still running then hangs. */
const LONGEST_MS = 40_000;

/** Starts `test/programs/<name>.ts`. */
export function startProgram(name: string, words: readonly string[] = [], detached = false): Running {
  const file = fileURLToPath(new URL(`../programs/${name}`, import.meta.url));
  return startNode([/\.[cm]?js$/.test(name) ? file : `${file}.js`, ...words], detached);
}

export function startNode(
  words: readonly string[],
  detached = false,
  env: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(process.execPath, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
    env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1', ...env },
  });
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (piece) => {
    stdout += piece;
    for (const listener of listeners) listener();
  });
  child.stderr.setEncoding('utf8').on('data', (piece) => {
    stderr += piece;
  });
  const hanging = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
  const ending = new Promise<Ending>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(hanging);
      resolve({ code, signal, stdout: stdout.trim(), stderr: stderr.trim() });
    });
  });
  return {
    child,
    ending,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(stdout);
          if (match === null) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        void ending.then(({ stderr }) => reject(new Error(`the program ended first: ${stderr}`)));
        look();
      }),
  };
}

export function runProgram(name: string, ...words: string[]): Promise<Ending> {
  return startProgram(name, words).ending;
}

/** Whether a process is there, and is more than an entry that nobody has asked for yet. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const { readFileSync } = process.getBuiltinModule('node:fs');
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/^[ZXx]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
