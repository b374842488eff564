/** Monotonic time. A timeout becomes a deadline once, where a call enters Weft. */

/** Milliseconds since some moment of this thread's start; never goes back. */
export function now(): number {
  return performance.now();
}

/** The moment `timeout` milliseconds from now; `Infinity` stays what it is, and asks no clock. */
export function deadlineAfter(timeout: number): number {
  return timeout === Number.POSITIVE_INFINITY ? timeout : now() + timeout;
}

/**
 * Wall clock milliseconds modulo 2^31, the one clock that all threads and processes share. It may jump, so it only
 * serves choices where a wrong answer does no harm: when to be fair, which thread came last.
 */
export function sharedClock(): number {
  return Date.now() & 0x7fffffff;
}
