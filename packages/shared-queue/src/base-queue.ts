import { ArgumentError } from '@weft/atomics';
import type { Selectable, SelectHooks, SyncWaitOptions, WaitOptions } from '@weft/atomics/kit';
import { type Block, checkInteger, PARK, shown, WaitingObject } from '@weft/atomics/kit';
import { CodecError, ItemTooLargeError, QueueEmptyError, QueueFullError, ShutDownError } from './errors.js';
import { borrowFrames, type Frames, giveBack } from './frames.js';
import { QUEUE } from './layout.js';
import type { Packer } from './packer.js';
import type { Store } from './store.js';
import { Tasks } from './tasks.js';
import { Get, Join, Put, type QueueParts } from './waiting/operations.js';
import { Signals } from './waiting/signals.js';

/** How a queue is shut down. */
export interface ShutDownOptions {
  /** Also hands back what is in the queue, instead of letting others take it. */
  readonly immediate?: boolean | undefined;
}

/** Asynchronous waits for different things do not stand behind each other. */
const LANE = { PUT: 0, GET: 1, JOIN: 2 } as const;

/** What all queues have in common: every way to put, get, wait and shut down. How items are kept, the store knows. */
export abstract class BaseQueue<T> extends WaitingObject implements Selectable, AsyncIterable<T> {
  readonly #block: Block;
  readonly #store: Store;
  readonly #packer: Packer<T>;
  readonly #signals: Signals;
  readonly #tasks: Tasks;
  readonly #parts: QueueParts;
  /** Asynchronous puts and gets of this instance that wait: newcomers stand behind them. */
  #waitingPuts = 0;
  #waitingGets = 0;

