/** A timer of any length that does not keep the process alive. */
import { deadlineAfter, now } from '../clock.js';

/** The runtime's own timers hold 31 bits of milliseconds. */
const LONGEST_MS = 0x7fffffff;

export class Timer {
  readonly #deadline: number;
  readonly #expired: () => void;
  #handle: ReturnType<typeof setTimeout> | undefined;

  /** Calls `expired` once, `ms` milliseconds from now. */
  constructor(ms: number, expired: () => void) {
    this.#deadline = deadlineAfter(ms);
    this.#expired = expired;
    this.#start(ms);
  }

  stop(): void {
    clearTimeout(this.#handle);
  }

  #start(ms: number): void {
    this.#handle = setTimeout(
      () => {
        const left = this.#deadline - now();
        // Runtimes may fire a little early, and stages of a long timer end before its time.
        if (left > 0) this.#start(left);
        else this.#expired();
      },
      Math.min(Math.ceil(ms), LONGEST_MS),
    );
    (this.#handle as { unref?(): unknown }).unref?.();
  }
}
