/** Counts what was told to be done, against what was put. */
import type { Block } from '@weft/atomics/kit';
import { TaskDoneError } from './errors.js';
import { QUEUE } from './layout.js';
import type { Store } from './store.js';

/** Counts are taken modulo 2^31, as commit words count. */
const MASK = 0x7fffffff;

export class Tasks {
  readonly #block: Block;
  readonly #store: Store;
  readonly #at: number;

  constructor(block: Block, store: Store) {
    this.#block = block;
    this.#store = store;
    this.#at = block.state + QUEUE.DONE;
  }

  /** Items put and not done: a snapshot only. */
  unfinished(): number {
    // The count of the done first: what is done was put before.
    const done = Atomics.load(this.#block.words, this.#at);
    return (this.#store.putCount() - done) & MASK;
  }

  /** Counts items as done; whether that was the last one. @throws TaskDoneError, and counts none then */
  done(count: number): boolean {
    const { words, label } = this.#block;
    for (;;) {
      const done = Atomics.load(words, this.#at);
      const left = (this.#store.putCount() - done) & MASK;
      if (left < count) {
        throw new TaskDoneError(`taskDone() was called more often than items were put into ${label}`);
      }
      if (Atomics.compareExchange(words, this.#at, done, (done + count) & MASK) === done)
        return left === count;
    }
  }
}
