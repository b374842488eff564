/** One pending asynchronous wait of every kind, and how it is ended. For programs, which have no test runner. */
import {
  AtomicInt32,
  Barrier,
  Condition,
  Event,
  Latch,
  Lock,
  RLock,
  RWLock,
  Semaphore,
  select,
  ThreadMemory,
} from '@weft/atomics';

/** A wait that is pending. */
export interface PendingWait {
  readonly ended: Promise<unknown>;
  /** Lets the wait end. */
  release(): void;
  /** Lets the process end although the wait is pending. */
  unref?(): void;
}

/** By name; each call makes an object and begins to wait for it. */
export const waits: Readonly<Record<string, () => PendingWait>> = {
  lock() {
    const lock = new Lock();
    lock.acquireSync();
    return { ended: lock.acquire(), release: () => lock.release(), unref: () => void lock.unref() };
  },
  rlock() {
    const lock = new RLock();
    const guard = lock.acquireSync();
    return { ended: lock.acquire(), release: () => guard.release(), unref: () => void lock.unref() };
  },
  reading() {
    const lock = new RWLock();
    const guard = lock.acquireWriteSync();
    return { ended: lock.acquireRead(), release: () => guard.release(), unref: () => void lock.unref() };
  },
  writing() {
    const lock = new RWLock();
    const guard = lock.acquireReadSync();
    return { ended: lock.acquireWrite(), release: () => guard.release(), unref: () => void lock.unref() };
  },
  semaphore() {
    const semaphore = new Semaphore(0);
    return {
      ended: semaphore.acquire({ count: 2 }),
      release: () => semaphore.release(2),
      unref: () => void semaphore.unref(),
    };
  },
  event() {
    const event = new Event();
    return { ended: event.wait(), release: () => event.set(), unref: () => void event.unref() };
  },
  condition() {
    const condition = new Condition();
    condition.acquireSync();
    return {
      ended: condition.wait(),
      release: () => {
        using _held = condition.acquireSync();
        condition.notify();
      },
      unref: () => void condition.unref(),
    };
  },
  barrier() {
    const barrier = new Barrier(2);
    return {
      ended: barrier.wait(),
      release: () => void barrier.waitSync(),
      unref: () => void barrier.unref(),
    };
  },
  latch() {
    const latch = new Latch(1);
    return { ended: latch.wait(), release: () => latch.countDown(), unref: () => void latch.unref() };
  },
  cell() {
    const cell = new AtomicInt32();
    return {
      ended: cell.wait(0),
      release: () => {
        cell.store(1);
        cell.notify();
      },
      unref: () => void cell.unref(),
    };
  },
  select() {
    const event = new Event();
    return { ended: select([event, new Latch(1)]), release: () => event.set() };
  },
  memory() {
    const memory = new ThreadMemory(64);
    const wait = memory.waitAsync(0, 0);
    return {
      ended: wait.promise,
      release: () => {
        memory.words[0] = 1;
        memory.notify(0);
      },
      unref: () => wait.unref(),
    };
  },
};
