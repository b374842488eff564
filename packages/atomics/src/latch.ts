import { checkInteger } from './checks.js';
import { KIND, LATCH } from './layout.js';
import { Block } from './objects/block.js';
import { registerKind } from './objects/kinds.js';
import { place } from './objects/place.js';
import type { ObjectOptions } from './objects/shared-object.js';
import { type SyncWaitOptions, WaitingObject } from './objects/waiting-object.js';
import type { Selectable, SelectHooks } from './selectable.js';
import type { WaitOptions } from './waiting/async-line.js';
import { Operation, PARK } from './waiting/operation.js';

/**
 * A count that goes down to zero once; threads wait until it is there (java.util.concurrent.CountDownLatch).
 *
 * Nobody owns a latch: a thread that dies before it counted down leaves the others waiting, so bound the wait where
 * that can happen.
 *
 * @example
 * const done = new Latch(3);
 * // each of three threads: done.countDown()
 * done.waitSync();
 */
export class Latch extends WaitingObject implements Selectable {
  readonly #block: Block;
  readonly #words: Int32Array;
  readonly #at: number;

  /** @param count how often to call `countDown`, 0 to 268,435,455; one that exists under the name keeps its count */
  constructor(count: number | Block, options: ObjectOptions = {}) {
    const block = count instanceof Block ? count : placeLatch(count, options);
    super(block);
    this.#block = block;
    this.#words = block.words;
    this.#at = block.state + LATCH.WORD;
  }

  /** Counts down by `n`; at zero it stays there and everyone is released. Never blocks. */
  countDown(n: number = 1): void {
    checkInteger('n', n, 1, LATCH.COUNT);
    for (;;) {
      const word = Atomics.load(this.#words, this.#at);
      const left = Math.max(0, (word & LATCH.COUNT) - n);
      const next = left > 0 ? (word & ~LATCH.COUNT) | left : 0;
      if (Atomics.compareExchange(this.#words, this.#at, word, next) !== word) continue;
      if (left > 0) return;
      if ((word & LATCH.WAITERS) !== 0) this.#block.memory.notify(this.#at);
      if ((word & LATCH.WATCHED) !== 0) this.#block.ringBell();
      return;
    }
  }

  /** What is left to count: a snapshot only. */
  count(): number {
    return Atomics.load(this.#words, this.#at) & LATCH.COUNT;
  }

  /**
   * Waits until the count is zero: `true`, or `false` if the timeout came first.
   *
   * @throws ArgumentError, the signal's reason
   */
  wait(options?: WaitOptions): Promise<boolean> {
    return this.runAsync(new WaitForZero(this.#words, this.#at), options);
  }

  /** As `wait`, blocking the thread. @throws ArgumentError, BlockingNotAllowedError */
  waitSync(options?: SyncWaitOptions): boolean {
    return this.runSync(new WaitForZero(this.#words, this.#at), options);
  }

  describe(): Record<string, unknown> {
    const waiters = (Atomics.load(this.#words, this.#at) & LATCH.WAITERS) !== 0;
    return { count: this.count(), ...(waiters && { waiters }) };
  }

  /** @internal */
  selectHooks(): SelectHooks {
    return {
      bell: this.#block.bell,
      ready: () => this.count() === 0,
      watch: () => void Atomics.or(this.#words, this.#at, LATCH.WATCHED),
    };
  }
}

class WaitForZero extends Operation<boolean> {
  readonly #words: Int32Array;

  constructor(words: Int32Array, at: number) {
    super();
    this.#words = words;
    this.word = at;
  }

  attempt(announce: boolean): boolean | typeof PARK {
    for (;;) {
      const word = Atomics.load(this.#words, this.word);
      if ((word & LATCH.COUNT) === 0) return true;
      if (!announce) return PARK;
      this.expected = word | LATCH.WAITERS;
      if (
        word === this.expected ||
        Atomics.compareExchange(this.#words, this.word, word, this.expected) === word
      ) {
        return PARK;
      }
    }
  }

  timedOut(): boolean {
    return false;
  }
}

function placeLatch(count: number, options: ObjectOptions): Block {
  checkInteger('count', count, 0, LATCH.COUNT);
  return place(LATCH_KIND, options, LATCH.SIZE, (words, state) =>
    Atomics.store(words, state + LATCH.WORD, count),
  );
}

const LATCH_KIND = registerKind({
  number: KIND.Latch,
  name: 'Latch',
  words: LATCH.SIZE,
  attach: (block) => new Latch(block),
});
