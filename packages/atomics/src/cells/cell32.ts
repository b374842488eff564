import { shown } from '../checks.js';
import { ArgumentError } from '../errors.js';
import { CELL } from '../layout.js';
import type { Block } from '../objects/block.js';
import { type SyncWaitOptions, WaitingObject } from '../objects/waiting-object.js';
import type { WaitOptions } from '../waiting/async-line.js';
import { WaitForChange } from './wait-for-change.js';

/** What the 32-bit cells have in common: waiting for a change of the word. `T` is what a value is to the caller. */
export abstract class Cell32<T> extends WaitingObject {
  readonly #block: Block;

  constructor(block: Block) {
    super(block);
    this.#block = block;
  }

  /** The value. */
  abstract load(): T;

  /**
   * Waits until the value is another than `expected`: `true`, or `false` if the timeout came first. Whoever changes
   * the value calls `notify` (as with C++20's `std::atomic::wait`); a change without it is found within 50 ms.
   *
   * @throws ArgumentError, the signal's reason
   */
  wait(expected: T, options?: WaitOptions): Promise<boolean> {
    try {
      return this.runAsync(this.#change(expected), options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** As `wait`, blocking the thread. @throws ArgumentError, BlockingNotAllowedError */
  waitSync(expected: T, options?: SyncWaitOptions): boolean {
    return this.runSync(this.#change(expected), options);
  }

  /** Lets up to `count` waiters (default: all) look at the value again; returns how many. */
  notify(count?: number): number {
    if (count !== undefined && !(Number.isInteger(count) && count >= 0)) {
      throw new ArgumentError(`count must be an integer, 0 or more, got ${shown(count)}`);
    }
    return this.#block.memory.notify(this.#block.state + CELL.VALUE, count);
  }

  describe(): Record<string, unknown> {
    return { value: this.load() };
  }

  /** The bits that stand for a value; checks it. */
  protected abstract bits(value: T): number;

  #change(expected: T): WaitForChange {
    return new WaitForChange(this.#block.words, this.#block.state + CELL.VALUE, this.bits(expected));
  }
}
