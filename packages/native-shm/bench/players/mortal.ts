/** Takes a lock and is killed with it. */
import '@weft/native-shm';
import { attach, type Lock, type Semaphore } from '@weft/atomics';
import type { Player } from '@weft/bench';

export const holder: Player<unknown, number> = (shared) => {
  const { lock, held } = attach<{ lock: Lock; held: Semaphore }>(shared);
  return () => {
    lock.acquireSync();
    held.release();
    return process.pid;
  };
};
