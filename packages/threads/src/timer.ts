import type { WaitOptions } from '@weft/atomics';
import { ArgumentError } from '@weft/atomics';
import { checkFunction, shown } from '@weft/atomics/kit';
import { ThreadStateError } from './errors.js';
import { report } from './except-hook.js';
import { Settling } from './launch/settling.js';
import { waitUntil } from './wait-until.js';

const LONGEST_MS = 0x7fffffff;

/**
 * Calls a function once, after a while, unless it is cancelled before. Python's `Timer` does so in a thread of its own; this
 * one calls the function in the thread that has made it, as soon as that gets to its event loop, so the function may use
 * all of its surroundings.
 *
 * It keeps the program alive while it waits, unless `daemon` is set. An error of the function goes to the hook of
 * `setExceptHook`.
 *
 * @example
 * const timer = new Timer(30_000, (name: string) => console.log(`hello, ${name}`), ['world']).start();
 * timer.cancel(); // it is never called
 */
export class Timer<A extends readonly unknown[] = readonly unknown[]> {
  /** Whether the program may end while it waits. */
  daemon = false;
  /** Milliseconds from the start to the call. */
  readonly interval: number;
  readonly #call: () => unknown;
  readonly #finished = new Settling<boolean>();
  #timeout: ReturnType<typeof setTimeout> | undefined;
  #started = false;

  /**
   * @param interval milliseconds, up to 2^31 - 1
   *
   * @throws ArgumentError
   */
  constructor(interval: number, target: (...args: A) => unknown, args?: A) {
    if (typeof interval !== 'number' || !(interval >= 0 && interval <= LONGEST_MS)) {
      throw new ArgumentError(`interval must be 0 to ${LONGEST_MS} milliseconds, got ${shown(interval)}`);
    }
    checkFunction('the target of a Timer', target);
    if (args !== undefined && !Array.isArray(args)) {
      throw new ArgumentError(`args must be an array, got ${shown(args)}`);
    }
    this.interval = interval;
    this.#call = () => target(...(args ?? ([] as unknown as A)));
  }

  /**
   * Starts to wait. A timer that was cancelled before never calls.
   *
   * @throws ThreadStateError at the second start
   */
  start(): this {
    if (this.#started)
      throw new ThreadStateError('the timer was started already: make a new one for each start');
    this.#started = true;
    if (this.#finished.value !== undefined) return this;
    this.#timeout = setTimeout(() => void this.#fire(), this.interval);
    if (this.daemon) this.#timeout.unref();
    return this;
  }

  /** Stops it, if it has not called yet; may be called at any time, and more than once. */
  cancel(): void {
    clearTimeout(this.#timeout);
    this.#finished.settle(false);
  }

  /** Whether it was started, and has neither been cancelled nor done its call. */
  isAlive(): boolean {
    return this.#started && this.#finished.value === undefined;
  }

  /**
   * Waits until the function has been called and has returned (or its promise is settled), or the timer was cancelled:
   * `true`, or `false` if the timeout came first.
   *
   * @throws ThreadStateError before the start
   * @throws ArgumentError, the signal's reason
   */
  async join(options?: WaitOptions): Promise<boolean> {
    if (!this.#started) throw new ThreadStateError('the timer was not started: nobody can wait for it');
    return waitUntil(this.#finished.promise, options);
  }

  async #fire(): Promise<void> {
    try {
      await this.#call();
    } catch (error) {
      report({ error, where: 'timer' });
    } finally {
      this.#finished.settle(true);
    }
  }
}
