/** Runs a program of a `programs` folder in a process of its own. */
import { execFile } from 'node:child_process';

export interface Outcome {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param file the program, as built */
export function runProgram(
  file: string,
  words: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Outcome> {
  return run(process.execPath, [file, ...words], env);
}

export function run(
  command: string,
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, FORCE_COLOR: '0', ...env }, timeout: 50_000 };
    const child = execFile(command, words, options, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? child.signalCode, stdout, stderr });
    });
  });
}
