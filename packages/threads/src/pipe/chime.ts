/** A word to park on, seen by one thread. Its bits are tabled at `CHIME` in `layout.ts`. */
import type { Block } from '@weft/atomics/kit';
import { CHIME } from './layout.js';

const FLAGS = CHIME.WAITERS | CHIME.WATCHED;

export class Chime {
  /** The word. */
  readonly at: number;
  readonly #block: Block;
  readonly #words: Int32Array;

  constructor(block: Block, at: number) {
    this.at = at;
    this.#block = block;
    this.#words = block.words;
  }

  /**
   * Something has changed. Waiters announce themselves and then look again, so either this load sees them or they see
   * the change. All who wait are woken: there are few, and each may wait for something else.
   */
  ring(): void {
    if ((Atomics.load(this.#words, this.at) & FLAGS) !== 0) this.#wake();
  }

  /** Says that a thread is about to park; the value that the word must still have then. */
  announce(): number {
    return Atomics.or(this.#words, this.at, CHIME.WAITERS) | CHIME.WAITERS;
  }

  /** From now on, until it rings once, the bell of the region rings along. */
  watch(): void {
    Atomics.or(this.#words, this.at, CHIME.WATCHED);
  }

  #wake(): void {
    const words = this.#words;
    for (;;) {
      const word = Atomics.load(words, this.at);
      const next = (word + 1) & CHIME.GENERATION;
      if (Atomics.compareExchange(words, this.at, word, next) !== word) continue;
      if ((word & CHIME.WAITERS) !== 0) this.#block.memory.notify(this.at);
      if ((word & CHIME.WATCHED) !== 0) this.#block.ringBell();
      return;
    }
  }
}
