/** Clients in processes of their own, to be killed and stopped. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** What a client is to do, and what it says about it: a line each. */
export class Child {
  readonly #process: ChildProcess;
  readonly #said: string[] = [];
  #isGone = false;
  #heard: () => void = () => {};

  private constructor(program: string, args: readonly string[]) {
    this.#process = fork(new URL(`../programs/${program}.js`, import.meta.url), args, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#process.on('message', (line) => {
      this.#said.push(String(line));
      this.#heard();
    });
    this.#process.on('exit', () => {
      this.#isGone = true;
      this.#heard();
    });
  }

  /** Runs `test/redis/programs/<program>.ts`. */
  static start(program: string, ...args: string[]): Child {
    return new Child(program, args);
  }

  /** The next thing that it says. */
  async says(): Promise<string> {
    while (this.#said.length === 0) {
      if (this.#isGone) throw new Error('the child has ended and said nothing');
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
    return this.#said.shift() as string;
  }

  tell(line: string): void {
    this.#process.send(line);
  }

  /** It stands still and knows nothing of it. */
  pause(): void {
    this.#process.kill('SIGSTOP');
  }

  resume(): void {
    this.#process.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    if (this.#isGone) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }
}

/** In a child: says a line. */
export function say(line: string): void {
  process.send?.(line);
}

/** In a child: resolves when it is told something. */
export async function told(): Promise<string> {
  const [line] = await once(process, 'message');
  return String(line);
}
