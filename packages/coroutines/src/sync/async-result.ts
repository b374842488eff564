import { Links } from '../tasks/links.js';
import type { AnyTask } from '../tasks/task.js';
import { failLate } from '../waiting/late.js';
import { Line } from '../waiting/line.js';
import { type Wait, Waiting, type WaitOptions } from '../waiting/wait.js';

const JOIN = 0;
const GET = 1;

const lateGet = failLate('AsyncResult.get');
const lateWait = (wait: Waiting<boolean>) => wait.settle(false);

/** A value or an error that comes later, once, for any number of waiters. */
export class AsyncResult<T = unknown> {
  readonly #line = new Line();
  readonly #links: Links<AsyncResult<T>> = new Links(this as AsyncResult<T>);
  #state: 'open' | 'value' | 'error' = 'open';
  #outcome: unknown;

  /** Whether it has come. */
  ready(): boolean {
    return this.#state !== 'open';
  }

  /** Whether a value has come. */
  successful(): boolean {
    return this.#state === 'value';
  }

  /** The value, if one has come. */
  get value(): T | undefined {
    return this.#state === 'value' ? (this.#outcome as T) : undefined;
  }

  /** The error, if one has come. */
  get error(): unknown {
    return this.#state === 'error' ? this.#outcome : undefined;
  }

  /** Here is the value: releases all waiters. The first outcome counts. @returns whether this was it */
  set(value: T): boolean {
    return this.#come('value', value);
  }

  /** Here is an error: all waiters get it thrown. The first outcome counts. @returns whether this was it */
  setError(error: unknown): boolean {
    return this.#come('error', error);
  }

  /** Takes over the outcome of a task: `task.link((task) => result.follow(task))`. @returns whether it was the first */
  follow(task: AnyTask): boolean {
    return task.successful() ? this.set(task.value) : this.setError(task.error);
  }

  /**
   * Waits for the value. With `timeout: 0` it does not wait.
   *
   * @throws the error that came instead; TimeoutError; ArgumentError; the signal's reason
   */
  get(options?: WaitOptions): Wait<T> {
    return this.#standInLine<T>(GET, options, lateGet);
  }

  /**
   * Waits until a value or an error has come.
   *
   * @returns `true`, or `false` if the timeout came first
   * @throws ArgumentError; the signal's reason
   */
  wait(options?: WaitOptions): Wait<boolean> {
    return this.#standInLine<boolean>(JOIN, options, lateWait);
  }

  /** Calls `callback` when it has come, in a microtask if it has already. @throws ArgumentError */
  link(callback: (result: AsyncResult<T>) => void): this {
    this.#links.add(callback, 'any');
    return this;
  }

  /** Takes back all links to `callback`; it is fine if there are none. */
  unlink(callback: (result: AsyncResult<T>) => void): this {
    this.#links.remove(callback);
    return this;
  }

  /** For messages, as those of the except hook: `AsyncResult`. */
  toString(): string {
    return 'AsyncResult';
  }

  #come(state: 'value' | 'error', outcome: unknown): boolean {
    if (this.#state !== 'open') return false;
    this.#state = state;
    this.#outcome = outcome;
    for (let wait = this.#line.shift(); wait !== undefined; wait = this.#line.shift()) this.#serve(wait);
    this.#links.end(state);
    return true;
  }

  #standInLine<R>(
    wants: number,
    options: WaitOptions | undefined,
    late: (wait: Waiting<R>) => void,
  ): Wait<R> {
    const wait = new Waiting<R>(options);
    wait.load = wants;
    if (this.ready()) this.#serve(wait);
    if (!wait.pending) return wait;
    this.#line.push(wait);
    return wait.waitFor(this.#line, options, late);
  }

  #serve(wait: Waiting<unknown>): void {
    if (wait.load === JOIN) wait.settle(true);
    else if (this.#state === 'error') wait.fail(this.#outcome);
    else wait.settle(this.#outcome);
  }
}
