/** A thousand tasks of one thread that wait for one lock, and get it one after the other. */
import { repeatAsync, WrongResult } from '@weft/bench';
import type { AwaitingPlayer } from './awaited.js';

/** How many wait at once. */
const WAITS = 1000;

/** Runs a section with the lock held; the promise settles when the lock has been let go. */
export type Request = (section: () => void | Promise<void>) => Promise<unknown>;

/** From the first request to the last release, divided by the number of those who waited. */
export function pendingPlayer<Shared = undefined>(
  requestOf: (shared: Shared) => Request,
): AwaitingPlayer<Shared> {
  return (shared) => {
    const request = requestOf(shared);
    return async () => {
      let counted = 0;
      const pace = await repeatAsync(WAITS, async () => {
        counted += await queueUp(request);
      });
      return { ...pace, counted };
    };
  };
}

/** How many of those who waited got the lock. */
async function queueUp(request: Request): Promise<number> {
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  let served = 0;
  const holder = request(() => held);
  const waits = Array.from({ length: WAITS }, () =>
    request(() => {
      served += 1;
    }),
  );
  await null;
  if (served > 0) throw new WrongResult('the lock was taken while it was held');
  letGo();
  await Promise.all([holder, ...waits]);
  return served;
}
