/** What one suite is run over: threads, and processes. */
import { AtomicInt32, Event, Lock } from '@weft/atomics';
import { ProcessRegion } from '@weft/native-shm';
import { type ModuleTarget, Process, type ProcessOptions, Thread, type ThreadOptions } from '@weft/threads';

/** With any target, whatever its arguments are. */
export interface Options extends Omit<ThreadOptions & ProcessOptions, 'target'> {
  readonly target?: ((...args: never[]) => unknown) | ModuleTarget | undefined;
}

/** Something to start. */
export type Started = Thread | Process;

export interface Kind {
  readonly title: 'thread' | 'process';
  readonly base: typeof Thread | typeof Process;
  make(options?: Options): Started;
  /** Objects that it and this thread can share. */
  event(): Event;
  counter(): AtomicInt32;
  lock(): Lock;
}

export const threads: Kind = {
  title: 'thread',
  base: Thread,
  make: (options) => new Thread(options as ThreadOptions),
  event: () => new Event(),
  counter: () => new AtomicInt32(),
  lock: () => new Lock(),
};

let region: ProcessRegion | undefined;

function shared(): ProcessRegion {
  region ??= ProcessRegion.anonymous({ bytes: 256 * 1024, maxParticipants: 256 });
  return region;
}

export const processes: Kind = {
  title: 'process',
  base: Process,
  make: (options) => new Process(options as ProcessOptions),
  event: () => new Event({ in: shared() }),
  counter: () => new AtomicInt32(0, { in: shared() }),
  lock: () => new Lock({ in: shared() }),
};

/** What a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    return error as Failure;
  }
  throw new Error('it did not fail');
}

/** An error, with all fields that one of the tests may want to see. */
export interface Failure extends Error {
  readonly code: string;
  readonly cause: Failure;
  readonly errors: unknown[];
  readonly nested: unknown;
}
