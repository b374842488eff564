/** Threads that take the same thing over and over until they are told to stop, and leave others hardly a gap. */
import type { AtomicBool, AtomicInt32, Guard, Latch, Lock, RWLock } from '@weft/atomics';

function hog(acquire: () => Guard, stop: AtomicBool, began: Latch): void {
  acquire().release();
  began.countDown();
  // Each turn begins before the one before it ends, where the primitive lets it.
  let held = acquire();
  while (!stop.load()) {
    held.release();
    held = acquire();
  }
  held.release();
}

/** Writes over and over; counts down after the first time. */
export function write(lock: RWLock, stop: AtomicBool, began: Latch): void {
  hog(() => lock.acquireWriteSync(), stop, began);
}

/** As `write`, reading for short times. With another that does the same, somebody always reads. */
export function read(lock: RWLock, stop: AtomicBool, began: Latch): void {
  const acquire = () => {
    const guard = lock.acquireReadSync();
    const end = performance.now() + 0.2;
    while (performance.now() < end);
    return guard;
  };
  hog(acquire, stop, began);
}

/** Takes the lock so many times, and counts. */
export function take(lock: Lock, turns: AtomicInt32, times: number): void {
  for (let turn = 0; turn < times; turn += 1) {
    using _guard = lock.acquireSync();
    turns.add(1);
  }
}
