/** Results that come one after the other. */
import { checkFunction, checkInteger, checkOptions, shown } from '../checks.js';
import { ArgumentError, ShutDownError } from '../errors.js';
import { Queue } from '../queues/queue.js';
import { Semaphore } from '../sync/semaphore.js';
import type { ResultOf, TaskFunction } from '../tasks/body.js';
import { joinAll, killAll } from '../tasks/join.js';
import { spawn } from '../tasks/spawn.js';
import type { Task } from '../tasks/task.js';
import { isPromise, until } from '../waiting/until.js';
import type { Wait } from '../waiting/wait.js';

/** What a pool works through. */
export type Items<Item> = Iterable<Item> | AsyncIterable<Item>;

/** How far `imap` runs ahead of whoever reads its results. */
export interface ImapOptions {
  /** How many items may be taken and not read yet. Default: the size of the pool. */
  readonly maxsize?: number | undefined;
}

/** What starts tasks as soon as there is room. */
interface Starter {
  readonly size: number;
  spawn<Args extends unknown[], Returned>(
    fn: TaskFunction<Args, Returned>,
    ...args: Args
  ): Wait<Task<ResultOf<Returned>>>;
}

/** What those who start tasks and those who read their results share. */
class Course<T> {
  readonly underWay: Set<Task<T>> = new Set();
  /** Tasks whose results are to be read next; shut down when no more will come. */
  readonly tasks: Queue<Task<T>> = new Queue();
  readonly window: Semaphore;
  readonly #inOrder: boolean;
  #failure: { readonly error: unknown } | undefined;

  constructor(maxsize: number, inOrder: boolean) {
    this.window = new Semaphore(maxsize);
    this.#inOrder = inOrder;
  }

  started(task: Task<T>): void {
    task.observe();
    this.underWay.add(task);
    task.watch({
      ended: () => {
        this.underWay.delete(task);
        if (!this.#inOrder && !this.tasks.isShutDown) this.tasks.putNowait(task);
      },
    });
    if (this.#inOrder) this.tasks.putNowait(task);
  }

  /** No further task will be started. */
  failed(error: unknown): void {
    this.#failure = { error };
  }

  /** All results have been read. @throws why no further items could be taken */
  over(): IteratorReturnResult<undefined> {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
    return { done: true, value: undefined };
  }
}

function* feed<T>(
  course: Course<T>,
  pool: Starter,
  fn: (item: unknown) => unknown,
  iterator: Iterator<unknown> | AsyncIterator<unknown>,
): Generator<unknown, void, unknown> {
  try {
    for (;;) {
      yield* course.window.acquire();
      const { done, value } = yield* take(iterator);
      if (done) break;
      course.started((yield* pool.spawn(fn, value)) as Task<T>);
    }
  } catch (error) {
    course.failed(error);
  } finally {
    void iterator.return?.();
  }
  yield* joinAll([...course.underWay]);
  course.tasks.shutdown();
}

function* read<T>(course: Course<T>): Generator<unknown, IteratorResult<T, undefined>, unknown> {
  let task: Task<T>;
  try {
    task = yield* course.tasks.get();
  } catch (error) {
    if (error instanceof ShutDownError) return course.over();
    throw error;
  }
  try {
    return { done: false, value: yield* task.get() };
  } finally {
    course.window.release();
  }
}

/**
 * What `imap` and `imapUnordered` give. `for await (const result of results)`, or in a generator
 * `const { done, value } = yield* results.next()`. Leaving the loop early kills what is under way.
 */
export class Results<T> implements AsyncIterableIterator<T, undefined> {
  readonly #course: Course<T>;
  readonly #feeder: Task<void>;

  /** @internal */
  constructor(
    pool: Starter,
    fn: (item: never) => unknown,
    items: Items<unknown>,
    inOrder: boolean,
    options: ImapOptions = {},
  ) {
    checkFunction('fn', fn);
    checkOptions('options', options);
    const iterator = toIterator(items);
    const maxsize = checkInteger('maxsize', options.maxsize ?? Math.min(pool.size, MOST_AHEAD), 1);
    this.#course = new Course(maxsize, inOrder);
    this.#feeder = spawn(feed<T>, this.#course, pool, fn as (item: unknown) => unknown, iterator);
  }

  /** The next result; `done` at the end. @throws what its task, or taking the items, throws */
  next(): Wait<IteratorResult<T, undefined>> {
    return spawn(read<T>, this.#course).get();
  }

  /** Kills what is under way. */
  async return(): Promise<IteratorResult<T, undefined>> {
    const { tasks, underWay } = this.#course;
    this.#feeder.end();
    tasks.shutdown({ immediate: true });
    await killAll(underWay);
    return { done: true, value: undefined };
  }

  /** Itself: the results can be read once, by any number of readers, each of which gets others. */
  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** Of a pool without a bound. */
const MOST_AHEAD = 1024;

/** @throws ArgumentError if they cannot be iterated */
export function toIterator<Item>(items: Items<Item>): Iterator<Item> | AsyncIterator<Item> {
  const { [Symbol.iterator]: iterate, [Symbol.asyncIterator]: iterateAsync } = (items ??
    {}) as Iterable<Item> & AsyncIterable<Item>;
  if (typeof iterateAsync === 'function') return iterateAsync.call(items);
  if (typeof iterate === 'function') return iterate.call(items);
  throw new ArgumentError(`items must be iterable, got ${shown(items)}`);
}

/** Takes the next item, wherever it comes from. */
export function* take<Item>(
  iterator: Iterator<Item> | AsyncIterator<Item>,
): Generator<Wait<unknown> | undefined, IteratorResult<Item>, unknown> {
  const next = iterator.next();
  return isPromise(next) ? yield* until(next) : next;
}
