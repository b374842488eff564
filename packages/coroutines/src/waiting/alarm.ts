/** Timers without a closure each: a million tasks may sleep at once. */

/** Longer timers overflow, and fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Calls `ring(about)` once, after `ms` milliseconds, however many, unless it is stopped before. */
export class Alarm<T> {
  readonly #ring: (about: T) => void;
  readonly #about: T;
  #left: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number, ring: (about: T) => void, about: T) {
    this.#ring = ring;
    this.#about = about;
    this.#left = ms;
    if (ms !== Number.POSITIVE_INFINITY) this.#wind();
  }

  /** Nothing is left of it. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** The same, for a wait that is given up. */
  leave(): void {
    this.stop();
  }

  #wind(): void {
    const ms = Math.min(this.#left, LONGEST_TIMER_MS);
    this.#left -= ms;
    this.#timer = setTimeout(Alarm.#over<T>, ms, this);
  }

  static #over<T>(this: void, alarm: Alarm<T>): void {
    if (alarm.#left > 0) alarm.#wind();
    else alarm.#ring(alarm.#about);
  }
}
