/**
 * What one step has touched: the places, and whether it changed them. Two steps of different threads that share no
 * place which one of them changes can be swapped, and nobody can tell; all of partial-order reduction rests on this
 * (A. Mazurkiewicz, "Trace Theory", 1987).
 *
 * Footprints are taken while a step is made and not foretold: a compare-exchange that fails only reads, a notify that
 * finds nobody only looks at the queue. That is sound under one condition (property 7 of happens-before relations in
 * "Optimal dynamic partial order reduction"): a conflict between two steps must not go away because a third step is
 * made before them with which the first of them does not conflict. So whether a step touches a place may hang on what it
 * finds in that place, and on nothing else. Therefore a wait changes the queue also where the word differs and it does
 * not queue up, and who is alive is a case of its own (see `questions.ts`).
 *
 * Places: whether a thread is alive; the line of woken registrations of a thread's event loop; and for each granule
 * of memory its bytes and the queue of those who wait there.
 */
import { MOST_THREADS } from './processes.js';

export function alivePlace(thread: number): number {
  return thread;
}

export function loopPlace(thread: number): number {
  return MOST_THREADS + thread;
}

const FIRST_GRANULE = 2 * MOST_THREADS;

export function bytesPlace(granule: number): number {
  return FIRST_GRANULE + 2 * granule;
}

export function queuePlace(granule: number): number {
  return FIRST_GRANULE + 2 * granule + 1;
}

/** The granule whose bytes a place is; -1 if it is another kind of place. */
export function granuleOf(place: number): number {
  return place < FIRST_GRANULE || place % 2 !== FIRST_GRANULE % 2 ? -1 : (place - FIRST_GRANULE) >>> 1;
}

/** How many places there are if there are so many granules. */
export function placesOf(granules: number): number {
  return FIRST_GRANULE + 2 * granules;
}

/** A place and whether it is changed, in one number. */
export type Access = number;

export function placeOf(access: Access): number {
  return access >>> 1;
}

export function isChange(access: Access): boolean {
  return (access & 1) === 1;
}

export class Footprint {
  accesses: Int32Array = new Int32Array(32);
  count = 0;
  /** It may have touched anything: it commutes with nothing. */
  everything = false;

  clear(): void {
    this.count = 0;
    this.everything = false;
  }

  look(place: number): void {
    this.#add(place << 1);
  }

  change(place: number): void {
    this.#add((place << 1) | 1);
  }

  #add(access: Access): void {
    if (this.count === this.accesses.length) {
      const longer = new Int32Array(this.count * 2);
      longer.set(this.accesses);
      this.accesses = longer;
    }
    this.accesses[this.count] = access;
    this.count += 1;
  }
}
