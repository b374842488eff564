/** Takes a lock, counts by one with a plain store and lets the lock go. */
import '@weft/native-shm';
import { attach, type Lock } from '@weft/atomics';
import { type Pace, type Player, repeat } from '@weft/bench';
import type { SharedMemoryBlock } from '@weft/native-shm';

const BATCH = 256;

/** The lock and the count it protects; the count of threads is posted as it is. */
export interface Counted {
  readonly lock: Lock;
  readonly count: SharedMemoryBlock | Int32Array;
}

export const lock: Player<unknown, Pace> = (shared, { together }) => {
  const { lock, count } = attach<Counted>(shared);
  const words = count instanceof Int32Array ? count : new Int32Array(count.buffer);
  return () => {
    together();
    return repeat(BATCH, () => {
      for (let i = 0; i < BATCH; i += 1) {
        const guard = lock.acquireSync();
        words[0] = (words[0] as number) + 1;
        guard.release();
      }
    });
  };
};
