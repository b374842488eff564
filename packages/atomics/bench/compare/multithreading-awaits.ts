/** The locks of the npm package `multithreading`, awaited. */
import { Mutex } from 'multithreading';
import { type AwaitingPlayer, awaitingPlayer, BATCH } from '../contenders/awaited.js';
import { pendingPlayer } from '../contenders/pending.js';

export const mutex: AwaitingPlayer = awaitingPlayer((counter) => {
  const mutex = new Mutex();
  return async () => {
    for (let i = 0; i < BATCH; i += 1) {
      const guard = await mutex.lock();
      counter.count += 1;
      guard.dispose();
    }
  };
});

export const pendingMutex: AwaitingPlayer = pendingPlayer(() => {
  const mutex = new Mutex();
  return async (section) => {
    const guard = await mutex.lock();
    await section();
    guard.dispose();
  };
});
