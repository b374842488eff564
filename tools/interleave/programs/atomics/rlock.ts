/** The re-entrant lock. */
import { RLock } from '@weft/atomics';
import { expect } from '@weft/interleave/program';
import { addOne, codeOf, plainWords } from '../words.js';
import { sharing } from './attached.js';

interface Shared {
  readonly lock: RLock;
  readonly counted: Int32Array;
}

const setup = (): Shared => ({ lock: new RLock(), counted: plainWords() });

function countNested({ lock, counted }: Shared): void {
  const outer = lock.acquireSync();
  addOne(counted);
  const inner = lock.acquireSync();
  addOne(counted);
  inner.release();
  expect(lock.isOwned(), 'the outer acquire is still good');
  addOne(counted);
  outer.release();
}

function checkCount({ lock, counted }: Shared, count: number): void {
  expect(counted[0] === count, `${count} were counted, not ${counted[0]}`);
  expect(!lock.locked(), 'the lock is free after as many releases');
}

export const nested = sharing({
  name: 'rlock/nested',
  about: 'Threads that acquire twice are alone until they have released twice.',
  setup,
  threads: [countNested, countNested],
  check: (local) => checkCount(local, 6),
});

export const nestedOfThree = sharing({
  name: 'rlock/nested-of-three',
  about: 'The same with three threads, whose depths and owners never mix.',
  setup,
  threads: [countNested, countNested, countNested],
  check: (local) => checkCount(local, 9),
  exploration: { preemptions: 3 },
});

export const notMine = sharing({
  name: 'rlock/not-mine',
  about: 'Who does not own the lock cannot release it, whoever acquires and releases meanwhile.',
  setup,
  threads: [
    countNested,
    ({ lock }) => {
      try {
        lock.release();
      } catch (error) {
        return codeOf(error);
      }
      return 'released';
    },
    countNested,
  ],
  check(local, { results }) {
    checkCount(local, 6);
    expect(results[1] === 'ERR_WEFT_NOT_OWNER', `the release was refused, not ${results[1]}`);
  },
});

export const tasksAlone = sharing({
  name: 'rlock/tasks-alone',
  about: 'Tasks of one thread that stand outside of contexts exclude each other, and other threads.',
  setup,
  threads: [
    async ({ lock, counted }) => {
      let inside = 0;
      const task = async () => {
        const guard = await lock.acquire();
        inside += 1;
        expect(inside === 1, 'one task at a time');
        addOne(counted);
        await undefined;
        inside -= 1;
        guard.release();
      };
      await Promise.all([task(), task()]);
    },
    countNested,
  ],
  check: (local) => checkCount(local, 5),
});

export const ownerDies = sharing({
  name: 'rlock/owner-dies',
  about: 'The lock of a thread that is killed at any depth is recovered at depth one.',
  setup,
  threads: [
    countNested,
    (local) => {
      try {
        local.lock.acquireSync();
      } catch (error) {
        expect(codeOf(error) === 'ERR_WEFT_OWNER_DIED', 'only the death of the owner fails');
        local.lock.recover();
      }
      expect(local.lock.describe().depth === 1, 'nothing of the depth of another owner is left');
      local.lock.release();
      return local.lock.isOwned();
    },
  ],
  check: (_local, { results }) => expect(results[1] === false, 'one release was enough'),
  exploration: { kills: { threads: [0] } },
});
