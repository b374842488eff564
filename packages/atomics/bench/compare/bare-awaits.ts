/** The least that an `await` costs. */
import { type AwaitingPlayer, awaitingPlayer, BATCH } from '../contenders/awaited.js';

/** A promise that is resolved already, as every asynchronous acquire of something free must return one. */
export const resolved: AwaitingPlayer = awaitingPlayer((counter) => async () => {
  for (let i = 0; i < BATCH; i += 1) {
    await Promise.resolve();
    counter.count += 1;
  }
});
