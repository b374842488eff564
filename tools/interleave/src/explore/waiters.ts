/**
 * Who waits on which word, first come first served: blocked threads and registrations of event loops in one queue, as
 * in the engines. There are few of them, so all queues are one list in order of arrival.
 */
import { grown, type Journal } from './journal.js';
import { scramble } from './shared-space.js';

/** What a waiter in the list is if it is no registration. */
export const BLOCKED = 0;

export class Waiters {
  #address = new Int32Array(32);
  #thread = new Int32Array(32);
  /** Number of the registration, or `BLOCKED`. */
  #registration = new Int32Array(32);
  /** One number. */
  readonly #count = new Int32Array(1);
  readonly #journal: Journal;

  /** What the last `take` has taken. */
  takenThread = -1;
  takenRegistration: number = BLOCKED;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  clear(): void {
    this.#count[0] = 0;
  }

  add(address: number, thread: number, registration: number): void {
    const last = this.#count[0]!;
    if (last === this.#address.length) this.#grow();
    this.#put(last, address, thread, registration);
    this.#journal.set(this.#count, 0, last + 1);
  }

  /** Takes the first one who waits there; `false` if nobody does. */
  take(address: number): boolean {
    for (let i = 0; i < this.#count[0]!; i += 1) {
      if (this.#address[i] !== address) continue;
      this.takenThread = this.#thread[i]!;
      this.takenRegistration = this.#registration[i]!;
      this.#removeAt(i);
      return true;
    }
    return false;
  }

  /** Removes a blocked thread; returns where it waited. */
  removeBlocked(thread: number): number {
    for (let i = 0; i < this.#count[0]!; i += 1) {
      if (this.#thread[i] !== thread || this.#registration[i] !== BLOCKED) continue;
      const address = this.#address[i]!;
      this.#removeAt(i);
      return address;
    }
    return -1;
  }

  /** Removes one of whatever a thread has in the list; returns where it waited, -1 if there is nothing. */
  removeOneOf(thread: number): number {
    for (let i = 0; i < this.#count[0]!; i += 1) {
      if (this.#thread[i] !== thread) continue;
      const address = this.#address[i]!;
      this.#removeAt(i);
      return address;
    }
    return -1;
  }

  /** A number for the queues, whatever the order of arrival at different words. */
  hash(seed: number): number {
    let hash = 0;
    for (let i = 0; i < this.#count[0]!; i += 1) {
      let rank = 0;
      for (let j = 0; j < i; j += 1) if (this.#address[j] === this.#address[i]) rank += 1;
      const who = scramble((this.#thread[i]! + 31 * rank + 1009 * this.#registration[i]!) ^ seed);
      hash = (hash + scramble(who + Math.imul(this.#address[i]!, 0x9e3779b1))) | 0;
    }
    return hash;
  }

  #removeAt(index: number): void {
    const last = this.#count[0]! - 1;
    for (let i = index; i < last; i += 1) {
      this.#put(i, this.#address[i + 1]!, this.#thread[i + 1]!, this.#registration[i + 1]!);
    }
    this.#journal.set(this.#count, 0, last);
  }

  #put(index: number, address: number, thread: number, registration: number): void {
    this.#journal.set(this.#address, index, address);
    this.#journal.set(this.#thread, index, thread);
    this.#journal.set(this.#registration, index, registration);
  }

  #grow(): void {
    // What was noted of the arrays so far is of no use for the new ones.
    this.#journal.loseTrack();
    this.#address = grown(this.#address);
    this.#thread = grown(this.#thread);
    this.#registration = grown(this.#registration);
  }
}
