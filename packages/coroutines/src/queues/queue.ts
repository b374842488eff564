/** The queues of tasks: items go from task to task within one thread. */
import { checkInteger, checkOptions } from '../checks.js';
import { ArgumentError, QueueEmptyError, QueueFullError, ShutDownError, TaskDoneError } from '../errors.js';
import { failLate } from '../waiting/late.js';
import { Line } from '../waiting/line.js';
import { type Wait, Waiting, type WaitOptions } from '../waiting/wait.js';
import { Exchange } from './exchange.js';
import { Fifo, Heap, Lifo, type Prioritized, type Store } from './store.js';

/** How large a queue may grow. */
export interface QueueOptions {
  /** How many items may be in it. Default: 0, as many as there are. */
  readonly maxsize?: number | undefined;
}

const words = {
  latePut: failLate('Queue.put'),
  lateGet: failLate('Queue.get'),
  closed: () => new ShutDownError('the queue was shut down'),
};
const lateJoin = failLate('Queue.join');

/** What all queues can. Items go to who waits longest, and who waits for room longest is let in first. */
export abstract class TaskQueue<T> {
  /** How many items may be in it; 0 means any number. */
  readonly maxsize: number;
  readonly #exchange: Exchange<T>;
  readonly #store: Store<T>;
  readonly #joiners = new Line();
  #unfinished = 0;

  /** @internal */
  constructor(store: Store<T>, options: QueueOptions) {
    checkOptions('options', options);
    this.maxsize = checkInteger('maxsize', options.maxsize ?? 0, 0);
    this.#store = store;
    this.#exchange = new Exchange(store, this.maxsize || Number.POSITIVE_INFINITY, words);
  }

  /**
   * Puts an item, and waits until there is room.
   *
   * @throws TimeoutError; ShutDownError; ArgumentError; the signal's reason
   */
  put(item: T, options?: WaitOptions): Wait<void> {
    this.checkItem(item);
    const wait = this.#exchange.put(item, options);
    if (wait.pending) wait.listen(this.#countPut);
    else if (!wait.failed) this.#unfinished += 1;
    return wait;
  }

  /** Puts an item if there is room; never waits. @throws ShutDownError */
  tryPut(item: T): boolean {
    this.checkItem(item);
    if (!this.#exchange.tryPut(item)) return false;
    this.#unfinished += 1;
    return true;
  }

  /** The same. @throws QueueFullError, ShutDownError */
  putNowait(item: T): void {
    if (!this.tryPut(item))
      throw new QueueFullError(`the queue is full: it has room for ${this.maxsize} items`);
  }

  /**
   * Takes the item that is next, and waits until there is one. An item that was handed to a task which is killed before
   * it gets to run is next again.
   *
   * @throws TimeoutError; ShutDownError if the queue was shut down and is empty; ArgumentError; the signal's reason
   */
  get(options?: WaitOptions): Wait<T> {
    return this.#exchange.get(options);
  }

  /** Takes the item that is next, `undefined` if there is none; never waits. @throws ShutDownError as `get` */
  tryGet(): T | undefined {
    return this.#exchange.tryGet();
  }

  /** The same. @throws QueueEmptyError, ShutDownError */
  getNowait(): T {
    if (!this.#exchange.isEmpty) return this.#exchange.take();
    if (this.#exchange.isClosed) throw words.closed();
    throw new QueueEmptyError('the queue is empty');
  }

  /** Looks at the item that is next, which stays; `undefined` if there is none. */
  tryPeek(): T | undefined {
    return this.#exchange.isEmpty ? undefined : this.#exchange.peek();
  }

  /** How many items are in it now. */
  qsize(): number {
    return this.#exchange.size;
  }

  /** Whether there is nothing in it now. */
  empty(): boolean {
    return this.#exchange.size === 0;
  }

  /** Whether a put would have to wait now; never if `maxsize` is 0. */
  full(): boolean {
    return this.#exchange.isFull;
  }

  /** Whether `shutdown` was called. */
  get isShutDown(): boolean {
    return this.#exchange.isClosed;
  }

  /** An item that was taken is done. @throws TaskDoneError if that is said more often than items were put */
  taskDone(): void {
    if (this.#unfinished === 0)
      throw new TaskDoneError('taskDone() was called more often than items were put');
    this.#finish(1);
  }

  /**
   * Waits until all items that were put have been taken and are done.
   *
   * @throws TimeoutError; ArgumentError; the signal's reason
   */
  join(options?: WaitOptions): Wait<void> {
    const wait = new Waiting<void>(options);
    if (this.#unfinished === 0) wait.settle(undefined);
    if (!wait.pending) return wait;
    this.#joiners.push(wait);
    return wait.waitFor(this.#joiners, options, lateJoin);
  }

  /**
   * Ends it: puts are refused, those that wait too. Gets go on until it is empty; `immediate` takes out what is in it,
   * which counts as done.
   *
   * @returns what was taken out
   */
  shutdown({ immediate = false }: { readonly immediate?: boolean } = {}): T[] {
    const rest: T[] = [];
    if (immediate) while (this.#store.size > 0) rest.push(this.#store.take());
    this.#exchange.close();
    if (rest.length > 0) this.#finish(rest.length);
    return rest;
  }

  /** Takes items until the queue is shut down and empty: `for await (const item of queue)`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      if (this.#exchange.isEmpty && this.#exchange.isClosed) return;
      try {
        yield await this.get();
      } catch (error) {
        if (error instanceof ShutDownError && this.#exchange.isClosed) return;
        throw error;
      }
    }
  }

  /** @throws ArgumentError @internal */
  checkItem(_item: T): void {}

  readonly #countPut = {
    settled: (wait: Waiting<unknown>) => {
      if (!wait.failed) this.#unfinished += 1;
    },
  };

  #finish(count: number): void {
    this.#unfinished -= count;
    if (this.#unfinished > 0) return;
    for (let wait = this.#joiners.shift(); wait !== undefined; wait = this.#joiners.shift())
      wait.settle(undefined);
  }
}

/**
 * First in, first out.
 *
 * @example
 * const queue = new Queue<string>({ maxsize: 20 });
 * spawn(function* () {
 *   for (;;) console.log(yield* queue.get());
 * });
 * await queue.put('hello');
 */
export class Queue<T = unknown> extends TaskQueue<T> {
  /** @throws ArgumentError */
  constructor(options: QueueOptions = {}) {
    super(new Fifo<T>(), options);
  }
}

/** Last in, first out. */
export class LifoQueue<T = unknown> extends TaskQueue<T> {
  /** @throws ArgumentError */
  constructor(options: QueueOptions = {}) {
    super(new Lifo<T>(), options);
  }
}

/** Items are `[priority, value]`: the lowest priority comes first, equal ones in the order of their coming. */
export class PriorityQueue<T = unknown> extends TaskQueue<Prioritized<T>> {
  /** @throws ArgumentError */
  constructor(options: QueueOptions = {}) {
    super(new Heap<T>(), options);
  }

  /** @internal */
  override checkItem(item: Prioritized<T>): void {
    if (Array.isArray(item) && typeof item[0] === 'number' && !Number.isNaN(item[0])) return;
    throw new ArgumentError('an item of a PriorityQueue is [priority, value], with a number as its priority');
  }
}
