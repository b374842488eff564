/** The longest time that timers of the runtime take; for more they fire at once. */
const LONGEST_MS = 0x7fffffff;

/** Calls back once, after any number of milliseconds; after `Infinity` never. Holds the event loop unless told otherwise. */
export class Alarm {
  readonly #at: number;
  readonly #ring: () => void;
  #timeout: ReturnType<typeof setTimeout> | undefined;
  #referenced = true;

  constructor(ms: number, ring: () => void) {
    this.#at = performance.now() + ms;
    this.#ring = ring;
    if (ms !== Number.POSITIVE_INFINITY) this.#wait(ms);
  }

  stop(): void {
    clearTimeout(this.#timeout);
  }

  unref(): this {
    this.#referenced = false;
    this.#timeout?.unref();
    return this;
  }

  #wait(ms: number): void {
    this.#timeout = ms > LONGEST_MS ? setTimeout(() => this.#goOn(), LONGEST_MS) : setTimeout(this.#ring, ms);
    if (!this.#referenced) this.#timeout.unref();
  }

  #goOn(): void {
    this.#wait(Math.max(0, this.#at - performance.now()));
  }
}
