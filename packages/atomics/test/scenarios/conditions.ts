/** Waiting on conditions. */
import type { AtomicInt32, Condition } from '@weft/atomics';

/** How a wait ended, and whether its thread had the lock then. */
interface Ending {
  readonly told: boolean;
  readonly held: boolean;
}

/** Releases the lock; fails if the caller does not have it. */
function end(condition: Condition, told: boolean): Ending {
  condition.release();
  return { told, held: true };
}

/** Waits by blocking the thread. */
export function waitBlocking(condition: Condition, options: { timeout?: number }): Ending {
  condition.acquireSync();
  return end(condition, condition.waitSync(options));
}

/** Waits without blocking the thread. */
export async function waitAsync(condition: Condition, options: { timeout?: number }): Promise<Ending> {
  await condition.acquire();
  return end(condition, await condition.wait(options));
}

/** Waits, and counts if it was told. */
export async function countWhenTold(condition: Condition, woken: AtomicInt32): Promise<void> {
  await condition.acquire();
  if (await condition.wait()) woken.add(1);
  condition.release();
}

/** Waits until the value is at least `wanted`. */
export async function waitForValue(
  condition: Condition,
  value: AtomicInt32,
  wanted: number,
  blocking: boolean,
  timeout?: number,
): Promise<boolean> {
  const enough = () => value.load() >= wanted;
  if (blocking) {
    using _held = condition.acquireSync();
    return condition.waitForSync(enough, { timeout });
  }
  return condition.run(() => condition.waitFor(enough, { timeout }));
}
