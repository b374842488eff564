/** Taking and giving back permits while counting how many are out. */
import type { AtomicInt32, Semaphore } from '@weft/atomics';

/** Takes 1, 2 or 3 permits per round, blocking and not in turn; returns the most that it ever saw out. */
export async function takeAndGive(semaphore: Semaphore, out: AtomicInt32, rounds: number): Promise<number> {
  let most = 0;
  for (let round = 0; round < rounds; round += 1) {
    const count = 1 + (round % 3);
    const guard = round % 2 === 0 ? semaphore.acquireSync({ count }) : await semaphore.acquire({ count });
    most = Math.max(most, out.add(count) + count);
    await Promise.resolve();
    out.sub(count);
    guard.release();
  }
  return most;
}
