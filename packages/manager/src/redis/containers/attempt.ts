/**
 * The promise of a call, also if its arguments are refused before there is one. An `async` function would do the same, and
 * take two turns of the queue of microtasks more for each call.
 */
export function attempt<T>(call: () => Promise<T>): Promise<T> {
  try {
    return call();
  } catch (error) {
    return Promise.reject(error);
  }
}
