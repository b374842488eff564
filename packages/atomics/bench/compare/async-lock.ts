/** The npm package `async-lock`: tasks of one thread; a lock is a key, held while a function runs. */
import AsyncLock from 'async-lock';
import { type AwaitingPlayer, awaitingPlayer, BATCH } from '../contenders/awaited.js';
import { pendingPlayer } from '../contenders/pending.js';

export const lock: AwaitingPlayer = awaitingPlayer((counter) => {
  const lock = new AsyncLock();
  const section = () => {
    counter.count += 1;
  };
  return async () => {
    for (let i = 0; i < BATCH; i += 1) await lock.acquire('key', section);
  };
});

export const pendingLock: AwaitingPlayer = pendingPlayer(() => {
  const lock = new AsyncLock({ maxPending: Number.POSITIVE_INFINITY });
  return (section) => lock.acquire('key', section);
});
