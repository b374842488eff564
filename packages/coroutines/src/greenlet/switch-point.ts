/** What `yield* greenlet.switch(value)` works through. */

/** To be yielded in the body of a greenlet; gives what somebody switches back with. */
export interface Switch<T> {
  /** What `yield*` calls. One switch is yielded once; its result is what the greenlet is switched to with. */
  [Symbol.iterator](): Iterator<Switch<unknown>, T, unknown>;
}

/**
 * The place at which a greenlet is suspended. A body is at one place at a time, so each greenlet has one for good: it is
 * its own iterator and uses the same results again, and a switch allocates nothing.
 */
export class SwitchPoint implements Switch<unknown>, Iterator<Switch<unknown>, unknown, unknown> {
  readonly #leaves: IteratorYieldResult<Switch<unknown>> = { done: false, value: this };
  readonly #returns: IteratorReturnResult<unknown> = { done: true, value: undefined };
  #away = false;

  [Symbol.iterator](): this {
    return this;
  }

  /** First on the way out, then on the way back with what was handed over. */
  next(value?: unknown): IteratorResult<Switch<unknown>, unknown> {
    this.#away = !this.#away;
    if (this.#away) return this.#leaves;
    this.#returns.value = value;
    return this.#returns;
  }

  throw(error: unknown): never {
    this.#away = false;
    throw error;
  }

  return(value?: unknown): IteratorReturnResult<unknown> {
    this.#away = false;
    return { done: true, value };
  }
}
