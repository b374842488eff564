/** The word that waiters of one kind park on, seen by one thread. Its bits are tabled at `SIGNAL` in `layout.ts`. */
import { type Block, beginHandOn, isLeftLying, wakeInLine } from '@weft/atomics/kit';
import { SIGNAL } from '../layout.js';

const FLAGS = SIGNAL.WAITERS | SIGNAL.WATCHED;

export class Signal {
  readonly block: Block;
  /** The word. */
  readonly at: number;
  readonly #words: Int32Array;

  constructor(block: Block, at: number) {
    this.block = block;
    this.at = at;
    this.#words = block.words;
  }

  /**
   * Something was committed that `count` waiters may go on with. Waiters announce themselves and then look again, so
   * either this load sees them or they see the commit.
   */
  raise(count: number): void {
    if ((Atomics.load(this.#words, this.at) & FLAGS) !== 0) this.#wake(count);
  }

  /** Everyone is to look again. */
  raiseAll(): void {
    this.#wake(undefined);
  }

  /** Says that others may be parked, so that the next `raise` wakes one. */
  announceOthers(): void {
    Atomics.or(this.#words, this.at, SIGNAL.WAITERS);
  }

  /** From now on, until it rings once, the bell rings at a `raise`. */
  watch(): void {
    Atomics.or(this.#words, this.at, SIGNAL.WATCHED);
  }

  /**
   * Whether those in line go first. Read without ceremony: whoever sees the start or end of a fair round late does
   * no harm, and every put and get looks.
   */
  keepsNewcomersOut(): boolean {
    return ((this.#words[this.at] as number) & SIGNAL.FAIR) !== 0 && !isLeftLying(this.#words, this.at);
  }

  /** Whether somebody may be parked: a snapshot only. */
  hasWaiters(): boolean {
    return (Atomics.load(this.#words, this.at) & SIGNAL.WAITERS) !== 0;
  }

  #wake(count: number | undefined): void {
    const { block, at } = this;
    for (;;) {
      const word = Atomics.load(this.#words, at);
      const next = (word & ~FLAGS & ~SIGNAL.GENERATION) | ((word + 1) & SIGNAL.GENERATION);
      const fair = (word & SIGNAL.FAIR) !== 0;
      if (fair) beginHandOn(this.#words, at);
      if (Atomics.compareExchange(this.#words, at, word, next) !== word) continue;
      if (count === undefined) block.memory.notify(at);
      else if ((word & SIGNAL.WAITERS) !== 0) wakeInLine(block.memory, at, count, fair);
      if ((word & SIGNAL.WATCHED) !== 0) block.ringBell();
      return;
    }
  }
}
