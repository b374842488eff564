/** The words of a semaphore, seen by one thread; tabled at `SEMAPHORE` in `layout.ts`. */
import { SemaphoreOverflowError } from '../errors.js';
import type { Guard } from '../guard.js';
import { SEMAPHORE } from '../layout.js';
import { beginHandOn, wakeInLine } from '../mutex/fairness.js';
import type { Block } from '../objects/block.js';

export class Permits {
  readonly block: Block;
  readonly words: Int32Array;
  readonly at: number;
  /** Never changes once the semaphore is made. */
  readonly bound: number;

  constructor(block: Block) {
    this.block = block;
    this.words = block.words;
    this.at = block.state + SEMAPHORE.WORD;
    this.bound = Atomics.load(block.words, block.state + SEMAPHORE.BOUND);
  }

  /** Permits that are free. */
  free(): number {
    return Atomics.load(this.words, this.at) & SEMAPHORE.PERMITS;
  }

  /** Takes one permit if one is free for anybody. */
  takeFree(): boolean {
    const word = Atomics.load(this.words, this.at);
    if ((word & SEMAPHORE.PERMITS) === 0 || (word & SEMAPHORE.FAIR) !== 0) return false;
    return Atomics.compareExchange(this.words, this.at, word, word - 1) === word;
  }

  /** Adds permits. @throws SemaphoreOverflowError beyond the bound; nothing is added then */
  give(count: number): void {
    for (;;) {
      const word = Atomics.load(this.words, this.at);
      const permits = (word & SEMAPHORE.PERMITS) + count;
      if (permits > this.bound) throw this.#overflow(permits);
      // Who is woken announces again for those that stay parked.
      const fair = word & SEMAPHORE.FAIR;
      const next = permits | fair | (fair !== 0 ? SEMAPHORE.WAITERS : 0);
      if (fair !== 0) beginHandOn(this.words, this.at);
      if (Atomics.compareExchange(this.words, this.at, word, next) !== word) continue;
      if ((word & (SEMAPHORE.WAITERS | SEMAPHORE.WATCHED)) !== 0) this.#tell(word, count);
      return;
    }
  }

  /** Permits were added where `word` was: tells those who wait for them. */
  #tell(word: number, count: number): void {
    if ((word & SEMAPHORE.WAITERS) !== 0) {
      const woken = (word & SEMAPHORE.BULK) === 0 ? count : Number.POSITIVE_INFINITY;
      wakeInLine(this.block.memory, this.at, woken, (word & SEMAPHORE.FAIR) !== 0);
    }
    if ((word & SEMAPHORE.WATCHED) !== 0) this.block.ringBell();
  }

  #overflow(permits: number): SemaphoreOverflowError {
    return new SemaphoreOverflowError(
      `${this.block.label} may have ${this.bound} permits and would have ${permits}: released more often than acquired`,
    );
  }
}

/** Gives permits back, once, unless their region was closed meanwhile. */
export class PermitGuard implements Guard {
  readonly #count: number;
  #permits: Permits | undefined;

  constructor(permits: Permits, count: number) {
    this.#permits = permits;
    this.#count = count;
  }

  release(): void {
    const permits = this.#permits;
    if (permits === undefined) return;
    this.#permits = undefined;
    if (!permits.block.members.left) permits.give(this.#count);
  }

  [Symbol.dispose](): void {
    this.release();
  }
}
