/** The locks of the npm package `multithreading`, on one buffer in all threads. */
import { Mutex, RwLock, Semaphore } from 'multithreading';
import { type CountingPlayer, countingPlayer, type Section } from '../contenders/counted.js';
import { type ReadingPlayer, readingPlayer } from '../contenders/reading.js';

interface Disposer {
  dispose(): void;
}

function disposed(acquire: () => Disposer): Section<Disposer> {
  return { acquire, release: (guard) => guard.dispose() };
}

export const mutex: CountingPlayer<SharedArrayBuffer> = countingPlayer((buffer: SharedArrayBuffer) => {
  const mutex = new Mutex(undefined, buffer);
  return disposed(() => mutex.blockingLock());
});

export const semaphore: CountingPlayer = countingPlayer(() => {
  const semaphore = new Semaphore(1);
  return disposed(() => semaphore.blockingAcquire());
});

export const rwlockRead: CountingPlayer = countingPlayer(() => {
  const lock = new RwLock();
  return disposed(() => lock.blockingRead());
});

export const rwlockWrite: CountingPlayer = countingPlayer(() => {
  const lock = new RwLock();
  return disposed(() => lock.blockingWrite());
});

export const rwlockReaders: ReadingPlayer = readingPlayer((buffer) => {
  const lock = new RwLock(undefined, buffer as SharedArrayBuffer);
  return { read: disposed(() => lock.blockingRead()), write: disposed(() => lock.blockingWrite()) };
});
