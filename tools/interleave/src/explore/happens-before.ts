/**
 * The execution so far as a partial order: which steps had to come before which, because they are of one thread, or
 * conflict, or one woke the other. Kept as a stack along the depth-first search, with vector clocks (F. Mattern,
 * "Virtual Time and Global States of Distributed Systems", 1989): the clock of a step holds, for each thread, the
 * last of its steps that is not after it.
 *
 * Which step of a conflict came first was a choice: such pairs are the *races* of partial-order reduction (nothing
 * bad by themselves, and not the data races of programmers). Excluded are pairs that a third step orders anyhow, and
 * those in which the first one made the second possible.
 */
import { type Footprint, isChange, placeOf, placesOf } from './footprint.js';
import type { Machine } from './machine.js';
import { MOST_THREADS, type Process, PULSE, threadOf } from './processes.js';

/** A clock has room for a column for each thread there may be, and one for the pulse, which is the last. */
export const COLUMNS: number = MOST_THREADS + 1;

export class HappensBefore {
  /** Number of steps. */
  length = 0;
  /** How many columns of the clocks are in use: those of the threads that there are; all, once there was a pulse. */
  columns: number;
  /** Steps that race with the last one. */
  readonly races: Int32Array = new Int32Array(COLUMNS);
  raceCount = 0;
  readonly process: Uint8Array;
  readonly thread: Uint8Array;
  /** The step that last changed, before the last step, what that one accessed first; -1 if none did. */
  changer = -1;
  /** Threads, as bits, whose liveness the last step has asked for. */
  askedFor = 0;

  readonly #threads: number;
  readonly #clocks: Int32Array;
  /** The accesses of all steps one after the other, and what the tables held for their places before. */
  #accesses = new Int32Array(4096);
  #before = new Int32Array(4096);
  #accessCount = 0;
  readonly #firstAccess: Int32Array;
  readonly #woken: Uint8Array;
  readonly #tipBefore: Int32Array;
  readonly #ownBefore: Int32Array;
  readonly #everythingBefore: Int32Array;
  /** The step from which a thread goes on: its last one, or the one that woke it. */
  readonly #tip = new Int32Array(COLUMNS).fill(-1);
  readonly #own = new Int32Array(COLUMNS).fill(-1);
  #lastEverything = -1;
  /** By place: the last step that changed it; by place and thread: the last one that looked at it. */
  #changedBy: Int32Array;
  #lookedAtBy: Int32Array;
  readonly #base = new Int32Array(COLUMNS).fill(-1);
  /** By thread: the last of its steps with which the new one conflicts. Those before it come first anyhow. */
  readonly #conflicts = new Int32Array(COLUMNS).fill(-1);

  constructor(threads: number, longest: number) {
    this.#threads = threads;
    this.columns = threads;
    const steps = longest + 2;
    this.process = new Uint8Array(steps);
    this.thread = new Uint8Array(steps);
    this.#clocks = new Int32Array(steps * COLUMNS).fill(-1);
    this.#firstAccess = new Int32Array(steps + 1);
    this.#woken = new Uint8Array(steps);
    this.#tipBefore = new Int32Array(steps);
    this.#ownBefore = new Int32Array(steps);
    this.#everythingBefore = new Int32Array(steps);
    this.#changedBy = new Int32Array(0);
    this.#lookedAtBy = new Int32Array(0);
  }

  /** Whether step `first` is not after step `second`. */
  isBefore(first: number, second: number): boolean {
    return this.clock(second, this.thread[first]!) >= first;
  }

  /** The last step of `thread` that is not after `step`; -1 if there is none. */
  clock(step: number, thread: number): number {
    return this.#clocks[step * COLUMNS + thread]!;
  }

  /** The last step of a thread; -1 if there is none. */
  lastOf(thread: number): number {
    return this.#own[thread]!;
  }

  /** The step of the same thread before this one; -1 if there is none. */
  previousOf(step: number): number {
    return this.#ownBefore[step]!;
  }

  /** The step from which the thread of `step` had gone on: its previous one, or the one that woke it from that. */
  originOf(step: number): number {
    return this.#tipBefore[step]!;
  }

  /** Adds the step that the machine has just made, and finds its races. */
  push(process: Process, machine: Machine): void {
    const step = this.length;
    const thread = threadOf(process);
    const { footprint } = machine;
    if (process === PULSE) this.columns = COLUMNS;
    this.#reserve(machine.memory.granules, footprint.count);
    this.process[step] = process;
    this.thread[step] = thread;
    this.#takeBase(thread, machine.enabler);
    this.#collect(thread, footprint);
    this.#findRaces(process);
    this.#setClock(step, thread);
    this.#enter(step, thread, footprint);
    this.#woken[step] = machine.woken;
    for (let other = 0, woken = machine.woken; woken !== 0; other += 1, woken >>>= 1) {
      if ((woken & 1) === 1) this.#tip[other] = step;
    }
    this.length = step + 1;
  }

