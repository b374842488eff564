/** The lock: exclusion, wake-ups, blocking and asynchronous waiters side by side. */
import { Lock } from '@weft/atomics';
import { expect } from '@weft/interleave/program';
import { addOne, plainWords } from '../words.js';
import { sharing } from './attached.js';

interface Shared {
  readonly lock: Lock;
  readonly counted: Int32Array;
}

const setup = (): Shared => ({ lock: new Lock(), counted: plainWords() });

function countOnce({ lock, counted }: Shared): void {
  const guard = lock.acquireSync();
  addOne(counted);
  guard.release();
}

async function countOnceLater({ lock, counted }: Shared): Promise<void> {
  const guard = await lock.acquire();
  addOne(counted);
  guard.release();
}

function countIfFree({ lock, counted }: Shared): number {
  const guard = lock.tryAcquire();
  if (guard === undefined) return 0;
  addOne(counted);
  guard.release();
  return 1;
}

/** As many have counted as should, and nobody has the lock or waits for it. */
function checkCount({ lock, counted }: Shared, count: number): void {
  expect(counted[0] === count, `${count} were counted, not ${counted[0]}`);
  expect(!lock.locked(), 'the lock is free');
  expect(lock.tryAcquire() !== undefined, 'the free lock can be had');
}

export const exclusion = sharing({
  name: 'lock/exclusion',
  about: 'Two threads that block for the lock twice each are never in at once, and both get on.',
  setup,
  threads: {
    count: 2,
    body: (local: Shared) => {
      countOnce(local);
      countOnce(local);
    },
  },
  check: (local) => checkCount(local, 4),
});

export const exclusionOfThree = sharing({
  name: 'lock/exclusion-of-three',
  about: 'Three threads that block for the lock are never in at once, and all get on.',
  setup,
  threads: [countOnce, countOnce, countOnce],
  check: (local) => checkCount(local, 3),
});

export const asyncAndBlocking = sharing({
  name: 'lock/async-and-blocking',
  about: 'A thread that awaits the lock and one that blocks for it wake each other.',
  setup,
  threads: [
    async (local) => {
      await countOnceLater(local);
      await countOnceLater(local);
    },
    (local) => {
      countOnce(local);
      countOnce(local);
    },
  ],
  check: (local) => checkCount(local, 4),
});

export const bothAsync = sharing({
  name: 'lock/both-async',
  about: 'Two threads that await the lock wake each other.',
  setup,
  threads: [countOnceLater, countOnceLater],
  check: (local) => checkCount(local, 2),
});

export const tasksInLine = sharing({
  name: 'lock/tasks-in-line',
  about: 'Tasks of one thread stand in one line: each gets the lock, in the order in which they came.',
  setup,
  threads: [
    async (local) => {
      const order: number[] = [];
      const task = async (number: number) => {
        const guard = await local.lock.acquire();
        order.push(number);
        addOne(local.counted);
        guard.release();
      };
      await Promise.all([task(0), task(1)]);
      return order.join();
    },
    countOnce,
  ],
  check(local, { results }) {
    checkCount(local, 3);
    expect(
      results[0] === '0,1' || results[0] === '1,0',
      `both tasks had the lock, in the order ${results[0]}`,
    );
  },
});

export const triesAndWaits = sharing({
  name: 'lock/tries-and-waits',
  about: 'Who only tries takes the lock if it is free, and wakes those who wait when it lets go.',
  setup,
  threads: [countIfFree, countOnce, countIfFree],
  check: (local, { results }) => checkCount(local, 1 + Number(results[0]) + Number(results[2])),
});

export const releasedByAnother = sharing({
  name: 'lock/released-by-another',
  about: 'A lock that another thread than its owner releases is as free, and its waiters are woken.',
  setup() {
    const shared = setup();
    shared.lock.acquireSync();
    return shared;
  },
  threads: [({ lock }) => lock.release(), countOnce, countOnce],
  check: (local) => checkCount(local, 2),
});
