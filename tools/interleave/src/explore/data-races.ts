/**
 * Finds data races: two accesses of the same bytes by different threads, one of them plain and one of them a write,
 * that nothing orders. What orders is what the language says (ECMA-262, "Memory Model"): the order within a thread,
 * an atomic read after the atomic write that it reads, a wait after the notification that woke it. And a death, for
 * whoever goes on after it: what recovers the data of a dead thread has looked whether it is dead.
 *
 * Kept by vector clocks of its own, as partial-order reduction orders more: there every two accesses of one word are
 * in order one way or the other. All executions that are equivalent there have the same data races, so it is enough
 * to look at one of them. Clocks are made only up to a step that needs them: code without plain accesses has none.
 */
import { ACCESS } from './apply.js';
import { COLUMNS, type HappensBefore } from './happens-before.js';
import type { Machine } from './machine.js';
import { isKiller } from './processes.js';
import { GRANULE_BYTES } from './shared-space.js';

export class DataRaces {
  readonly #machine: Machine;
  readonly #order: HappensBefore;
  readonly #clocks: Int32Array;
  /** Steps that have a clock. */
  #clocked = 0;
  readonly #from: Float64Array;
  readonly #to: Float64Array;
  readonly #mode: Uint8Array;
  /** Whose write an atomic read has read. */
  readonly #readFrom: Int32Array;
  readonly #enabler: Int32Array;
  /** By granule, whether there ever was a plain access. */
  #isPlain = new Uint8Array(0);

  constructor(machine: Machine, order: HappensBefore, longest: number) {
    const steps = longest + 2;
    this.#machine = machine;
    this.#order = order;
    this.#clocks = new Int32Array(steps * COLUMNS).fill(-1);
    this.#from = new Float64Array(steps);
    this.#to = new Float64Array(steps);
    this.#mode = new Uint8Array(steps);
    this.#readFrom = new Int32Array(steps);
    this.#enabler = new Int32Array(steps);
  }

  /**
   * Looks at the step that was added last; returns an earlier one with which it races, -1 if there is none.
   *
   * @param isAllowed whether a step that races with the last one may do so
   */
  look(isAllowed: (other: number) => boolean): number {
    const { memory, enabler } = this.#machine;
    const step = this.#order.length - 1;
    if (this.#clocked > step) this.#clocked = step;
    this.#from[step] = memory.accessFrom;
    this.#to[step] = memory.accessTo;
    this.#mode[step] = memory.accessMode;
    this.#readFrom[step] = this.#order.changer;
    this.#enabler[step] = enabler;
    return memory.accessTo !== 0 && this.#concernsPlain() ? this.#search(step, isAllowed) : -1;
  }

  /** Marks what is accessed plainly, and tells whether the last step touches any of it. */
  #concernsPlain(): boolean {
    const { accessFrom, accessTo, accessMode, granules } = this.#machine.memory;
    if (this.#isPlain.length < granules) {
      const longer = new Uint8Array(granules);
      longer.set(this.#isPlain);
      this.#isPlain = longer;
    }
    const first = Math.floor(accessFrom / GRANULE_BYTES);
    const last = Math.ceil(accessTo / GRANULE_BYTES) - 1;
    if ((accessMode & ACCESS.PLAIN) === 0) return this.#isPlain[first] === 1 || this.#isPlain[last] === 1;
    for (let granule = first; granule <= last; granule += 1) this.#isPlain[granule] = 1;
    return true;
  }

  #search(step: number, isAllowed: (other: number) => boolean): number {
    while (this.#clocked <= step) this.#makeClock(this.#clocked);
    const own = this.#order.thread[step]!;
    for (let thread = 0; thread < this.#machine.threads; thread += 1) {
      if (thread === own) continue;
      const ordered = this.#clocks[step * COLUMNS + thread]!;
      for (let other = this.#order.lastOf(thread); other > ordered; other = this.#order.previousOf(other)) {
        if (this.#isRace(other, step) && !isAllowed(other)) return other;
      }
    }
    return -1;
  }

  #isRace(one: number, other: number): boolean {
    const modes = this.#mode[one]! | this.#mode[other]!;
    if ((modes & ACCESS.PLAIN) === 0 || (modes & ACCESS.WRITES) === 0) return false;
    // A step without an access ends at 0, before all others begin.
    return this.#from[one]! < this.#to[other]! && this.#from[other]! < this.#to[one]!;
  }

  #makeClock(step: number): void {
    const order = this.#order;
    const at = step * COLUMNS;
    for (let i = 0; i < order.columns; i += 1) this.#clocks[at + i] = -1;
    const previous = order.previousOf(step);
    const origin = order.originOf(step);
    this.#join(at, previous);
    if (origin !== previous) this.#join(at, origin);
    this.#join(at, this.#enabler[step]!);
    if (this.#reads(step)) {
      const writer = this.#readFrom[step]!;
      if (writer >= 0 && (this.#mode[writer]! & ACCESS.PLAIN) === 0) this.#join(at, writer);
    }
    const death = this.#lastDeath(step);
    this.#join(at, death);
    this.#clocks[at + order.thread[step]!] = step;
    this.#clocked = step + 1;
  }

  /** Whether it is an atomic read, alone or as part of an exchange or a wait. */
  #reads(step: number): boolean {
    return this.#to[step] !== 0 && (this.#mode[step]! & (ACCESS.READS | ACCESS.PLAIN)) === ACCESS.READS;
  }

  #lastDeath(step: number): number {
    if (!this.#machine.hasDeaths) return -1;
    for (let earlier = step - 1; earlier >= 0; earlier -= 1) {
      if (isKiller(this.#order.process[earlier]!)) return earlier;
    }
    return -1;
  }

  #join(at: number, step: number): void {
    if (step < 0) return;
    for (let i = 0, from = step * COLUMNS; i < this.#order.columns; i += 1, from += 1) {
      const other = this.#clocks[from]!;
      if (other > this.#clocks[at + i]!) this.#clocks[at + i] = other;
    }
  }
}
