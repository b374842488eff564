/** Programs that this tool runs, with what they said if they fail. */
import { execa } from 'execa';
import { ReleaseProblem } from './problem.ts';

export interface Place {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Runs a program to its end and returns what it printed. @throws ReleaseProblem if it fails */
export async function run(program: string, words: readonly string[], place: Place): Promise<string> {
  const { failed, stdout, all, shortMessage } = await execa(program, words, {
    cwd: place.cwd,
    env: { FORCE_COLOR: '0', ...place.env },
    cancelSignal: place.signal,
    stdin: 'ignore',
    all: true,
    reject: false,
    timeout: 300_000,
  });
  place.signal.throwIfAborted();
  if (failed) throw new ReleaseProblem(`${shortMessage}\n${all}`);
  return stdout;
}
