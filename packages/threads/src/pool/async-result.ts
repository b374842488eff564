import { TimeoutError } from '@weft/atomics';
import type { WaitOptions } from '@weft/atomics/kit';
import { report } from '../except-hook.js';
import { waitUntil } from '../wait-until.js';
import { PoolStateError } from './errors.js';

/** Are told how a task ended, once. What they throw goes to the hook of `setExceptHook`. */
export interface Callbacks<T> {
  /** Is called with the result. What it throws goes to the except hook. */
  readonly callback?: ((value: T) => void) | undefined;
  /** Is called with the error, if the task fails. */
  readonly errorCallback?: ((error: unknown) => void) | undefined;
}

/** The result of a task that is under way (Python's `AsyncResult`). Nobody has to ask for it. */
export class AsyncResult<T> {
  readonly #promise: Promise<T>;
  readonly #done: Promise<void>;
  #outcome: 'pending' | 'value' | 'error' = 'pending';

  /** @internal */
  constructor(promise: Promise<T>, { callback, errorCallback }: Callbacks<T>) {
    this.#promise = promise;
    this.#done = promise.then(
      () => {},
      () => {},
    );
    promise.then(
      (value) => {
        this.#outcome = 'value';
        tell(callback, value);
      },
      (error) => {
        this.#outcome = 'error';
        tell(errorCallback, error);
      },
    );
  }

  /** The result, or the error of the task. @throws TimeoutError, ArgumentError, the signal's reason: the task goes on */
  async get(options?: WaitOptions): Promise<T> {
    if (!(await this.wait(options))) throw new TimeoutError('the task was not done within the timeout');
    return this.#promise;
  }

  /** Waits until the task is done, well or not; false if the timeout came first. @throws the signal's reason */
  wait(options?: WaitOptions): Promise<boolean> {
    return waitUntil(this.#done, options);
  }

  /** Whether the task is done. */
  ready(): boolean {
    return this.#outcome !== 'pending';
  }

  /** Whether it ended well. @throws PoolStateError while it is not done */
  successful(): boolean {
    if (this.#outcome === 'pending') throw new PoolStateError('the task is not done: wait() for it first');
    return this.#outcome === 'value';
  }
}

/** An error of a callback is nobody's to catch. */
function tell<V>(callback: ((value: V) => void) | undefined, value: V): void {
  try {
    callback?.(value);
  } catch (error) {
    report({ error, where: 'callback of a pool' });
  }
}
