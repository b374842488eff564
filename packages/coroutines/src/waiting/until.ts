import { shown } from '../checks.js';
import { ArgumentError } from '../errors.js';
import { failLate } from './late.js';
import { type Wait, Waiting, type WaitOptions } from './wait.js';

/** Nobody serves who waits for a promise: it comes by itself. */
const promised = { leave() {} };

const late = failLate('until(promise)');

/**
 * Waits for any promise as tasks wait: `yield* until(fetch(url))` in a generator; in an async function
 * `await until(…)` is an `await` that can be killed, timed out and bounded. What the promise stands for goes on all
 * the same: give it the `signal` of the task if it takes one. Never blocks.
 *
 * @throws ArgumentError if it is no promise; its error; TimeoutError; the signal's reason
 */
export function until<T>(promise: PromiseLike<T>, options?: WaitOptions): Wait<T> {
  if (!isPromise(promise)) throw new ArgumentError(`promise must be a promise, got ${shown(promise)}`);
  const wait = new Waiting<T>(options);
  promise.then(
    (value) => wait.settle(value),
    (error) => wait.fail(error),
  );
  return wait.waitFor(promised, options, late);
}

/** Whether something can be awaited. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}
