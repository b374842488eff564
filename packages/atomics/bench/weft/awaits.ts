/** Weft's locks, awaited. */
import { attach, type Lock, type Semaphore } from '@weft/atomics';
import { type AwaitingPlayer, awaitingPlayer, BATCH } from '../contenders/awaited.js';
import { pendingPlayer } from '../contenders/pending.js';

export const lock: AwaitingPlayer<unknown> = awaitingPlayer((counter, handle) => {
  const lock = attach(handle) as Lock;
  return async () => {
    for (let i = 0; i < BATCH; i += 1) {
      const guard = await lock.acquire();
      counter.count += 1;
      guard.release();
    }
  };
});

export const semaphore: AwaitingPlayer<unknown> = awaitingPlayer((counter, handle) => {
  const semaphore = attach(handle) as Semaphore;
  return async () => {
    for (let i = 0; i < BATCH; i += 1) {
      const guard = await semaphore.acquire();
      counter.count += 1;
      guard.release();
    }
  };
});

export const pendingLock: AwaitingPlayer<unknown> = pendingPlayer((handle) => {
  const lock = attach(handle) as Lock;
  return (section) => lock.run(section);
});

export const pendingSemaphore: AwaitingPlayer<unknown> = pendingPlayer((handle) => {
  const semaphore = attach(handle) as Semaphore;
  return (section) => semaphore.run(section);
});
