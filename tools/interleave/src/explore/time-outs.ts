/**
 * Which waits may time out. Short ones at any moment: how long a thread takes for its steps is its own affair. But a
 * thread that times out again and again without being woken would go on for ever by itself; after a few times in a row
 * it does so only when nobody else can go on, like the long ones, which are the pulses by which waits heal. These wait
 * for a *pulse*, which is when nobody can do anything else; then the waits of all may end.
 */
import type { Op } from '../machine/op.js';
import type { Exploration } from '../program/program.js';
import type { Journal } from './journal.js';

/** Unless the program says otherwise. */
const IN_A_ROW = 3;

/** Pulses that find memory as the one before has left it, after which there will be no more. */
const VAIN_PULSES = 6;

/** Pulses of one execution: what has not healed by then never will. */
const MOST_PULSES = 20;

/** Places of `#known`: how many pulses there were, how many in vain, and what memory held at the last one. */
const PULSES = 0;
const VAIN = 1;
const MEMORY = 2;

export class TimeOuts {
  readonly #upTo: number;
  readonly #mostInARow: number;
  readonly #inARow: Int32Array;
  /** Whether a pulse has reached the thread in its present wait. */
  readonly #pulsed: Int32Array;
  /** What is known of pulses: numbers at `PULSES`, `VAIN` and `MEMORY`. */
  readonly #known = new Int32Array(3);
  readonly #journal: Journal;

  constructor(
    threads: number,
    { timeoutsUpTo = 0, timeoutsInARow = IN_A_ROW }: Exploration,
    journal: Journal,
  ) {
    this.#journal = journal;
    this.#upTo = timeoutsUpTo;
    this.#mostInARow = timeoutsInARow;
    this.#inARow = new Int32Array(threads);
    this.#pulsed = new Int32Array(threads);
  }

  clear(): void {
    this.#inARow.fill(0);
    this.#pulsed.fill(0);
    this.#known.fill(0);
  }

  /** Whether the wait in which a thread is may time out. */
  may(thread: number, { timeout }: Op): boolean {
    if (timeout === Number.POSITIVE_INFINITY) return false;
    if (this.#pulsed[thread] === 1 || timeout <= 0) return true;
    return timeout <= this.#upTo && this.#inARow[thread]! < this.#mostInARow;
  }

  timedOut(thread: number): void {
    this.#journal.set(this.#inARow, thread, this.#inARow[thread]! + 1);
    this.#journal.set(this.#pulsed, thread, 0);
  }

  woken(thread: number): void {
    this.#journal.set(this.#inARow, thread, 0);
    this.#journal.set(this.#pulsed, thread, 0);
  }

  /** Whether there may be one more pulse. */
  mayPulse(): boolean {
    return this.#known[VAIN]! < VAIN_PULSES && this.#known[PULSES]! < MOST_PULSES;
  }

  /** Whether a pulse would reach a wait: the long ones heal what a death has left, and nothing else. */
  hears({ timeout }: Op, hasDeaths: boolean): boolean {
    return timeout !== Number.POSITIVE_INFINITY && (hasDeaths || timeout <= this.#upTo);
  }

  /** @param memory a number for what memory holds */
  pulse(memory: number): void {
    const vain = memory === this.#known[MEMORY] ? this.#known[VAIN]! + 1 : 1;
    this.#journal.set(this.#known, PULSES, this.#known[PULSES]! + 1);
    this.#journal.set(this.#known, VAIN, vain);
    this.#journal.set(this.#known, MEMORY, memory);
  }

  reach(thread: number): void {
    this.#journal.set(this.#pulsed, thread, 1);
  }

  hash(thread: number): number {
    return this.#pulsed[thread]! + 2 * this.#inARow[thread]!;
  }

  hashPulses(): number {
    const [pulses, vain, memory] = [this.#known[PULSES]!, this.#known[VAIN]!, this.#known[MEMORY]!];
    return pulses === 0 ? 0 : memory + vain + 32 * pulses;
  }
}
