/** The runtime's own timers hold 31 bits of milliseconds. */
const LONGEST_MS = 0x7fffffff;

/** A timer of any length that does not keep the process alive and is never early. Its time is monotonic. */
export class Timer {
  readonly #deadline: number;
  readonly #expired: () => void;
  #handle: NodeJS.Timeout | undefined;

  /** Calls `expired` once, `ms` milliseconds from now; never, if that is `Infinity`. */
  constructor(ms: number, expired: () => void) {
    this.#deadline = performance.now() + ms;
    this.#expired = expired;
    if (ms !== Number.POSITIVE_INFINITY) this.#start(ms);
  }

  stop(): void {
    clearTimeout(this.#handle);
  }

  #start(ms: number): void {
    const ring = () => {
      const left = this.#deadline - performance.now();
      if (left > 0) this.#start(left);
      else this.#expired();
    };
    this.#handle = setTimeout(ring, Math.min(Math.ceil(ms), LONGEST_MS));
    this.#handle.unref();
  }
}
