/** What was taken from a queue is told to be done, and somebody waits for all of it. */
import { expect } from '@weft/interleave/program';
import { int32, Queue } from '@weft/shared-queue';
import { sharing } from '../atomics/attached.js';
import { addOne, codeOf, plainWords } from '../words.js';
import { exploration } from './constants.js';
import { beginAt } from './counters.js';

interface Shared {
  readonly queue: Queue<number>;
  /** Written by those who work, before they say so. */
  readonly done: Int32Array;
}

const setup =
  (...numbers: number[]) =>
  (): Shared => {
    const queue = new Queue({ maxsize: 2, codec: int32 });
    queue.putManySync(numbers);
    return { queue, done: plainWords(3) };
  };

function work({ queue, done }: Shared): void {
  addOne(done, queue.getSync());
  queue.taskDone();
}

function join({ queue, done }: Shared): void {
  queue.joinSync();
  expect(done[1] === 1 && done[2] === 1, 'all that was put is done, and is seen');
}

async function joinLater({ queue, done }: Shared): Promise<void> {
  await queue.join();
  expect(done[1] === 1 && done[2] === 1, 'all that was put is done, and is seen');
}

export const joined = sharing({
  name: 'tasks/joined',
  about: 'Who joins is woken when the last of two numbers is done, not before.',
  setup: setup(1, 2),
  threads: [
    (local) => {
      work(local);
      work(local);
    },
    join,
  ],
  exploration,
});

export const twoWorkers = sharing({
  name: 'tasks/two-workers',
  about: 'The same where two threads work.',
  setup: setup(1, 2),
  threads: [work, work, join],
  exploration: { ...exploration, preemptions: 3 },
});

export const twoJoiners = sharing({
  name: 'tasks/two-joiners',
  about: 'A thread and a task that join are both woken.',
  setup: setup(1, 2),
  threads: [
    (local) => {
      work(local);
      work(local);
    },
    join,
    joinLater,
  ],
  exploration: { ...exploration, preemptions: 3 },
});

export const joinedWhilePutting = sharing({
  name: 'tasks/joined-while-putting',
  about: 'Who joins while another number is put before the first one is done waits for both.',
  setup: setup(1),
  threads: [
    ({ queue, done }) => {
      queue.putSync(2);
      queue.taskDone();
      addOne(done, 2);
      queue.taskDone();
    },
    ({ queue, done }) => {
      queue.joinSync();
      expect(done[2] === 1, 'there was always one left, up to the last');
    },
  ],
  exploration,
});

export const tooOften = sharing({
  name: 'tasks/too-often',
  about: 'Of two threads that say of one number that it is done one is told.',
  setup: setup(1),
  threads: {
    count: 2,
    body: ({ queue }) => {
      try {
        queue.taskDone();
        return 'done';
      } catch (error) {
        return codeOf(error);
      }
    },
  },
  check({ queue }, { results }) {
    expect(`${results.toSorted()}` === 'ERR_WEFT_TASK_DONE,done', `one is told, not ${results}`);
    expect(queue.describe().unfinished === 0, 'nothing is left to do');
  },
  exploration,
});

export const countersTurnOver = sharing({
  name: 'tasks/counters-turn-over',
  about: 'The counts of what was put and done pass 2^31 while somebody joins.',
  setup() {
    const shared = setup()();
    beginAt(shared.queue, { items: 0x7fffffff, position: 0 });
    shared.queue.putSync(1);
    return shared;
  },
  threads: [
    (local) => {
      local.queue.putSync(2);
      work(local);
      work(local);
    },
    ({ queue, done }) => {
      queue.joinSync();
      expect(done[1] === 1, 'what was there is done');
    },
  ],
  check: ({ queue }) => expect(queue.describe().unfinished === 0, 'nothing is left to do'),
  exploration,
});
