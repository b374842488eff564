/**
 * What each thread was told since the start, as two numbers: its own state follows from that, as its code is
 * deterministic. Told means answers to steps, what steps have read that were made in one go or in bulk, and who is alive.
 */
import type { Answer } from '../machine/op.js';
import type { Journal } from './journal.js';
import { scramble } from './shared-space.js';

export class Histories {
  readonly #first: Int32Array;
  readonly #second: Int32Array;
  readonly #journal: Journal;

  constructor(threads: number, journal: Journal) {
    this.#journal = journal;
    this.#first = new Int32Array(threads);
    this.#second = new Int32Array(threads);
  }

  clear(): void {
    this.#first.fill(0);
    this.#second.fill(0);
  }

  tell(thread: number, answer: Answer): void {
    const bits =
      typeof answer === 'number' ? answer | 0 : Number(BigInt.asIntN(32, answer ^ (answer >> 32n)));
    const first = Math.imul(this.#first[thread]! ^ bits, 0x01000193) + 0x3c6ef372;
    const second = this.#second[thread]! + Math.imul(bits + 1, 0x9e3779b1);
    this.#journal.set(this.#first, thread, first);
    this.#journal.set(this.#second, thread, scramble(second));
  }

  /** One of the two numbers, as the seed is even or odd. */
  hash(thread: number, seed: number): number {
    return scramble(((seed & 1) === 0 ? this.#first[thread]! : this.#second[thread]!) ^ seed);
  }
}
