/**
 * Waits that block the thread, in slices. A thread that sleeps in the system cannot be ended: `worker.terminate()` waits
 * for the call to return. So it returns five times a second, and JavaScript looks whether it is still wanted.
 */

/** Longest sleep in the system, in milliseconds. */
const SLICE = 200;

/**
 * Calls `wait` with at most a slice of time until it returns something other than 0, or `timeout` milliseconds have
 * passed (negative or infinite: for ever).
 */
export function inSlices(timeout: number, wait: (slice: number) => number): number {
  if (timeout >= 0 && timeout <= SLICE) return wait(timeout);
  const deadline = timeout < 0 ? Number.POSITIVE_INFINITY : performance.now() + timeout;
  let slice = SLICE;
  for (;;) {
    const result = wait(slice);
    if (result !== 0) return result;
    const remaining = deadline - performance.now();
    if (remaining <= 0) return 0;
    slice = Math.min(remaining, SLICE);
  }
}
