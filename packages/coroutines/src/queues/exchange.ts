/** Where those who bring items meet those who want them: what queues and channels have in common. */
import { Line } from '../waiting/line.js';
import { Waiting, type WaitOptions } from '../waiting/wait.js';
import type { Store } from './store.js';

/** What an exchange calls its operations and errors. */
export interface ExchangeWords {
  readonly latePut: (wait: Waiting<void>) => void;
  readonly lateGet: (wait: Waiting<unknown>) => void;
  /** The error of a put or get that will never succeed, as nothing goes in any more. */
  readonly closed: () => Error;
}

/**
 * Both sides are served in the order of their coming. At most one of three is not empty: those who want an item, the
 * room that is left, those who bring one.
 */
export class Exchange<T> {
  readonly #store: Store<T>;
  /** How many items may lie here without a taker. */
  readonly #room: number;
  readonly #words: ExchangeWords;
  readonly #putters = new Line();
  readonly #getters: Line;
  #isClosed = false;

  constructor(store: Store<T>, room: number, words: ExchangeWords) {
    this.#store = store;
    this.#room = room;
    this.#words = words;
    this.#getters = new Line((item) => this.#giveBack(item as T));
  }

  get size(): number {
    return this.#store.size;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether a put would have to wait. */
  get isFull(): boolean {
    return this.#getters.size === 0 && this.#store.size >= this.#room;
  }

  /** Whether a get would have to wait. */
  get isEmpty(): boolean {
    return this.#store.size === 0 && this.#putters.size === 0;
  }

  /** How many wait for an item. */
  get getters(): number {
    return this.#getters.size;
  }

  /** How many wait for room. */
  get putters(): number {
    return this.#putters.size;
  }

  put(item: T, options?: WaitOptions): Waiting<void> {
    const wait = new Waiting<void>(options);
    if (!wait.pending) return wait;
    if (this.#isClosed) wait.fail(this.#words.closed());
    else if (this.tryPut(item)) wait.settle(undefined);
    else {
      wait.load = item;
      this.#putters.push(wait);
      wait.waitFor(this.#putters, options, this.#words.latePut);
    }
    return wait;
  }

  /** `false` if there is no room. @throws the error of what is closed */
  tryPut(item: T): boolean {
    if (this.#isClosed) throw this.#words.closed();
    if (this.isFull) return false;
    this.#store.add(item);
    this.#serveGetters();
    return true;
  }

  get(options?: WaitOptions): Waiting<T> {
    const wait = new Waiting<T>(options);
    if (!wait.pending) return wait;
    // Before it is settled: an item that is never received comes back.
    wait.waitFor(this.#getters);
    if (!this.isEmpty) wait.settle(this.take());
    else if (this.#isClosed) wait.fail(this.#words.closed());
    else {
      this.#getters.push(wait);
      wait.waitFor(this.#getters, options, this.#words.lateGet);
    }
    return wait;
  }

  /** Takes the item that is next; `undefined` if there is none. @throws the error of what is closed and empty */
  tryGet(): T | undefined {
    if (!this.isEmpty) return this.take();
    if (this.#isClosed) throw this.#words.closed();
    return undefined;
  }

  /** Takes the item that is next; only if it is not empty. */
  take(): T {
    if (this.#store.size === 0) this.#admit();
    const item = this.#store.take();
    while (this.#putters.size > 0 && this.#store.size < this.#room) this.#admit();
    return item;
  }

  /** The item that is next, which stays; only if it is not empty. */
  peek(): T {
    return this.#store.size > 0 ? this.#store.peek() : (this.#putters.first?.load as T);
  }

  /** Nothing goes in any more: refuses those who bring something, and those who want what will never come. */
  close(): void {
    this.#isClosed = true;
    this.#refuse(this.#putters);
    if (this.isEmpty) this.#refuse(this.#getters);
  }

  /** Lets the first who brings something put it. */
  #admit(): void {
    const putter = this.#putters.shift() as Waiting<unknown>;
    this.#store.add(putter.load as T);
    putter.settle(undefined);
  }

  #giveBack(item: T): void {
    this.#store.giveBack(item);
    this.#serveGetters();
  }

  #serveGetters(): void {
    while (this.#getters.size > 0 && this.#store.size > 0) this.#getters.shift()?.settle(this.#store.take());
  }

  #refuse(line: Line): void {
    for (let wait = line.shift(); wait !== undefined; wait = line.shift()) wait.fail(this.#words.closed());
  }
}
