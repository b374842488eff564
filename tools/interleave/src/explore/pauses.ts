/**
 * Who may go on from a pause: a thread that spins waits for others, so it goes on once one of them has changed
 * something since its last pause (or since the start). Counting from its last pause, and not from when it came to this
 * one, keeps its other steps free of the order in which they fall between the changes of others.
 */
import type { Journal } from './journal.js';

export class Pauses {
  /** One number: the changes of all. */
  readonly #all = new Int32Array(1);
  readonly #own: Int32Array;
  /** Changes by others before the last pause. */
  readonly #seen: Int32Array;
  readonly #journal: Journal;

  constructor(threads: number, journal: Journal) {
    this.#journal = journal;
    this.#own = new Int32Array(threads);
    this.#seen = new Int32Array(threads);
  }

  clear(): void {
    this.#all[0] = 0;
    this.#own.fill(0);
    this.#seen.fill(0);
  }

  /** Somebody has changed a word, a queue or who is alive. */
  changed(thread: number): void {
    this.#journal.set(this.#all, 0, this.#all[0]! + 1);
    this.#journal.set(this.#own, thread, this.#own[thread]! + 1);
  }

  pause(thread: number): void {
    this.#journal.set(this.#seen, thread, this.#all[0]! - this.#own[thread]!);
  }

  mayGoOn(thread: number): boolean {
    return this.#all[0]! - this.#own[thread]! !== this.#seen[thread];
  }
}