  protected constructor(block: Block, store: Store, packer: Packer<T>) {
    super(block);
    this.#block = block;
    this.#store = store;
    this.#packer = packer;
    this.#signals = new Signals(block);
    this.#tasks = new Tasks(block, store);
    this.#parts = {
      store,
      signals: this.#signals,
      get label() {
        return block.label;
      },
    };
  }

  /** The most items it holds; 0 if only its memory bounds it. */
  get maxsize(): number {
    return Atomics.load(this.#block.words, this.#block.state + QUEUE.MAXSIZE);
  }

  /**
   * Puts an item; waits while there is no room. Puts of one thread through one instance keep their order.
   *
   * @throws TimeoutError, ShutDownError, ItemTooLargeError, CodecError, ArgumentError, the signal's reason
   */
  put(item: T, options?: WaitOptions): Promise<void> {
    try {
      const frames = this.#pack(item);
      if (options === undefined && this.#waitingPuts === 0 && this.#putIfRoom(frames)) {
        giveBack(frames);
        return Promise.resolve();
      }
      return this.#putLater(frames, options).finally(() => giveBack(frames));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** As `put`, blocking the thread. @throws TimeoutError, ShutDownError, ItemTooLargeError, CodecError, ArgumentError */
  putSync(item: T, options?: SyncWaitOptions): void {
    const frames = this.#pack(item);
    try {
      if (options === undefined && this.#putIfRoom(frames)) return;
      this.runSync(new Put(this.#parts, frames), options);
    } finally {
      giveBack(frames);
    }
  }

  /** Puts an item if there is room now; whether it did. @throws ShutDownError, ItemTooLargeError, CodecError */
  tryPut(item: T): boolean {
    const frames = this.#pack(item);
    try {
      return this.#putIfRoom(frames);
    } finally {
      giveBack(frames);
    }
  }

  /** Puts an item if there is room now. @throws QueueFullError, ShutDownError, ItemTooLargeError, CodecError */
  putNowait(item: T): void {
    if (!this.tryPut(item)) throw new QueueFullError(`${this.#block.label} is full`);
  }

  /**
   * Puts many items in order, with one synchronisation for as many as there is room for at a time; items of other
   * putters may come in between. Returns how many were put: all, unless the wait ended early (timeout, signal, shut
   * down) after some were in; if none was, it throws.
   *
   * @throws TimeoutError, ShutDownError, ItemTooLargeError, CodecError, ArgumentError, the signal's reason
   */
  async putMany(items: Iterable<T>, options?: WaitOptions): Promise<number> {
    const frames = this.#packMany(items);
    if (frames.count > 0) {
      await this.#putLater(frames, options).catch((error) => {
        if (frames.done === 0) throw error;
      });
    }
    const { done } = frames;
    giveBack(frames);
    return done;
  }

  /** As `putMany`, blocking the thread. */
  putManySync(items: Iterable<T>, options?: SyncWaitOptions): number {
    const frames = this.#packMany(items);
    try {
      if (frames.count > 0 && !(options === undefined && this.#putIfRoom(frames))) {
        this.runSync(new Put(this.#parts, frames), options);
      }
      return frames.done;
    } catch (error) {
      if (frames.done === 0) throw error;
      return frames.done;
    } finally {
      giveBack(frames);
    }
  }

  /**
   * Takes the next item; waits while there is none. Gets of one thread through one instance are served in order.
   *
   * @throws TimeoutError, ShutDownError, CodecError, ArgumentError, the signal's reason
   */
  get(options?: WaitOptions): Promise<T> {
    const frames = borrowFrames();
    try {
      if (options === undefined && this.#waitingGets === 0 && this.#takeIfAny(1, frames)) {
        return Promise.resolve(this.#unpackOne(frames));
      }
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#getLater(1, frames, options, () => this.#unpackOne(frames));
  }

  /** As `get`, blocking the thread. @throws TimeoutError, ShutDownError, CodecError, ArgumentError */
  getSync(options?: SyncWaitOptions): T {
    const frames = borrowFrames();
    if (options !== undefined || !this.#takeIfAny(1, frames)) this.#getBlocking(1, frames, options);
    return this.#unpackOne(frames);
  }

  /**
   * Takes the next item of a queue of `bytes` into memory that the caller has, so that none must be made for it:
   * several times as fast for large items. Returns how many bytes of `target` it took. An item that `target` is too
   * small for stays in the queue.
   *
   * @throws ItemTooLargeError, TimeoutError, ShutDownError, ArgumentError, the signal's reason
   */
  async getInto(this: BaseQueue<Uint8Array>, target: Uint8Array, options?: WaitOptions): Promise<number> {
    const frames = this.#framesFor(target);
    if (options !== undefined || this.#waitingGets > 0 || !this.#takeOrGiveBack(frames)) {
      await this.#getLater(1, frames, options, () => undefined);
    }
    return this.#arrived(frames, target);
  }

  /** As `getInto`, blocking the thread. @throws ItemTooLargeError, TimeoutError, ShutDownError, ArgumentError */
  getIntoSync(this: BaseQueue<Uint8Array>, target: Uint8Array, options?: SyncWaitOptions): number {
    const frames = this.#framesFor(target);
    if (options !== undefined || !this.#takeOrGiveBack(frames)) this.#getBlocking(1, frames, options);
    return this.#arrived(frames, target);
  }

  /** Takes the next item if there is one now. @throws ShutDownError, CodecError */
  tryGet(): T | undefined {
    const frames = borrowFrames();
    if (this.#takeNow(frames)) return this.#unpackOne(frames);
    giveBack(frames);
    return undefined;
  }

  /** Takes the next item if there is one now. @throws QueueEmptyError, ShutDownError, CodecError */
  getNowait(): T {
    const frames = borrowFrames();
    if (this.#takeNow(frames)) return this.#unpackOne(frames);
    giveBack(frames);
    throw new QueueEmptyError(`${this.#block.label} is empty`);
  }

  /**
   * Takes up to `max` items with one synchronisation; waits while there is none, never for more than one.
   *
   * @throws TimeoutError, ShutDownError, CodecError, ArgumentError, the signal's reason
   */
  getMany(max: number, options?: WaitOptions): Promise<T[]> {
    const frames = borrowFrames();
    try {
      checkInteger('max', max, 1, Number.MAX_SAFE_INTEGER);
      if (options === undefined && this.#waitingGets === 0 && this.#takeIfAny(max, frames)) {
        return Promise.resolve(this.#unpackAll(frames));
      }
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#getLater(max, frames, options, () => this.#unpackAll(frames));
  }

  /** As `getMany`, blocking the thread. */
  getManySync(max: number, options?: SyncWaitOptions): T[] {
    checkInteger('max', max, 1, Number.MAX_SAFE_INTEGER);
    const frames = borrowFrames();
    if (options !== undefined || !this.#takeIfAny(max, frames)) this.#getBlocking(max, frames, options);
    return this.#unpackAll(frames);
  }

  /** Says that the work on so many items, taken from here, is done. @throws TaskDoneError */
  taskDone(count: number = 1): void {
    checkInteger('count', count, 1, 0x7fffffff);
    if (this.#tasks.done(count)) this.#signals.joiners.raise(1);
  }

  /**
   * Waits until `taskDone` was called for every item that was put. Items that a dead thread had in its hands are
   * never done, so bound the wait where threads may die.
   *
   * @throws TimeoutError, ArgumentError, the signal's reason
   * @throws ShutDownError if the queue is shut down at once before all that was taken is done
   */
  join(options?: WaitOptions): Promise<void> {
    return this.runAsync(this.#joining(), options, LANE.JOIN);
  }

  /** As `join`, blocking the thread. @throws TimeoutError, ShutDownError, ArgumentError */
  joinSync(options?: SyncWaitOptions): void {
    this.runSync(this.#joining(), options);
  }

  /** How many items are in it: a snapshot only. */
  qsize(): number {
    return this.#store.size();
  }

  /** Whether there is no item: a snapshot only. */
  empty(): boolean {
    return this.#store.size() === 0;
  }

  /** Whether there is no room, not even for a small item: a snapshot only. */
  full(): boolean {
    return this.#store.full();
  }

  /** Whether it was shut down. */
  isShutDown(): boolean {
    return this.#store.isShut();
  }

  /**
   * Ends the queue: from now on every put throws `ShutDownError`, and so does every get once the queue is empty.
   * Everyone who is blocked here wakes and finds out. With `immediate` what is in the queue is taken out, counted as
   * done and returned, and joiners do not wait for what others are still working on. Calling it again is fine.
   */
  shutdown(options: ShutDownOptions = {}): T[] {
    const { immediate = false } = options;
    if (typeof immediate !== 'boolean') {
      throw new ArgumentError(`immediate must be true or false, got ${shown(immediate)}`);
    }
    this.#store.shut(QUEUE.STATE_SHUT);
    const left = immediate ? this.#drain() : [];
    if (immediate) this.#store.shut(QUEUE.STATE_SHUT_NOW);
    this.#signals.raiseAll();
    return left;
  }

  /** The items one by one as they come, until the queue is shut down and empty. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      let item: T;
      try {
        item = await this.get();
      } catch (error) {
        if (error instanceof ShutDownError) return;
        throw error;
      }
      yield item;
    }
  }

  /** The same, blocking the thread. */
  *sync(): Generator<T, void, undefined> {
    for (;;) {
      let item: T;
      try {
        item = this.getSync();
      } catch (error) {
        if (error instanceof ShutDownError) return;
        throw error;
      }
      yield item;
    }
  }

  describe(): Record<string, unknown> {
    const { maxsize } = this;
    return {
      size: this.qsize(),
      ...(maxsize > 0 && { maxsize }),
      unfinished: this.#tasks.unfinished(),
      ...(this.#signals.getters.hasWaiters() && { getters: true }),
      ...(this.#signals.putters.hasWaiters() && { putters: true }),
      ...(this.isShutDown() && { shutDown: true }),
    };
  }

  /** @internal */
  selectHooks(): SelectHooks {
    return {
      bell: this.#block.bell,
      ready: () => this.#store.size() > 0 || this.#store.isShut(),
      watch: () => this.#signals.getters.watch(),
    };
  }

  #pack(item: T): Frames {
    const frames = borrowFrames();
    try {
      this.#packer.packOne(item, frames);
      this.#checkSize(frames.length);
      return frames;
    } catch (error) {
      giveBack(frames);
      throw error;
    }
  }

  #packMany(items: Iterable<T>): Frames {
    const frames = borrowFrames();
    try {
      let before = 0;
      for (const item of items) {
        this.#packer.pack(item, frames);
        this.#checkSize(frames.length - before);
        before = frames.length;
      }
      return frames;
    } catch (error) {
      giveBack(frames);
      throw error;
    }
  }

  #checkSize(words: number): void {
    const { mostWords } = this.#store;
    if (words <= mostWords) return;
    throw new ItemTooLargeError(
      `an item of ${words * 4} bytes does not fit into ${this.#block.label} of ${mostWords * 4} bytes: make it larger`,
    );
  }

  #putIfRoom(frames: Frames): boolean {
    const { putters, getters } = this.#signals;
    if (putters.keepsNewcomersOut()) return false;
    const complete = this.#store.put(frames);
    if (frames.done > 0) getters.raise(frames.done);
    return complete;
  }

  #putLater(frames: Frames, options: WaitOptions | undefined): Promise<void> {
    // The caller may use its memory for something else as soon as it has the promise.
    frames.detach();
    const put = new Put(this.#parts, frames, this.#waitingPuts > 0);
    this.#waitingPuts += 1;
    return this.runAsync(put, options, LANE.PUT).finally(() => {
      this.#waitingPuts -= 1;
    });
  }

  #takeIfAny(max: number, frames: Frames): boolean {
    if (this.#signals.getters.keepsNewcomersOut()) return false;
    const taken = this.#store.take(max, frames, this.#packer.keeps);
    if (taken > 0) this.#signals.putters.raise(taken);
    return taken > 0;
  }

  /** Takes an item as a get with no time to wait would. @throws ShutDownError */
  #takeNow(frames: Frames): boolean {
    return (
      this.#takeIfAny(1, frames) ||
      new Get(this.#parts, frames, 1, this.#packer.keeps).attempt(false) !== PARK
    );
  }

  #getBlocking(max: number, frames: Frames, options: SyncWaitOptions | undefined): void {
    try {
      this.runSync(new Get(this.#parts, frames, max, this.#packer.keeps), options);
    } catch (error) {
      giveBack(frames);
      throw error;
    }
  }

  async #getLater<R>(
    max: number,
    frames: Frames,
    options: WaitOptions | undefined,
    unpack: () => R,
  ): Promise<R> {
    const get = new Get(this.#parts, frames, max, this.#packer.keeps, this.#waitingGets > 0);
    this.#waitingGets += 1;
    try {
      await this.runAsync(get, options, LANE.GET);
    } finally {
      this.#waitingGets -= 1;
    }
    return unpack();
  }

  /** Frames for an item that is to go into an array of the caller. */
  #framesFor(target: Uint8Array): Frames {
    if (!this.#packer.raw) {
      throw new ArgumentError(
        `getInto needs a queue with the codec "bytes", which ${this.#block.label} has not`,
      );
    }
    if (!(target instanceof Uint8Array)) {
      throw new ArgumentError(`target must be a Uint8Array, got ${shown(target)}`);
    }
    const frames = borrowFrames();
    frames.target = target;
    return frames;
  }

  /** As `#takeIfAny` for one item, which may be refused. */
  #takeOrGiveBack(frames: Frames): boolean {
    try {
      return this.#takeIfAny(1, frames);
    } catch (error) {
      giveBack(frames);
      throw error;
    }
  }

  /** The bytes that are in `target` now, put there if the store did not do so itself. */
  #arrived(frames: Frames, target: Uint8Array): number {
    const { large, words, first } = frames;
    const length = words[0] as number;
    if (large === undefined) target.set(first.subarray(0, length));
    giveBack(frames);
    return length;
  }

  #unpackOne(frames: Frames): T {
    try {
      return this.#packer.unpackOne(frames);
    } finally {
      giveBack(frames);
    }
  }

  #unpackAll(frames: Frames): T[] {
    const items: T[] = [];
    const failures: unknown[] = [];
    for (let i = 0, at = 0; i < frames.count; i += 1) {
      const words = frames.wordsAt(at);
      try {
        items.push(
          frames.large === undefined ? this.#packer.unpack(frames, at) : this.#packer.unpackOne(frames),
        );
      } catch (error) {
        failures.push(error);
      }
      at += words;
    }
    giveBack(frames);
    if (failures.length === 0) return items;
    throw new CodecError(
      `${failures.length} of the items taken could not be read; the others are in \`received\``,
      {
        cause: failures[0],
        received: items,
      },
    );
  }

  #drain(): T[] {
    const frames = borrowFrames();
    const taken = this.#store.take(Number.MAX_SAFE_INTEGER, frames, this.#packer.keeps);
    if (taken > 0) this.#tasks.done(Math.min(taken, this.#tasks.unfinished()));
    return this.#unpackAll(frames);
  }

  #joining(): Join {
    const isShutNow = () =>
      Atomics.load(this.#block.words, this.#block.state + QUEUE.STATE) === QUEUE.STATE_SHUT_NOW;
    return new Join(this.#parts, () => this.#tasks.unfinished(), isShutNow);
  }
}
