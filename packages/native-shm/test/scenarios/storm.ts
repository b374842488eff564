/** Uses everything that one may hold or wait for, until it is killed. */
import type { Barrier, Condition, Guard, Lock, RWLock, Semaphore } from '@weft/atomics';
import { Random } from '../../../atomics/dist-test/support/random.js';

interface Everything {
  readonly lock: Lock;
  readonly semaphore: Semaphore;
  readonly rwLock: RWLock;
  readonly condition: Condition;
  readonly barrier: Barrier;
  readonly began: Semaphore;
}

/** What a storm brings with it: owners die, waits time out, barriers break. */
const EXPECTED = new Set(['ERR_WEFT_OWNER_DIED', 'ERR_WEFT_TIMEOUT', 'ERR_WEFT_BROKEN_BARRIER']);

/** Now and then for so long that a kill is likely to strike while something is held. */
function holdForAWhile(random: Random): void {
  const end = performance.now() + (random.below(5) === 0 ? 1 : 0);
  do random.next();
  while (performance.now() < end);
}

export async function useAllUntilKilled(everything: Everything, seed: number): Promise<never> {
  const random = new Random(seed);
  everything.began.release();
  for (;;) {
    try {
      await useOne(everything, random);
    } catch (error) {
      if (!EXPECTED.has((error as { code?: string }).code ?? '')) throw error;
      if (everything.barrier.broken()) everything.barrier.reset();
    }
  }
}

async function useOne(everything: Everything, random: Random): Promise<void> {
  const { lock, semaphore, rwLock, condition, barrier } = everything;
  const timeout = 1 + random.below(5);
  const held = (guard: Guard) => {
    holdForAWhile(random);
    guard.release();
  };
  switch (random.below(8)) {
    case 0:
      return held(lock.acquireSync({ timeout }));
    case 1:
      return held(await lock.acquire({ timeout }));
    case 2:
      return held(semaphore.acquireSync({ timeout, count: 1 + random.below(2) }));
    case 3:
      return held(await semaphore.acquire({ timeout }));
    case 4:
      return held(rwLock.acquireReadSync({ timeout }));
    case 5:
      return held(await rwLock.acquireWrite({ timeout }));
    case 6: {
      using _guard = condition.acquireSync({ timeout });
      if (random.below(2) === 0) condition.waitSync({ timeout: 2 });
      else condition.notify();
      return;
    }
    default:
      barrier.waitSync({ timeout });
  }
}
