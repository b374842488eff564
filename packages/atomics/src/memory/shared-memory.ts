/** The seam between the primitives and the memory they live in. */

/** How a blocking wait ended. `not-equal`: the word had another value already, so nothing was waited for. */
export type WaitResult = 'ok' | 'not-equal' | 'timed-out';

/** A wait that does not block the thread. */
export interface AsyncWait {
  /** Never rejects. `cancelled` after `cancel()`. */
  readonly promise: Promise<WaitResult | 'cancelled'>;
  /** Gives up. A notification that this wait has already eaten, or eats later, is passed on to another waiter. */
  cancel(): void;
  /** Lets the process end although the wait is pending. */
  unref(): void;
}

/**
 * Memory shared by threads (`scope: 'thread'`) or by processes (`'process'`), whose 32-bit words can be parked on.
 *
 * Words are read and changed with `Atomics`; these three verbs do what that cannot. All waiters of a word, blocking
 * or not, stand in one queue, first come first served. As with any futex, a wait may end without cause: look at the
 * word again.
 */
export interface SharedMemory {
  /** All of it, as 32-bit words. */
  readonly words: Int32Array;
  /** Who can share it. */
  readonly scope: 'thread' | 'process';

  /**
   * Blocks this thread until `word` is notified, unless it no longer holds `expected`; at most `timeoutMs`
   * milliseconds (default: no limit).
   *
   * @throws BlockingNotAllowedError where the runtime forbids this thread to block
   */
  wait(word: number, expected: number, timeoutMs?: number): WaitResult;

  /** As `wait`, without blocking. Keeps the process alive while it is pending. */
  waitAsync(word: number, expected: number, timeoutMs?: number): AsyncWait;

  /** Wakes up to `count` waiters of `word` (default: all) and returns how many it woke. */
  notify(word: number, count?: number): number;
}
