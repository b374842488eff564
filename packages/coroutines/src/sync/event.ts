import { Line } from '../waiting/line.js';
import { type Wait, Waiting, type WaitOptions } from '../waiting/wait.js';

const late = (wait: Waiting<boolean>) => wait.settle(false);

/** A flag that tasks of one thread can wait for. `set` releases everyone who waits, in the order of their coming. */
export class Event {
  readonly #line = new Line();
  #isSet = false;

  /** Sets the flag and releases all waiters. */
  set(): void {
    this.#isSet = true;
    // Who comes meanwhile finds it set; who has been released is so, even if it is cleared again.
    for (let wait = this.#line.shift(); wait !== undefined; wait = this.#line.shift()) wait.settle(true);
  }

  /** Clears the flag: who waits from now on waits for the next `set`. */
  clear(): void {
    this.#isSet = false;
  }

  /** Whether the flag is set now. */
  isSet(): boolean {
    return this.#isSet;
  }

  /**
   * Waits until the flag is set.
   *
   * @returns `true`, or `false` if the timeout came first
   * @throws ArgumentError; the signal's reason
   */
  wait(options?: WaitOptions): Wait<boolean> {
    const wait = new Waiting<boolean>(options);
    if (this.#isSet) wait.settle(true);
    if (!wait.pending) return wait;
    this.#line.push(wait);
    return wait.waitFor(this.#line, options, late);
  }
}
