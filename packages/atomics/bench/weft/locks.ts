/** Weft's locks and permits, taken and released. */
import { attach, type Guard, type Lock, type RLock, type RWLock, type Semaphore } from '@weft/atomics';
import { type CountingPlayer, countingPlayer, type Section } from '../contenders/counted.js';
import { type ReadingPlayer, readingPlayer } from '../contenders/reading.js';

function guarded(acquire: () => Guard): Section<Guard> {
  return { acquire, release: (guard) => guard.release() };
}

export const lock: CountingPlayer = countingPlayer((handle) => {
  const lock = attach(handle) as Lock;
  return guarded(() => lock.acquireSync());
});

export const rlock: CountingPlayer = countingPlayer((handle) => {
  const lock = attach(handle) as RLock;
  return guarded(() => lock.acquireSync());
});

export const semaphore: CountingPlayer = countingPlayer((handle) => {
  const semaphore = attach(handle) as Semaphore;
  return guarded(() => semaphore.acquireSync());
});

export const rwlockRead: CountingPlayer = countingPlayer((handle) => {
  const lock = attach(handle) as RWLock;
  return guarded(() => lock.acquireReadSync());
});

export const rwlockWrite: CountingPlayer = countingPlayer((handle) => {
  const lock = attach(handle) as RWLock;
  return guarded(() => lock.acquireWriteSync());
});

/** Readers that share. */
export const rwlockReaders: ReadingPlayer = readingPlayer((handle) => {
  const lock = attach(handle) as RWLock;
  return { read: guarded(() => lock.acquireReadSync()), write: guarded(() => lock.acquireWriteSync()) };
});

/** Readers that keep each other out. */
export const lockReaders: ReadingPlayer = readingPlayer((handle) => {
  const lock = attach(handle) as Lock;
  const section = guarded(() => lock.acquireSync());
  return { read: section, write: section };
});
