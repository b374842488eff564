/** Waits for whatever becomes ready first: tasks, events, semaphores, results and promises alike. */
import { checkInteger, shown } from '../checks.js';
import { ArgumentError } from '../errors.js';
import { failLate } from '../waiting/late.js';
import { Line } from '../waiting/line.js';
import { isPromise, until } from '../waiting/until.js';
import { type Wait, Waiting, type WaitOptions } from '../waiting/wait.js';
import { type AnyTask, Task } from './task.js';

/** What `wait` and `iwait` take. A promise is ready when it is settled, either way. */
export type Waitable =
  | AnyTask
  | PromiseLike<unknown>
  | {
      /** Waits until the object is ready; takes nothing from it. */
      wait(): Wait<unknown>;
    };

/** How many to wait for, and how long. */
export interface IwaitOptions extends WaitOptions {
  /** How many to wait for. Default: all. */
  readonly count?: number | undefined;
}

/** Tells of each object when it is ready, until it is stopped. */
class Watch<T extends Waitable> {
  readonly #waits: Waiting<unknown>[];
  #isStopped = false;

  constructor(objects: readonly T[], arrived: (object: T) => void) {
    this.#waits = objects.map(waitOn);
    for (const [index, object] of objects.entries()) {
      const wait = this.#waits[index] as Waiting<unknown>;
      const settled = () => {
        if (this.#isStopped) return;
        wait.claim();
        arrived(object);
      };
      if (wait.pending) wait.listen({ settled });
      else settled();
    }
  }

  stop(): void {
    this.#isStopped = true;
    for (const wait of this.#waits) wait.giveUp();
  }
}

function waitOn(object: Waitable): Waiting<unknown> {
  if (object instanceof Task) return object.join() as Waiting<unknown>;
  if (isPromise(object)) return until(object) as Waiting<unknown>;
  if (typeof object?.wait === 'function') return object.wait() as Waiting<unknown>;
  throw new ArgumentError(
    `what to wait for must be a task, a promise or an object with wait(), got ${shown(object)}`,
  );
}

const lateNext = failLate('iwait');

/** Those that become ready, one after the other. Made by `iwait`. */
export class Ready<T extends Waitable> implements AsyncIterableIterator<T, undefined> {
  readonly #arrived: T[] = [];
  readonly #line = new Line();
  readonly #watch: Watch<T>;
  readonly #deadline: number;
  readonly #signal: AbortSignal | undefined;
  /** How many are still to be given. */
  #left: number;

  /** @internal */
  constructor(objects: readonly T[], { count, timeout, signal }: IwaitOptions) {
    this.#left = Math.min(checkInteger('count', count ?? objects.length, 0), objects.length);
    this.#deadline = performance.now() + (timeout ?? Number.POSITIVE_INFINITY);
    this.#signal = signal;
    this.#watch = new Watch(objects, (object) => this.#arrive(object));
    if (this.#left === 0) this.#watch.stop();
  }

  /**
   * The next one; `done` when there have been enough. In a generator: `const { done, value } = yield* ready.next()`.
   *
   * @throws TimeoutError if the time of all together is over; the signal's reason
   */
  next(): Wait<IteratorResult<T, undefined>> {
    const bounds = { timeout: Math.max(0, this.#deadline - performance.now()), signal: this.#signal };
    const wait = new Waiting<IteratorResult<T, undefined>>(bounds);
    if (!wait.pending) return wait;
    if (this.#arrived.length > 0) wait.settle(this.#give(this.#arrived.shift() as T));
    else if (this.#left <= this.#line.size) wait.settle({ done: true, value: undefined });
    else {
      this.#line.push(wait);
      wait.waitFor(this.#line, bounds, lateNext);
    }
    return wait;
  }

  /** Waits no longer for the rest. */
  async return(): Promise<IteratorResult<T, undefined>> {
    this.#left = 0;
    this.#watch.stop();
    return { done: true, value: undefined };
  }

  /** Itself: each object is given once. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  #arrive(object: T): void {
    const asking = this.#line.shift();
    if (asking === undefined) this.#arrived.push(object);
    else asking.settle(this.#give(object));
  }

  #give(value: T): IteratorResult<T, undefined> {
    this.#left -= 1;
    if (this.#left === 0) this.#watch.stop();
    return { done: false, value };
  }
}

/**
 * Gives `objects` in the order in which they become ready: `for await (const task of iwait(tasks)) …`. A task is ready at
 * its end, an event when it is set, a semaphore when it could be acquired (it is not). Leaving the loop early is fine.
 *
 * @param options `timeout` bounds the whole of it
 * @throws ArgumentError at once; in the loop TimeoutError, the signal's reason
 */
export function iwait<T extends Waitable>(objects: Iterable<T>, options: IwaitOptions = {}): Ready<T> {
  return new Ready([...objects], options);
}

/**
 * Waits until all `objects`, or `count` of them, are ready.
 *
 * @returns those that are, in the order of their becoming so; with a `timeout`, those that are in time
 * @throws ArgumentError; the signal's reason
 */
export function wait<T extends Waitable>(objects: Iterable<T>, options: IwaitOptions = {}): Wait<T[]> {
  const { count, timeout, signal } = options;
  const all = [...objects];
  const wanted = Math.min(checkInteger('count', count ?? all.length, 0), all.length);
  const result = new Waiting<T[]>({ timeout, signal });
  const ready: T[] = [];
  const watch = new Watch(all, (object) => {
    if (ready.length < wanted) ready.push(object);
    if (ready.length === wanted) result.settle(ready);
  });
  if (wanted === 0) result.settle(ready);
  const leave = () => watch.stop();
  if (result.pending) result.listen({ settled: leave });
  else leave();
  return result.waitFor({ leave }, { timeout, signal }, () => result.settle(ready));
}
