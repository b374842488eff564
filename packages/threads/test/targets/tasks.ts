/** Targets that use what is around them. */
import { createHash } from 'node:crypto';
import {
  activeChildren,
  currentProcess,
  currentThread,
  enumerate,
  isMainProgram,
  mainThread,
  move,
  Process,
  parentProcess,
  Thread,
  ThreadExit,
  task,
} from '@weft/threads';

const around = 'around';

export const hash: (text: string) => string = task(import.meta.url, (text: string) =>
  createHash('sha256').update(text).digest('hex'),
);

/** Not exported under its name. */
function hidden(text: string): string {
  return `${around} ${text}`;
}
export const found: typeof hidden = task(import.meta.url, hidden);

export const nameless: (() => string)[] = ['one', 'two'].map((text) => task(import.meta.url, () => text));

export const facts: () => Record<string, unknown> = task(import.meta.url, () => {
  const { name, ident, daemon, threadId } = currentThread();
  const { name: processName, pid, daemon: daemonic } = currentProcess();
  return {
    name,
    ident,
    daemon,
    threadId,
    isMain: currentThread() === mainThread(),
    same: new Set([currentThread(), currentThread()]).size === 1,
    alive: currentThread().isAlive(),
    listed: enumerate().includes(currentThread()),
    names: enumerate().map((thread) => thread.name),
    program: isMainProgram(),
    process: { name: processName, pid, daemon: daemonic },
    parent: parentProcess(),
    children: activeChildren().length,
  };
});

export class AppError extends RangeError {
  readonly status: number;
  readonly details: unknown;

  constructor(message: string, status: number, details: unknown, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.details = details;
  }
}

export const fail: () => never = task(import.meta.url, () => {
  throw new AppError('no', 418, new Map([[1, 2n]]), { cause: new TypeError('because') });
});

export const leave: (code: number) => never = task(import.meta.url, (code: number) => {
  throw new ThreadExit(code);
});

export const joinSelf: () => Promise<string[]> = task(import.meta.url, async () => {
  const self = currentThread();
  const answers: string[] = [];
  await self.join().catch((error) => answers.push(error.code));
  await mainThread()
    .join()
    .catch((error) => answers.push(error.code));
  return answers;
});

export const makeBuffer: (bytes: number) => Uint8Array = task(import.meta.url, (bytes: number) => {
  const array = new Uint8Array(bytes).fill(7);
  const moved = move(array, [array.buffer]);
  // Looked at after the result has left.
  setImmediate(() => {
    if (array.byteLength !== 0) throw new Error('the buffer was copied');
  });
  return moved;
});

/** Starts one of its own, which starts one … */
export const nest: (depth: number) => Promise<unknown> = task(
  import.meta.url,
  async (depth: number): Promise<unknown> => {
    const { name } = currentThread();
    const { daemon } = currentThread();
    if (depth === 0) return [[name, daemon, enumerate().length]];
    const child = new Thread({ target: nest, args: [depth - 1] }).start();
    await child.join();
    return [[name, daemon, child.daemon], ...((await child.result) as unknown[])];
  },
);

export const nestProcesses: (depth: number) => Promise<unknown> = task(
  import.meta.url,
  async (depth: number): Promise<unknown> => {
    const { name } = currentProcess();
    if (depth === 0) return [name];
    const child = new Process({ target: nestProcesses, args: [depth - 1] }).start();
    const below = (await child.result) as string[];
    await child.join();
    return [name, ...below];
  },
);

export const childOfDaemon: () => string | undefined = task(import.meta.url, () => {
  try {
    new Process({ target: () => {} }).start();
    return 'started';
  } catch (error) {
    return (error as { code?: string }).code;
  }
});

export class Marked extends Thread<unknown> {
  readonly text: string;
  static {
    task(import.meta.url, Marked);
  }

  constructor(text: string) {
    super({ name: 'marked' });
    this.text = text;
  }

  override run(): unknown {
    return [around, this.text, this.name, currentThread() === this, this instanceof Marked, String(this)];
  }
}

export class MarkedProcess extends Process<unknown> {
  readonly text: string;
  static {
    task(import.meta.url, MarkedProcess);
  }

  constructor(text: string) {
    super({ name: 'marked' });
    this.text = text;
  }

  override run(): unknown {
    return [around, this.text, this.name, currentProcess() === this, this.pid === process.pid];
  }
}

export const notAFunction = 5;
