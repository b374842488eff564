/**
 * Which words are really shared: changed by somebody and accessed by somebody else. An access of any other word can be
 * swapped with every step of every other thread, so nobody need be interrupted before one.
 *
 * That is learned. A word counts as the business of one thread, or as a constant, until it turns out otherwise; then, if
 * a search has relied on it, the search begins anew. Nothing is missed in the end: up to the first access that would
 * teach something, what was relied on is true, so a search that has come to its end has met all executions up to there,
 * and that access as well, which is the next step of its thread and can be made.
 */
import { type Footprint, granuleOf, isChange, placeOf } from './footprint.js';
import { MOST_THREADS } from './processes.js';

export class Sharing {
  /** Whether the last step has taught something on which a search had relied. */
  isNew = false;
  /** By granule, threads as bits. */
  #accessedBy = new Uint8Array(0);
  #changedBy = new Uint8Array(0);
  #isReliedOn = new Uint8Array(0);
  /** Somebody makes steps that any other one may matter to: in one go, or pausing until something has changed. */
  #anything = false;

  /** Whether the word is nobody else's business, as far as is known; that is relied on from now on. */
  relyOn(granule: number): boolean {
    if (this.#anything || this.#isShared(granule)) return false;
    this.#reserve(granule);
    this.#isReliedOn[granule] = 1;
    return true;
  }

  /** Learns from a step. */
  learn(thread: number, footprint: Footprint): void {
    // A pulse conflicts with everything as well, but comes when no step is possible that could be swapped with it.
    const anything = footprint.everything && thread < MOST_THREADS;
    this.isNew = anything && !this.#anything;
    this.#anything ||= anything;
    for (let i = 0; i < footprint.count; i += 1) {
      const access = footprint.accesses[i]!;
      const granule = granuleOf(placeOf(access));
      if (granule >= 0) this.#note(granule, 1 << thread, isChange(access));
    }
  }

  #note(granule: number, thread: number, changes: boolean): void {
    this.#reserve(granule);
    const known =
      (this.#accessedBy[granule]! & thread) !== 0 && (!changes || (this.#changedBy[granule]! & thread) !== 0);
    if (known) return;
    const wasShared = this.#isShared(granule);
    this.#accessedBy[granule] = this.#accessedBy[granule]! | thread;
    if (changes) this.#changedBy[granule] = this.#changedBy[granule]! | thread;
    this.isNew ||= !wasShared && this.#isShared(granule) && this.#isReliedOn[granule] === 1;
  }

  #isShared(granule: number): boolean {
    if (granule >= this.#accessedBy.length || this.#changedBy[granule] === 0) return false;
    const accessedBy = this.#accessedBy[granule]!;
    return (accessedBy & (accessedBy - 1)) !== 0;
  }

  #reserve(granule: number): void {
    if (granule < this.#accessedBy.length) return;
    const length = Math.max(1024, 2 * granule);
    this.#accessedBy = grown(this.#accessedBy, length);
    this.#changedBy = grown(this.#changedBy, length);
    this.#isReliedOn = grown(this.#isReliedOn, length);
  }
}

function grown(array: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const longer = new Uint8Array(length);
  longer.set(array);
  return longer;
}
