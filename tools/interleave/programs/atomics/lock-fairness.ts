/** The lock: fair rounds, which a waiter that was overtaken may call (at once, in these models). */
import { Lock } from '@weft/atomics';
import { expect } from '@weft/interleave/program';
import { addOne, plainWords } from '../words.js';
import { sharing } from './attached.js';
import { fairAtOnce, fairButLeftLying } from './constants.js';

interface Shared {
  readonly lock: Lock;
  readonly counted: Int32Array;
}

const setup = (): Shared => ({ lock: new Lock(), counted: plainWords() });

function count({ lock, counted }: Shared, times: number): void {
  for (let time = 0; time < times; time += 1) {
    const guard = lock.acquireSync();
    addOne(counted);
    guard.release();
  }
}

function checkCount({ lock, counted }: Shared, times: number): void {
  expect(counted[0] === times, `${times} were counted, not ${counted[0]}`);
  // In a round that nobody has ended this would wait, and a check cannot. (An attempt looks for rounds to end.)
  lock.acquireSync();
}

export const rounds = sharing({
  name: 'lock/fair-rounds',
  about: 'A thread that overtakes and one that calls fair rounds: never both in, no round without an end.',
  setup,
  threads: [(local) => count(local, 3), (local) => count(local, 2)],
  check: (local) => checkCount(local, 5),
  exploration: { constants: fairAtOnce },
});

export const roundsOfThree = sharing({
  name: 'lock/fair-rounds-of-three',
  about: 'Three threads in fair rounds: the lock is handed on in line, and every round ends.',
  setup,
  threads: [(local) => count(local, 2), (local) => count(local, 1), (local) => count(local, 2)],
  check: (local) => checkCount(local, 5),
  exploration: { constants: fairAtOnce, preemptions: 3 },
});

export const leftLying = sharing({
  name: 'lock/left-lying',
  about: 'A lock that was handed on and not taken is taken by newcomers; who comes for it late waits again.',
  setup,
  threads: [(local) => count(local, 2), (local) => count(local, 1), (local) => count(local, 1)],
  check: (local) => checkCount(local, 4),
  exploration: { constants: fairButLeftLying, preemptions: 3 },
});

export const asyncInRound = sharing({
  name: 'lock/fair-rounds-async',
  about: 'A task that is overtaken calls a fair round as a blocked thread does.',
  setup,
  threads: [
    (local) => count(local, 2),
    async ({ lock, counted }) => {
      for (let time = 0; time < 2; time += 1) {
        const guard = await lock.acquire();
        addOne(counted);
        guard.release();
      }
    },
  ],
  check: (local) => checkCount(local, 4),
  exploration: { constants: fairAtOnce },
});
