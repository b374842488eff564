/** What the workers of test pools do. */
import { readFileSync } from 'node:fs';
import { type MessagePort, threadId } from 'node:worker_threads';
import type { Event, Latch } from '@weft/atomics';
import { type Connection, move, Pipe, task, taskSignal } from '@weft/threads';

export const square: (x: number) => number = task(import.meta.url, (x: number) => x * x);
export const add: (a: number, b: number) => number = task(import.meta.url, (a: number, b: number) => a + b);
export const same: <T>(value: T) => T = task(import.meta.url, <T>(value: T) => value);

/** Number of the process, or thread, that runs it. */
export const whoAmI: () => string = task(import.meta.url, () => `${process.pid}.${threadId}`);

export class SpecialError extends RangeError {
  readonly details = { answer: 42 };
}

export const fail: (message: string) => never = task(import.meta.url, (message: string): never => {
  throw new SpecialError(message, { cause: new Error('below') });
});

export const failLater: (message: string) => Promise<never> = task(
  import.meta.url,
  async (message: string) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    throw new TypeError(message);
  },
);

export const later: <T>(value: T, ms?: number) => Promise<T> = task(
  import.meta.url,
  async <T>(value: T, ms = 0) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return value;
  },
);

/** Fails for one value. */
export const failAt: (x: number, bad: number) => number = task(import.meta.url, (x: number, bad: number) => {
  if (x === bad) throw new Error(`bad ${x}`);
  return x;
});
export const failAtThree: (x: number) => number = task(import.meta.url, (x: number) => failAt(x, 3));

export const exit: (code: number) => never = task(import.meta.url, (code: number) => process.exit(code));
export const loop: (began?: Event) => never = task(import.meta.url, (began?: Event): never => {
  began?.set();
  for (;;);
});

export const exhaust: () => number = task(import.meta.url, () => {
  const hoard: unknown[] = [];
  for (;;) hoard.push(Array.from({ length: 10_000 }, (_, i) => ({ i, text: `${i}` })));
});

/** Works until it is asked to stop; what it saw. */
export const untilStopped: (began: Event, stopped: Event) => string = task(
  import.meta.url,
  (began: Event, stopped: Event) => {
    const signal = taskSignal();
    began.set();
    while (!signal.aborted);
    stopped.set();
    return 'stopped';
  },
);

export const untilTold: (began: Event, stopped: Event) => Promise<string> = task(
  import.meta.url,
  async (began: Event, stopped: Event) => {
    const signal = taskSignal();
    const told = new Promise((resolve) => signal.addEventListener('abort', resolve));
    began.set();
    await told;
    stopped.set();
    return 'told';
  },
);

export const throwsIfStopped: (began: Event, stopped: Event) => void = task(
  import.meta.url,
  (began: Event, stopped: Event) => {
    began.set();
    try {
      for (;;) taskSignal().throwIfAborted();
    } catch (error) {
      stopped.set();
      throw error;
    }
  },
);

/** Blocks until the latch or event lets it go. */
export const waitFor: (gate: Event, began?: Latch) => string = task(
  import.meta.url,
  (gate: Event, began?: Latch) => {
    began?.countDown();
    gate.waitSync();
    return 'through';
  },
);

export const bytes: (length: number) => Uint8Array = task(import.meta.url, (length: number) =>
  new Uint8Array(length).fill(7),
);
export const sum: (bytes: Uint8Array) => number = task(import.meta.url, (all: Uint8Array) =>
  all.reduce((a, b) => a + b, 0),
);
export const moved: (length: number) => Uint8Array = task(import.meta.url, (length: number) => {
  const all = new Uint8Array(length).fill(3);
  return move(all, [all.buffer]);
});
export const answerAt: (port: MessagePort, value: unknown) => void = task(
  import.meta.url,
  (port: MessagePort, value: unknown) => port.postMessage(value),
);
export const aFunction: () => unknown = task(import.meta.url, () => () => 1);

let ready = 'not initialized';
export const initialize: (text: string) => void = task(import.meta.url, (text: string) => {
  ready = text;
});
export const initialized: () => string = task(import.meta.url, () => ready);
export const initializeBadly: () => never = task(import.meta.url, () => {
  throw new SpecialError('no luck');
});

let latch: Latch | undefined;
export const giveLatch: (given: Latch) => void = task(import.meta.url, (given: Latch) => {
  latch = given;
});
export const countDown: () => void = task(import.meta.url, () => latch?.countDown());

export const sendThrough: (connection: Connection, value: unknown) => void = task(
  import.meta.url,
  (connection: Connection, value: unknown) => connection.sendSync(value),
);

export const receiveFromNobody: () => unknown = task(import.meta.url, () => {
  const [mine, theirs] = Pipe();
  theirs.close();
  return mine.recvSync();
});

/** Notes the order in which tasks run. */
export const note: (connection: Connection, value: unknown) => void = sendThrough;

/** Blocks in a call of the system, where no thread can be ended, until somebody has written there. */
export const readFile: (path: string) => string = task(import.meta.url, (path: string) =>
  readFileSync(path, 'utf8'),
);

/** Leaves a timer that never ends, and an error that nobody waits for is not among it. */
export const leaveTimer: () => string = task(import.meta.url, () => {
  setInterval(() => {}, 1000);
  return 'left';
});

/** What the storm does: anything may happen. */
export const risky: (what: number, value: number) => unknown = task(
  import.meta.url,
  (what: number, value: number) => {
    switch (what) {
      case 0:
        return process.exit(value & 1);
      case 1:
        for (;;);
      case 2:
        return new Promise(() => {});
      case 3:
        throw new Error(`risk ${value}`);
      case 4:
        return new Uint8Array(200_000).fill(value);
      case 5:
        queueMicrotask(() => {
          throw new Error('nobody catches this');
        });
        return value;
      default:
        return value;
    }
  },
);
