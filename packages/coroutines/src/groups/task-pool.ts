import { checkFunction, checkInteger } from '../checks.js';
import { PoolFullError } from '../errors.js';
import type { ResultOf, TaskFunction } from '../tasks/body.js';
import { joinAll } from '../tasks/join.js';
import { runFor } from '../tasks/run-for.js';
import { spawn, spawnFor } from '../tasks/spawn.js';
import type { AnyTask, Task } from '../tasks/task.js';
import { Line } from '../waiting/line.js';
import { type Wait, Waiting, type WaitOptions } from '../waiting/wait.js';
import { Members } from './members.js';
import { type ImapOptions, type Items, Results, take, toIterator } from './results.js';

const lateSpawn = (wait: Waiting<unknown>) =>
  wait.fail(new PoolFullError('the pool was full all the time: nothing was started'));
const lateWait = (wait: Waiting<boolean>) => wait.settle(false);

/**
 * Runs at most so many tasks at once; further ones wait for their turn in the order of their coming. A task of the pool
 * that waits for another one to be started in the same pool may wait for ever: there may be no room.
 *
 * @example
 * const pool = new TaskPool(5);
 * const pages = await pool.map(function* (url: string) {
 *   return yield* until(fetch(url));
 * }, urls);
 */
export class TaskPool extends Members {
  /** How many tasks run at once; `Infinity` if that is not bounded. */
  readonly size: number;
  readonly #line = new Line();
  readonly #watchers = new Line();

  /** @param size how many tasks at once @throws ArgumentError */
  constructor(size: number) {
    super();
    this.size = size === Number.POSITIVE_INFINITY ? size : checkInteger('size', size, 1);
  }

  /** How many more could start now. */
  freeCount(): number {
    return Math.max(0, this.size - this.length - this.#line.size);
  }

  /** Whether a task that is started now would have to wait. */
  full(): boolean {
    return this.freeCount() === 0;
  }

  /**
   * As `spawn`, as soon as there is room; the task belongs to the pool. Await it for the task, and `task.get()` for its
   * result.
   *
   * @throws ArgumentError
   */
  spawn<Args extends unknown[], Returned>(
    fn: TaskFunction<Args, Returned>,
    ...args: Args
  ): Wait<Task<ResultOf<Returned>>> {
    checkFunction('fn', fn);
    return this.#enterInTurn(() => spawnFor(undefined, fn, args));
  }

  /** As `spawn` if there is room now; `undefined` otherwise. @throws ArgumentError */
  trySpawn<Args extends unknown[], Returned>(
    fn: TaskFunction<Args, Returned>,
    ...args: Args
  ): Task<ResultOf<Returned>> | undefined {
    if (this.full()) return undefined;
    const task = spawnFor(undefined, fn, args);
    this.enter(task);
    return task;
  }

  /**
   * Makes a task that exists already a member, as soon as there is room (it runs meanwhile).
   *
   * @throws PoolFullError if the timeout comes first; ArgumentError; the signal's reason
   */
  add(task: AnyTask, options?: WaitOptions): Wait<AnyTask> {
    return this.#enterInTurn(() => task.detach(), options);
  }

  /** Runs `fn(...args)` as soon as there is room, and gives its result. @throws what it throws; ArgumentError */
  apply<Args extends unknown[], Returned>(
    fn: TaskFunction<Args, Returned>,
    args: Args,
  ): Wait<ResultOf<Returned>> {
    checkFunction('fn', fn);
    return runFor(() => spawn(applyIn<Args, Returned>, this, fn, args));
  }

  /**
   * Runs `fn` for each item and gives all results, in the order of the items.
   *
   * @param items may be infinite in `imap`, not here; may come asynchronously
   * @throws the error of the first that fails, at once after all were started; ArgumentError
   */
  map<Item, Returned>(fn: (item: Item) => Returned, items: Items<Item>): Wait<ResultOf<Returned>[]> {
    checkFunction('fn', fn);
    const iterator = toIterator(items);
    return runFor(() => spawn(mapAll<Item, Returned>, this, fn, iterator));
  }

  /**
   * As `map`, but gives each result when it is there and its turn has come: `for await (const result of pool.imap(…))`.
   * Takes items as needed, no more than `maxsize` ahead of what was read.
   *
   * @throws ArgumentError at once; where the result is read, what its task throws
   */
  imap<Item, Returned>(
    fn: (item: Item) => Returned,
    items: Items<Item>,
    options?: ImapOptions,
  ): Results<ResultOf<Returned>> {
    return new Results(this, fn, items, true, options);
  }

  /** As `imap`, but in the order in which the results come. */
  imapUnordered<Item, Returned>(
    fn: (item: Item) => Returned,
    items: Items<Item>,
    options?: ImapOptions,
  ): Results<ResultOf<Returned>> {
    return new Results(this, fn, items, false, options);
  }

  /**
   * Waits until there is room, and takes none: others may be faster.
   *
   * @returns `true`, or `false` if the timeout came first
   * @throws ArgumentError; the signal's reason
   */
  wait(options?: WaitOptions): Wait<boolean> {
    const wait = new Waiting<boolean>(options);
    if (!this.full()) wait.settle(true);
    if (!wait.pending) return wait;
    this.#watchers.push(wait);
    return wait.waitFor(this.#watchers, options, lateWait);
  }

  /** @internal */
  protected override left(): void {
    while (this.#line.size > 0 && this.length < this.size) {
      const wait = this.#line.shift() as Waiting<AnyTask>;
      this.#admit(wait);
    }
    while (this.#watchers.size > 0 && !this.full()) this.#watchers.shift()?.settle(true);
  }

  #enterInTurn<T extends AnyTask>(start: () => T, options?: WaitOptions): Wait<T> {
    const wait = new Waiting<T>(options);
    if (!wait.pending) return wait;
    wait.load = start;
    if (!this.full()) {
      this.#admit(wait);
      return wait;
    }
    this.#line.push(wait);
    return wait.waitFor(this.#line, options, lateSpawn);
  }

  #admit(wait: Waiting<AnyTask>): void {
    const task = (wait.load as () => AnyTask)();
    this.enter(task);
    wait.settle(task);
  }
}

function* applyIn<Args extends unknown[], Returned>(
  pool: TaskPool,
  fn: TaskFunction<Args, Returned>,
  args: Args,
): Generator<unknown, ResultOf<Returned>, unknown> {
  const task = yield* pool.spawn(fn, ...args);
  return yield* task.get();
}

function* mapAll<Item, Returned>(
  pool: TaskPool,
  fn: (item: Item) => Returned,
  iterator: Iterator<Item> | AsyncIterator<Item>,
): Generator<unknown, ResultOf<Returned>[], unknown> {
  const tasks: Task<ResultOf<Returned>>[] = [];
  for (let next = yield* take(iterator); !next.done; next = yield* take(iterator)) {
    const task = yield* pool.spawn(fn, next.value);
    task.observe();
    tasks.push(task);
  }
  yield* joinAll(tasks, { raiseError: true });
  return tasks.map(({ value }) => value as ResultOf<Returned>);
}
