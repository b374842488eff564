/** The npm package `async-mutex`: tasks of one thread. */
import { Mutex } from 'async-mutex';
import { type AwaitingPlayer, awaitingPlayer, BATCH } from '../contenders/awaited.js';
import { pendingPlayer } from '../contenders/pending.js';

export const mutex: AwaitingPlayer = awaitingPlayer((counter) => {
  const mutex = new Mutex();
  return async () => {
    for (let i = 0; i < BATCH; i += 1) {
      const release = await mutex.acquire();
      counter.count += 1;
      release();
    }
  };
});

export const pendingMutex: AwaitingPlayer = pendingPlayer(() => {
  const mutex = new Mutex();
  return (section) => mutex.runExclusive(section);
});
