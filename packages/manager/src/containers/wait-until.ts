import { checkFunction, checkWait, deadlineAfter, now } from '@weft/atomics/kit';
import type { ManagedCondition } from './locks.js';
import type { WaitOptions } from './managed-object.js';

/** Waits for a condition, with its lock held, until `predicate` gives true or the time is up; gives its last answer. */
export async function waitUntil(
  condition: Pick<ManagedCondition, 'wait'>,
  predicate: () => boolean | PromiseLike<boolean>,
  options: WaitOptions | undefined,
): Promise<boolean> {
  checkFunction('predicate', predicate);
  const deadline = deadlineAfter(checkWait(options));
  for (;;) {
    if (await predicate()) return true;
    const timeout = deadline - now();
    if (timeout <= 0) return false;
    await condition.wait({ ...options, timeout });
  }
}
