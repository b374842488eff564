import { ArgumentError } from '../errors.js';
import { native } from '../native/load.js';
import { checked } from '../native/system-call.js';

/**
 * Ends a `select` of another thread. It goes through `postMessage` and `workerData` like any plain object; what arrives
 * is made a waker again by `Waker.from`.
 *
 * It names the selector by a number that is never used twice, and the selector's end is marked in the same table, under
 * the same lock, that `wake` looks it up in. So a waker that outlives its selector does nothing, whatever has got the
 * selector's file descriptors since.
 *
 * @example
 * worker.postMessage(selector.waker());
 * // in the worker: parentPort.once('message', (clone) => Waker.from(clone).wake());
 */
export class Waker {
  /** The selector's number, unique in its process. */
  readonly selector: number;
  /** The number of that process. */
  readonly process: number;

  /** @internal */
  constructor(selector: number, process: number) {
    this.selector = selector;
    this.process = process;
  }

  /** Makes a waker of what has arrived. @throws ArgumentError */
  static from(clone: { readonly selector: number; readonly process: number }): Waker {
    if (!Number.isSafeInteger(clone?.selector) || !Number.isSafeInteger(clone.process)) {
      throw new ArgumentError('that is no waker: send what selector.waker() returns');
    }
    return new Waker(clone.selector, clone.process);
  }

  /**
   * Makes the selector's pending select return, or its next one if none is pending. Never blocks; any number of calls
   * before that count as one.
   *
   * @returns `false` if the selector is closed, or its thread has ended
   * @throws ArgumentError in another process
   */
  wake(): boolean {
    if (this.process !== process.pid) {
      throw new ArgumentError('a waker works in its own process only: others are given wakeFd()');
    }
    return checked(native().wake(this.selector), 'write') !== 0;
  }
}
