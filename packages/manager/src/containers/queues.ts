import { ArgumentError } from '@weft/atomics';
import { shown } from '@weft/atomics/kit';
import { ShutDownError, type ShutDownOptions } from '@weft/shared-queue';
import type { ManagedObject, WaitOptions } from './managed-object.js';

/** How a queue is made. */
export interface ManagedQueueOptions {
  /** The most items that it holds; 0, the default, for no limit. */
  readonly maxsize?: number | undefined;
  /**
   * Valkey and Redis only: until when an item comes back if its taker dies, until `taskDone` (the default) or until it has
   * arrived. Consumers that do not call `taskDone` take `receipt`: what is not acknowledged is kept.
   */
  readonly acknowledge?: 'taskDone' | 'receipt' | undefined;
}

/**
 * A queue that many processes share; the verbs are those of `Queue` of `@weft/shared-queue`.
 *
 * Items of one producer do not overtake each other, an item is taken by exactly one consumer, and those who wait are
 * served in order of arrival. A consumer that dies takes with it what it was given, except where the README section of a
 * backend says better; nothing is given to a consumer that is known to be gone.
 */
export interface ManagedQueue<T = unknown> extends ManagedObject, AsyncIterable<T> {
  readonly kind: 'queue' | 'lifoQueue' | 'priorityQueue';
  /** The most items that it holds; 0 for no limit. */
  readonly maxsize: number;
  /** Puts an item; waits while it is full. @throws TimeoutError, ShutDownError, CodecError, the signal's reason */
  put(item: T, options?: WaitOptions): Promise<void>;
  /** Puts an item if there is room now; whether it did. @throws ShutDownError */
  tryPut(item: T): Promise<boolean>;
  /** @throws QueueFullError, ShutDownError */
  putNowait(item: T): Promise<void>;
  /**
   * Puts many items in order; those of others may come in between. Gives how many were put: all, unless the wait ended
   * early after some were in; if none was, it throws.
   */
  putMany(items: Iterable<T>, options?: WaitOptions): Promise<number>;
  /** Takes the next item; waits while there is none. @throws TimeoutError, ShutDownError, the signal's reason */
  get(options?: WaitOptions): Promise<T>;
  /** Takes the next item if there is one now. @throws ShutDownError */
  tryGet(): Promise<T | undefined>;
  /** @throws QueueEmptyError, ShutDownError */
  getNowait(): Promise<T>;
  /** Takes up to `max` items at once; waits while there is none, never for more than one. */
  getMany(max: number, options?: WaitOptions): Promise<T[]>;
  /** Says that the work on so many items (default 1) is done. @throws TaskDoneError if more than were put */
  taskDone(count?: number): Promise<void>;
  /** Waits until `taskDone` was called for every item that was put. @throws TimeoutError, the signal's reason */
  join(options?: WaitOptions): Promise<void>;
  /** How many items are in it: a snapshot only. */
  qsize(): Promise<number>;
  /** Whether there is no item: a snapshot only. */
  empty(): Promise<boolean>;
  /** Whether there is no room: a snapshot only. */
  full(): Promise<boolean>;
  /**
   * Ends the queue: every put throws `ShutDownError` from now on, and so does every get once it is empty. With `immediate`
   * what is in it is taken out, counted as done and given back, and joiners do not wait for what others work on.
   */
  shutdown(options?: ShutDownOptions): Promise<T[]>;
  /** Whether it was shut down. */
  isShutDown(): Promise<boolean>;
  /** The items one by one as they come, until the queue is shut down and empty. */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined, undefined>;
}

/** The item that was put last comes first. */
export type ManagedLifoQueue<T = unknown> = ManagedQueue<T> & {
  /** What it is. */
  readonly kind: 'lifoQueue';
};

/** Items are `[priority, value]`: the lowest number comes first, equal ones in the order in which they were put. */
export type ManagedPriorityQueue<T = unknown> = ManagedQueue<[priority: number, value: T]> & {
  /** What it is. */
  readonly kind: 'priorityQueue';
};

/** @throws ArgumentError unless it can be an item of a priority queue */
export function checkRanked(item: unknown): asserts item is [priority: number, value: unknown] {
  const isRanked =
    Array.isArray(item) && item.length === 2 && typeof item[0] === 'number' && !Number.isNaN(item[0]);
  if (isRanked) return;
  throw new ArgumentError(
    `an item of a priority queue must be [priority: number, value], got ${shown(item)}`,
  );
}

/** What a queue gives one by one, until it is shut down and empty. */
export async function* itemsOf<T>(queue: ManagedQueue<T>): AsyncGenerator<T, undefined, undefined> {
  for (;;) {
    let item: T;
    try {
      item = await queue.get();
    } catch (error) {
      if (error instanceof ShutDownError) return;
      throw error;
    }
    yield item;
  }
}
