/**
 * The first code that runs in a thread.
 *
 * The package is not loaded here: it must not use anything but its parameters and what the language itself offers.
 */
import type * as FileSystem from 'node:fs';
import type * as WorkerThreads from 'node:worker_threads';
import type { Here } from '../table/here.js';
import type { SLOT } from '../table/layout.js';
import type { encodeError } from '../transfer/encode-error.js';
import type { makeResolver, Require } from './make-resolver.js';
import type { printDirectly } from './print-directly.js';
import type { runTask } from './run-task.js';
import type { ThreadTask } from './wire.js';

export interface ThreadParts {
  readonly makeResolver: typeof makeResolver;
  readonly runTask: typeof runTask;
  readonly encodeError: typeof encodeError;
  readonly printDirectly: typeof printDirectly;
  readonly SLOT: typeof SLOT;
  /** Of what the workers inherit that this thread starts. */
  readonly STARTER_KEY: string;
}

export function bootThread(require: Require, parts: ThreadParts): void {
  const { workerData, threadId, setEnvironmentData } = require('node:worker_threads') as typeof WorkerThreads;
  const { SLOT } = parts;
  const task = workerData as ThreadTask;
  const { slot, ident } = task.seat;
  const words = new Int32Array(task.table);

  /** Which thread of the system this is, for those who ask the system whether it still runs. */
  function enterSystemThread(): void {
    try {
      const { readFileSync } = require('node:fs') as typeof FileSystem;
      const stat = readFileSync('/proc/thread-self/stat', 'latin1');
      const started = BigInt(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] as string);
      Atomics.store(words, slot + SLOT.STARTED_HIGH, Number(started >> 32n));
      Atomics.store(words, slot + SLOT.STARTED_LOW, Number(BigInt.asIntN(32, started)));
      Atomics.store(words, slot + SLOT.OS_THREAD, Number.parseInt(stat, 10));
    } catch {
      // A system that does not tell.
    }
  }

  function become(): Here {
    const globals = globalThis as Record<symbol, unknown>;
    const key = Symbol.for('@weft/threads:here');
    // A module that was loaded before this code (--import) may have entered this thread under another name.
    const before = globals[key] as Here | undefined;
    if (before?.seat !== undefined) Atomics.store(words, before.seat.slot + SLOT.LIFE, 0);
    const here: Here = Object.assign(before ?? {}, {
      kind: 'thread',
      bootstrapping: 0,
      seat: task.seat,
      table: task.table,
      ...(task.process && { process: task.process }),
    } as const);
    globals[key] = here;
    return here;
  }

  function canTravel(value: unknown): boolean {
    try {
      structuredClone(value);
      return true;
    } catch {
      return false;
    }
  }

  const here = become();
  Atomics.store(words, slot + SLOT.THREAD_ID, threadId);
  enterSystemThread();
  setEnvironmentData(parts.STARTER_KEY, ident as unknown as WorkerThreads.Serializable);
  parts.printDirectly(require);

  process.once('exit', (code) => {
    task.port.postMessage({ how: 'exited', code });
    if (Atomics.compareExchange(words, slot + SLOT.LIFE, ident, 0) === ident) {
      Atomics.notify(words, slot + SLOT.LIFE);
    }
  });

  void parts.runTask(task, here, parts.makeResolver(require, here), {
    tell: (message, transfer) => task.port.postMessage(message, transfer),
    encode: (thrown) => parts.encodeError(thrown, canTravel),
    prints: false,
    exit: () => {},
  });
}
