import { checkInteger } from '../checks.js';
import { ClosedError } from '../errors.js';
import { failLate } from '../waiting/late.js';
import type { Wait, WaitOptions } from '../waiting/wait.js';
import { Exchange } from './exchange.js';
import { Fifo } from './store.js';

const words = {
  latePut: failLate('Channel.put'),
  lateGet: failLate('Channel.get'),
  closed: () => new ClosedError('the channel was closed'),
};

/**
 * Hands items from task to task. Without a capacity a `put` is over when somebody has taken the item: the two meet.
 * Both sides are served in the order of their coming.
 *
 * @example
 * const channel = new Channel<number>();
 * spawn(function* () {
 *   for (let i = 0; i < 3; i += 1) yield* channel.put(i);
 *   channel.close();
 * });
 * for await (const i of channel) console.log(i); // 0 1 2
 */
export class Channel<T = unknown> {
  /** How many items may be under way without a taker. */
  readonly capacity: number;
  readonly #exchange: Exchange<T>;

  /** @throws ArgumentError */
  constructor(capacity = 0) {
    this.capacity = checkInteger('capacity', capacity, 0);
    this.#exchange = new Exchange(new Fifo<T>(), capacity, words);
  }

  /**
   * Waits until the item is taken, or has room.
   *
   * @throws TimeoutError; ClosedError; ArgumentError; the signal's reason
   */
  put(item: T, options?: WaitOptions): Wait<void> {
    return this.#exchange.put(item, options);
  }

  /** Puts it if that needs no wait. @throws ClosedError */
  tryPut(item: T): boolean {
    return this.#exchange.tryPut(item);
  }

  /**
   * Takes the next item, and waits until there is one. An item that was handed to a task which is killed before it gets
   * to run is next again.
   *
   * @throws TimeoutError; ClosedError if it was closed and is empty; ArgumentError; the signal's reason
   */
  get(options?: WaitOptions): Wait<T> {
    return this.#exchange.get(options);
  }

  /** Takes the next item, also from somebody who waits to put it; `undefined` if there is none. @throws as `get` */
  tryGet(): T | undefined {
    return this.#exchange.tryGet();
  }

  /** Items minus takers: positive if somebody waits to put, or items are under way; negative if some wait to get. */
  get balance(): number {
    return this.#exchange.size + this.#exchange.putters - this.#exchange.getters;
  }

  /** Whether `close` was called. There may still be items to get. */
  get closed(): boolean {
    return this.#exchange.isClosed;
  }

  /**
   * Ends it: puts are refused, those that wait too, whose items nobody gets. Gets go on until it is empty. Does nothing
   * the second time.
   */
  close(): void {
    if (!this.#exchange.isClosed) this.#exchange.close();
  }

  /** Takes items until the channel is closed and empty: `for await (const item of channel)`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      if (this.#exchange.isEmpty && this.#exchange.isClosed) return;
      try {
        yield await this.get();
      } catch (error) {
        if (error instanceof ClosedError && this.#exchange.isClosed) return;
        throw error;
      }
    }
  }
}
