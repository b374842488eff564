/** What tests of waiting have in common. */
import { errorWith } from '../../../atomics/dist-test/support/outcome.js';

/** Resolves once `condition` holds; fails, naming it, if it does not within 20 seconds. */
export async function untilAsync(condition: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited 20 s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Whether a promise is pending still, after `settled` calls of the same client have come and gone. */
export async function isPending(
  promise: Promise<unknown>,
  roundTrip: () => Promise<unknown>,
): Promise<boolean> {
  let pending = true;
  const settle = () => {
    pending = false;
  };
  promise.then(settle, settle);
  // Calls of one client are carried out in order, so by then the first one has been carried out or waits.
  await roundTrip();
  await roundTrip();
  return pending;
}

export const DEAD: unknown = errorWith('ERR_WEFT_OWNER_DIED');

/** Long enough for nothing to time out by itself. */
export const LONG = 30_000;
