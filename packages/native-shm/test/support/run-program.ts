/** Runs a program of `test/programs` in a process of its own. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Outcome {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runProgram(
  name: string,
  words: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Outcome> {
  const file = fileURLToPath(new URL(`../programs/${name}.js`, import.meta.url));
  return runNode([file, ...words], env);
}

export function runNode(words: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, FORCE_COLOR: '0', ...env }, timeout: 50_000 };
    const child = execFile(process.execPath, words, options, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? child.signalCode, stdout, stderr });
    });
  });
}
