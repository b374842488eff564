import { TimeoutError } from '@weft/atomics';
import { checkWait, type WaitOptions } from '@weft/atomics/kit';
import { PoolStateError } from './errors.js';

/** Are told how a task ended, once. */
export interface Callbacks<T> {
  readonly callback?: ((value: T) => void) | undefined;
  readonly errorCallback?: ((error: unknown) => void) | undefined;
}

/** The result of a task that is under way (Python's `AsyncResult`). Nobody has to ask for it. */
export class AsyncResult<T> {
  readonly #promise: Promise<T>;
  #outcome: 'pending' | 'value' | 'error' = 'pending';

  /** @internal */
  constructor(promise: Promise<T>, { callback, errorCallback }: Callbacks<T>) {
    this.#promise = promise;
    promise.then(
      (value) => {
        this.#outcome = 'value';
        callback?.(value);
      },
      (error) => {
        this.#outcome = 'error';
        errorCallback?.(error);
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
    return new Promise((resolve, reject) => {
      const timeout = checkWait(options);
      const signal = options?.signal;
      signal?.throwIfAborted();
      const end = (settle: () => void) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', aborted);
        settle();
      };
      const aborted = () => end(() => reject(signal?.reason));
      const done = () => end(() => resolve(true));
      const timer =
        timeout === Number.POSITIVE_INFINITY
          ? undefined
          : setTimeout(() => end(() => resolve(this.ready())), timeout);
      signal?.addEventListener('abort', aborted, { once: true });
      this.#promise.then(done, done);
    });
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
