/** Waits that stand in line for something, first come first served. Leaving from the middle costs no search. */
import type { Waiting, WaitSource } from './wait.js';

export class Line implements WaitSource {
  #first: Waiting<unknown> | undefined;
  #last: Waiting<unknown> | undefined;
  #size = 0;
  readonly #takenBack: ((value: unknown, wait: Waiting<unknown>) => void) | undefined;
  readonly #left: (() => void) | undefined;

  /**
   * @param takenBack gets a value that was handed to a wait and never received by its task, which was killed meanwhile
   * @param left somebody has left the line without having been served
   */
  constructor(takenBack?: (value: unknown, wait: Waiting<unknown>) => void, left?: () => void) {
    this.#takenBack = takenBack;
    this.#left = left;
  }

  get size(): number {
    return this.#size;
  }

  /** Who is next. */
  get first(): Waiting<unknown> | undefined {
    return this.#first;
  }

  push(wait: Waiting<unknown>): void {
    wait.ahead = this.#last;
    if (this.#last === undefined) this.#first = wait;
    else this.#last.behind = wait;
    this.#last = wait;
    this.#size += 1;
  }

  /** Takes who is next out of the line, who is to be settled then. */
  shift(): Waiting<unknown> | undefined {
    const first = this.#first;
    if (first !== undefined) this.#unlink(first);
    return first;
  }

  leave(wait: Waiting<unknown>): void {
    if (this.#first !== wait && wait.ahead === undefined) return;
    this.#unlink(wait);
    this.#left?.();
  }

  takeBack(wait: Waiting<unknown>): void {
    this.#takenBack?.(wait.outcome, wait);
  }

  #unlink(wait: Waiting<unknown>): void {
    if (wait.ahead === undefined) this.#first = wait.behind;
    else wait.ahead.behind = wait.behind;
    if (wait.behind === undefined) this.#last = wait.ahead;
    else wait.behind.ahead = wait.ahead;
    wait.ahead = undefined;
    wait.behind = undefined;
    this.#size -= 1;
  }
}
