/** Programs: what a test must see from outside, because it is about a whole process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from '../../../../atomics/dist-test/support/until.js';

export interface Program {
  readonly child: ChildProcess;
  /** Waits until it has printed `line`. */
  printed(line: string): Promise<void>;
  /** Writes to its standard input, which stays open. */
  write(text: string): void;
  /** Its output, once it has ended by itself, with code 0. */
  ended(): Promise<string[]>;
}

/** Starts `test/selectors/programs/<name>.ts` in a process of its own. */
export function startProgram(name: string, ...args: string[]): Program {
  const file = fileURLToPath(new URL(`../programs/${name}.js`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (piece) => {
    output += piece;
  });
  const exit = once(child, 'close');
  const lines = () => output.split('\n').filter((line) => line !== '');
  return {
    child,
    printed: (line) => until(() => lines().includes(line), `${name} prints ${line}`),
    write: (text) => void child.stdin.write(text),
    async ended() {
      const [code, signal] = await exit;
      if (code !== 0) throw new Error(`${name} ended with ${code ?? signal} after ${output}`);
      return lines();
    },
  };
}
