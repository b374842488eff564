/** Takes a lock and is killed with it. */
import type { Lock, Semaphore } from '@weft/atomics';
import type { Player } from '../crew/crew.js';

export const holder: Player<{ lock: Lock; held: Semaphore }, number> = ({ lock, held }) => {
  return () => {
    lock.acquireSync();
    held.release();
    return process.pid;
  };
};
