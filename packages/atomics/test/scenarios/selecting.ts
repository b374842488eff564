/** Selecting in other threads. */
import { type Event, type Selectable, type Semaphore, select, selectSync } from '@weft/atomics';

/** The place in the list of what becomes ready. */
export async function indexOfReady(selectables: Selectable[], blocking: boolean): Promise<number> {
  return selectables.indexOf(blocking ? selectSync(selectables) : await select(selectables));
}

/** Releases a permit once the caller's thread had the time to block. */
export async function releaseSoon(semaphore: Semaphore): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 10));
  semaphore.release();
}

/** Takes permits one by one until told to stop; returns how many it got. */
export async function takeUntil(semaphore: Semaphore, stop: Event, blocking: boolean): Promise<number> {
  let taken = 0;
  for (;;) {
    const ready = blocking ? selectSync([stop, semaphore]) : await select([stop, semaphore]);
    if (ready === stop) return taken;
    if (semaphore.tryAcquire() !== undefined) taken += 1;
  }
}

/**
 * Makes an object of another package ready once the caller's thread had the time to block, and rings the bell it was
 * offered, if it is to.
 */
export async function makeReady(
  state: Int32Array,
  bell: Int32Array,
  word: number,
  rings: boolean,
): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 10));
  Atomics.store(state, 0, 1);
  if (!rings) return;
  Atomics.add(bell, word, 1);
  Atomics.notify(bell, word);
}
