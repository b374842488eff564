/** What bounds a wait from outside: time and a signal. */
import { Alarm } from './alarm.js';
import type { Waiting, WaitOptions } from './wait.js';

/** Ends a pending wait when its time is over or its signal is aborted, unless lifted before: then nothing is left of it. */
export class Limit<T> {
  readonly #alarm: Alarm<Waiting<T>> | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort: (() => void) | undefined;

  constructor(wait: Waiting<T>, { timeout, signal }: WaitOptions, late: (wait: Waiting<T>) => void) {
    if (timeout !== undefined) this.#alarm = new Alarm(timeout, late, wait);
    if (signal === undefined) return;
    this.#signal = signal;
    this.#onAbort = () => wait.fail(signal.reason);
    signal.addEventListener('abort', this.#onAbort);
  }

  lift(): void {
    this.#alarm?.stop();
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener('abort', this.#onAbort);
  }
}
