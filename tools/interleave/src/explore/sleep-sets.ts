/**
 * Sleep sets (P. Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", 1996): processes whose
 * next step has been explored from here, or from an earlier state since which nothing conflicts with it. Whatever
 * begins with it would be equivalent to something explored already.
 *
 * Each sleeping process comes with the footprint that its step had; it is still the right one, because what conflicts
 * with it wakes it.
 */
import { type Footprint, isChange, placeOf } from './footprint.js';
import { isKiller, lowest, only, type Process, type Processes, PULSE, threadOf } from './processes.js';

/** A slot holds a count and up to so many accesses; steps with more are taken to conflict with everything. */
const MOST_ACCESSES = 5;
const SLOT = MOST_ACCESSES + 1;
const EVERYTHING = -1;
const SLOTS = PULSE + 1;

export class SleepSets {
  readonly #asleep: Int32Array;
  readonly #slots: Int32Array;

  constructor(longest: number) {
    this.#asleep = new Int32Array(longest + 3);
    this.#slots = new Int32Array((longest + 3) * SLOTS * SLOT);
  }

  at(level: number): Processes {
    return this.#asleep[level]!;
  }

  /** Keeps the footprint of the step that a process has just made from a level. */
  record(level: number, process: Process, footprint: Footprint, isLasting: boolean): void {
    const slot = this.#slotOf(level, process);
    if (footprint.everything || !isLasting || footprint.count > MOST_ACCESSES) {
      this.#slots[slot] = EVERYTHING;
      return;
    }
    this.#slots[slot] = footprint.count;
    for (let i = 0; i < footprint.count; i += 1) this.#slots[slot + 1 + i] = footprint.accesses[i]!;
  }

  /** Puts a process to sleep at a level: all that begins with its step has been explored. */
  add(level: number, process: Process): void {
    this.#asleep[level] = this.#asleep[level]! | only(process);
  }

  /** Hands those on to the next level who do not conflict with the step that led there. */
  pass(level: number, process: Process, footprint: Footprint, woken: number): void {
    let still = 0;
    if (!footprint.everything) {
      for (let left = this.#asleep[level]!; left !== 0; left &= left - 1) {
        const sleeper = lowest(left);
        if (!this.#conflicts(level, sleeper, process, footprint, woken)) {
          still |= only(sleeper);
          this.#copy(level, sleeper);
        }
      }
    }
    this.#asleep[level + 1] = still;
  }

  #conflicts(
    level: number,
    sleeper: Process,
    process: Process,
    footprint: Footprint,
    woken: number,
  ): boolean {
    const thread = threadOf(sleeper);
    if (thread === threadOf(process) || (woken & (1 << thread)) !== 0) return true;
    // How many may be killed is one number for all.
    if (isKiller(sleeper) && isKiller(process)) return true;
    const slot = this.#slotOf(level, sleeper);
    const count = this.#slots[slot]!;
    if (count === EVERYTHING) return true;
    for (let i = 1; i <= count; i += 1) {
      const theirs = this.#slots[slot + i]!;
      for (let j = 0; j < footprint.count; j += 1) {
        const ours = footprint.accesses[j]!;
        if (placeOf(theirs) === placeOf(ours) && (isChange(theirs) || isChange(ours))) return true;
      }
    }
    return false;
  }

  #copy(level: number, process: Process): void {
    const from = this.#slotOf(level, process);
    const to = this.#slotOf(level + 1, process);
    for (let i = 0; i <= this.#slots[from]!; i += 1) this.#slots[to + i] = this.#slots[from + i]!;
  }

  #slotOf(level: number, process: Process): number {
    return (level * SLOTS + process) * SLOT;
  }
}
