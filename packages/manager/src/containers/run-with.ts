import { inContext } from '@weft/atomics';
import { checkFunction } from '@weft/atomics/kit';
import type { ManagedGuard } from './locks.js';

/** Runs `fn` between an acquire and a release, as one logical thread. */
export async function runWith<T>(
  acquire: () => Promise<ManagedGuard>,
  fn: () => T | PromiseLike<T>,
): Promise<T> {
  checkFunction('fn', fn);
  return inContext(async () => {
    const guard = await acquire();
    let result: T;
    try {
      result = await fn();
    } catch (error) {
      // Why it failed matters more than that the lock is lost as well.
      await guard.release().catch(() => {});
      throw error;
    }
    await guard.release();
    return result;
  });
}
