/** Web Locks, which Node has since version 24: all threads of the process, held while a function runs. */
import { locks } from 'node:worker_threads';
import { type AwaitingPlayer, awaitingPlayer, BATCH } from '../contenders/awaited.js';
import { pendingPlayer } from '../contenders/pending.js';

export const lock: AwaitingPlayer = awaitingPlayer((counter) => {
  const section = () => {
    counter.count += 1;
  };
  return async () => {
    for (let i = 0; i < BATCH; i += 1) await locks.request('weft-bench', section);
  };
});

export const pendingLock: AwaitingPlayer = pendingPlayer(
  () => (section) => locks.request('weft-bench-pending', section),
);