  /** Takes back the last step. */
  pop(): void {
    const step = this.length - 1;
    const thread = this.thread[step]!;
    for (let other = 0, woken = this.#woken[step]!; woken !== 0; other += 1, woken >>>= 1) {
      // Whoever was asleep had gone to sleep by its own last step.
      if ((woken & 1) === 1) this.#tip[other] = this.#own[other]!;
    }
    for (let i = this.#accessCount - 1; i >= this.#firstAccess[step]!; i -= 1) {
      const access = this.#accesses[i]!;
      if (isChange(access)) this.#changedBy[placeOf(access)] = this.#before[i]!;
      else this.#lookedAtBy[placeOf(access) * COLUMNS + thread] = this.#before[i]!;
    }
    this.#accessCount = this.#firstAccess[step]!;
    this.#tip[thread] = this.#tipBefore[step]!;
    this.#own[thread] = this.#ownBefore[step]!;
    this.#lastEverything = this.#everythingBefore[step]!;
    this.length = step;
  }

  /** What is before the step in any case: what its thread knows, and what made the step possible. */
  #takeBase(thread: number, enabler: number): void {
    const tip = this.#tip[thread]!;
    for (let i = 0; i < this.columns; i += 1) {
      this.#base[i] = tip < 0 ? -1 : this.#clocks[tip * COLUMNS + i]!;
      this.#conflicts[i] = -1;
    }
    if (enabler >= 0) this.#join(enabler);
  }

  #join(step: number): void {
    for (let i = 0, at = step * COLUMNS; i < this.columns; i += 1, at += 1) {
      const other = this.#clocks[at]!;
      if (other > this.#base[i]!) this.#base[i] = other;
    }
  }

  #collect(thread: number, footprint: Footprint): void {
    this.changer = footprint.count === 0 ? -1 : this.#changedBy[placeOf(footprint.accesses[0]!)]!;
    this.#consider(this.#lastEverything);
    if (footprint.everything) {
      for (let other = 0; other < this.columns; other += 1)
        if (other !== thread) this.#consider(this.#own[other]!);
    }
    for (let i = 0; i < footprint.count; i += 1) {
      const access = footprint.accesses[i]!;
      const place = placeOf(access);
      const changer = this.#changedBy[place]!;
      this.#consider(changer);
      if (!isChange(access)) continue;
      for (let other = 0, at = place * COLUMNS; other < this.#threads; other += 1, at += 1) {
        const looker = this.#lookedAtBy[at]!;
        if (looker > changer && other !== thread) this.#consider(looker);
      }
    }
  }

  #consider(step: number): void {
    if (step < 0) return;
    const thread = this.thread[step]!;
    if (step > this.#base[thread]! && step > this.#conflicts[thread]!) this.#conflicts[thread] = step;
  }

  /** Races are the conflicts that no other conflict orders. */
  #findRaces(process: Process): void {
    this.raceCount = 0;
    if (process === PULSE) return;
    for (let thread = 0; thread < this.#threads; thread += 1) {
      const step = this.#conflicts[thread]!;
      if (step < 0 || this.#isOrderedByOther(thread, step)) continue;
      this.races[this.raceCount] = step;
      this.raceCount += 1;
    }
  }

  #isOrderedByOther(thread: number, step: number): boolean {
    for (let other = 0; other < this.columns; other += 1) {
      const conflict = this.#conflicts[other]!;
      if (other !== thread && conflict >= 0 && this.clock(conflict, thread) >= step) return true;
    }
    return false;
  }

  #setClock(step: number, thread: number): void {
    for (let other = 0; other < this.columns; other += 1) {
      const conflict = this.#conflicts[other]!;
      if (conflict >= 0) this.#join(conflict);
    }
    this.#base[thread] = step;
    for (let i = 0, at = step * COLUMNS; i < this.columns; i += 1, at += 1) this.#clocks[at] = this.#base[i]!;
  }

  #enter(step: number, thread: number, footprint: Footprint): void {
    this.#firstAccess[step] = this.#accessCount;
    this.askedFor = 0;
    for (let i = 0; i < footprint.count; i += 1) {
      const access = footprint.accesses[i]!;
      const place = placeOf(access);
      this.#accesses[this.#accessCount] = access;
      if (isChange(access)) {
        this.#before[this.#accessCount] = this.#changedBy[place]!;
        this.#changedBy[place] = step;
      } else {
        this.#before[this.#accessCount] = this.#lookedAtBy[place * COLUMNS + thread]!;
        this.#lookedAtBy[place * COLUMNS + thread] = step;
        if (place < MOST_THREADS) this.askedFor |= 1 << place;
      }
      this.#accessCount += 1;
    }
    this.#firstAccess[step + 1] = this.#accessCount;
    this.#tipBefore[step] = this.#tip[thread]!;
    this.#ownBefore[step] = this.#own[thread]!;
    this.#everythingBefore[step] = this.#lastEverything;
    this.#tip[thread] = step;
    this.#own[thread] = step;
    if (footprint.everything) this.#lastEverything = step;
  }

  #reserve(granules: number, accesses: number): void {
    const places = placesOf(granules);
    if (this.#changedBy.length < places) {
      this.#changedBy = grown(this.#changedBy, places);
      this.#lookedAtBy = grown(this.#lookedAtBy, places * COLUMNS);
    }
    if (this.#accesses.length < this.#accessCount + accesses) {
      this.#accesses = grown(this.#accesses, 2 * (this.#accessCount + accesses));
      this.#before = grown(this.#before, 2 * (this.#accessCount + accesses));
    }
  }
}

function grown(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(length).fill(-1);
  longer.set(array);
  return longer;
}
