/** What both programs of this tool have in common: a temporary folder, progress, problems, and an end on a signal. */
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import ora from 'ora';
import { ReleaseProblem } from './problem.ts';

export interface Desk {
  /** A temporary folder, empty at first. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Is told what is being done. */
  progress(step: string): void;
}

/** Runs a program; what it returns is printed. */
export async function asProgram(keep: boolean, program: (desk: Desk) => Promise<string>): Promise<void> {
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      process.exitCode ??= 128 + constants.signals[name];
      interrupted.abort();
    });
  }
  const folder = mkdtempSync(join(tmpdir(), 'weft-release-'));
  const spinner = ora({ isSilent: !process.stderr.isTTY }).start();
  const progress = (step: string) => {
    if (process.stderr.isTTY) spinner.text = step;
    else console.error(step);
  };
  try {
    const said = await program({ folder, signal: interrupted.signal, progress });
    spinner.stop();
    console.log(said);
  } catch (error) {
    spinner.stop();
    if (interrupted.signal.aborted) console.error('Interrupted.');
    else if (error instanceof ReleaseProblem) {
      console.error(error.message);
      process.exitCode = 1;
    } else throw error;
  } finally {
    if (keep) console.error(`Everything lies in ${folder}`);
    else rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
