/** Registrations of one event loop that were woken and of which it has not heard yet, first come first served. */
import { grown, type Journal } from './journal.js';
import { scramble } from './shared-space.js';

/** Places of `#ends`: what was taken lies before the first, what was added before the last. */
const FIRST = 0;
const LAST = 1;

export class WokenLine {
  /** What lies between the ends is in the line; it stays where it is when it is taken. */
  #registrations = new Int32Array(16);
  #events = new Int32Array(16);
  readonly #ends = new Int32Array(2);
  readonly #journal: Journal;

  /** The step that woke the registration which was taken last. */
  takenEvent = -1;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  get isEmpty(): boolean {
    return this.#ends[FIRST] === this.#ends[LAST];
  }

  clear(): void {
    this.#ends.fill(0);
  }

  add(registration: number, event: number): void {
    const last = this.#ends[LAST]!;
    if (last === this.#registrations.length) {
      this.#registrations = grown(this.#registrations);
      this.#events = grown(this.#events);
    }
    this.#registrations[last] = registration;
    this.#events[last] = event;
    this.#journal.set(this.#ends, LAST, last + 1);
  }

  /** The first one's number; 0 if there is none. */
  take(): number {
    this.takenEvent = -1;
    if (this.isEmpty) return 0;
    const first = this.#ends[FIRST]!;
    this.takenEvent = this.#events[first]!;
    this.#journal.set(this.#ends, FIRST, first + 1);
    return this.#registrations[first]!;
  }

  hash(seed: number): number {
    let hash = 0;
    for (let at = this.#ends[FIRST]!; at < this.#ends[LAST]!; at += 1) {
      hash = scramble(hash + Math.imul(this.#registrations[at]!, seed | 1));
    }
    return hash;
  }
}
