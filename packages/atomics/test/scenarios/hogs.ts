/** Threads that take the same thing over and over until they are told to stop, and leave others hardly a gap. */
import type { AtomicBool, AtomicInt32, Guard, Lock, RWLock } from '@weft/atomics';

function hog(acquire: () => Guard, stop: AtomicBool): number {
  let turns = 0;
  // Each turn begins before the one before it ends, where the primitive lets it.
  let held = acquire();
  while (!stop.load()) {
    turns += 1;
    held.release();
    held = acquire();
  }
  held.release();
  return turns;
}

/** Writes over and over. */
export function write(lock: RWLock, stop: AtomicBool): number {
  return hog(() => lock.acquireWriteSync(), stop);
}

/** Reads for short times over and over. With another that does the same, somebody always reads. */
export function read(lock: RWLock, stop: AtomicBool): number {
  return hog(() => {
    const guard = lock.acquireReadSync();
    const end = performance.now() + 0.2;
    while (performance.now() < end);
    return guard;
  }, stop);
}

/** Takes the lock so many times, and counts. */
export function take(lock: Lock, turns: AtomicInt32, times: number): void {
  for (let turn = 0; turn < times; turn += 1) {
    using _guard = lock.acquireSync();
    turns.add(1);
  }
}
