/** The queue: items go through it in order, once each, and whoever waits for them or for room is woken. */
import { selectSync } from '@weft/atomics';
import { expect } from '@weft/interleave/program';
import { int32, Queue } from '@weft/shared-queue';
import { sharing } from '../atomics/attached.js';
import { exploration, fairAtOnce } from './constants.js';
import { beginAt } from './counters.js';

interface Shared {
  readonly queue: Queue<number>;
}

/** A queue for so many numbers. */
const setup = (maxsize: number) => (): Shared => ({ queue: new Queue({ maxsize, codec: int32 }) });

function putAll({ queue }: Shared, ...numbers: number[]): void {
  for (const number of numbers) queue.putSync(number);
}

function getSome({ queue }: Shared, count: number): number[] {
  return Array.from({ length: count }, () => queue.getSync());
}

/** Nothing is in the queue, nobody waits, and it can be used. */
function checkEmpty({ queue }: Shared): void {
  expect(queue.qsize() === 0, `nothing is left, not ${queue.qsize()}`);
  expect(queue.tryGet() === undefined, 'and nothing can be taken');
  expect(queue.tryPut(9) && queue.tryGet() === 9, 'a number goes through it');
}

function checkNumbers(results: readonly unknown[], expected: string): void {
  const got = results.flat().filter((number) => number !== undefined);
  expect(got.sort().join() === expected, `each was taken once: ${expected}, not ${got.join()}`);
}

export const handOver = sharing({
  name: 'queue/hand-over',
  about: 'One number at a time goes from one thread to the other: both wait for each other.',
  setup: setup(1),
  threads: [(local) => putAll(local, 1, 2), (local) => getSome(local, 2)],
  check(local, { results }) {
    expect(`${results[1]}` === '1,2', `they come in order, not ${results[1]}`);
    checkEmpty(local);
  },
  exploration,
});

/** Two numbers go through a queue that was used for long. */
function usedForLong(
  name: string,
  about: string,
  maxsize: number,
  begin: { readonly items: number; readonly position: number },
) {
  return sharing({
    name,
    about,
    setup() {
      const shared = setup(maxsize)();
      beginAt(shared.queue, begin);
      return shared;
    },
    threads: [(local: Shared) => putAll(local, 1, 2), (local: Shared) => getSome(local, 2)],
    check(local, { results }) {
      expect(`${results[1]}` === '1,2', `they come in order, not ${results[1]}`);
      checkEmpty(local);
    },
    exploration,
  });
}

export const roundTheEnd = usedForLong(
  'queue/round-the-end',
  'A number whose length stands in the last word of the memory goes on in the first one.',
  2,
  { items: 0, position: 3 },
);

export const countersTurnOver = usedForLong(
  'queue/counters-turn-over',
  'Both ends wait for each other where the counts of items pass 2^31 and the positions 2^32.',
  1,
  { items: 0x7fffffff, position: -2 },
);

export const twoPutters = sharing({
  name: 'queue/two-putters',
  about: 'Two threads that put wait for the same room, and both get it.',
  setup: setup(1),
  threads: [(local) => putAll(local, 1), (local) => putAll(local, 2), (local) => getSome(local, 2)],
  check(local, { results }) {
    checkNumbers(results, '1,2');
    checkEmpty(local);
  },
  exploration: { ...exploration, preemptions: 3 },
});

export const twoGetters = sharing({
  name: 'queue/two-getters',
  about: 'Two threads that wait for numbers get one each, whoever is woken.',
  setup: setup(2),
  threads: [(local) => putAll(local, 1, 2), (local) => getSome(local, 1), (local) => getSome(local, 1)],
  check(local, { results }) {
    checkNumbers(results, '1,2');
    checkEmpty(local);
  },
  exploration: { ...exploration, preemptions: 3 },
});

export const twoPuttersInBulk = sharing({
  name: 'queue/bulk-for-two',
  about: 'Two numbers that are put at once wake both who wait.',
  setup: setup(2),
  threads: [
    ({ queue }) => void queue.putManySync([1, 2]),
    (local) => getSome(local, 1),
    (local) => getSome(local, 1),
  ],
  check(local, { results }) {
    checkNumbers(results, '1,2');
    checkEmpty(local);
  },
  exploration: { ...exploration, preemptions: 3 },
});

export const bulk = sharing({
  name: 'queue/bulk',
  about: 'More numbers than there is room for are put as there is room, and taken as they come.',
  setup: setup(2),
  threads: [
    ({ queue }) => queue.putManySync([1, 2, 3, 4]),
    ({ queue }) => {
      const got: number[] = [];
      while (got.length < 4) got.push(...queue.getManySync(3));
      return got;
    },
  ],
  check(local, { results }) {
    expect(results[0] === 4 && `${results[1]}` === '1,2,3,4', `in order, not ${results[1]}`);
    checkEmpty(local);
  },
  exploration,
});

export const bothWays = sharing({
  name: 'queue/both-ways',
  about: 'Two threads that put a number and take one leave nothing behind, whosever it is.',
  setup: setup(1),
  threads: [
    (local) => {
      putAll(local, 1);
      return getSome(local, 1);
    },
    (local) => {
      putAll(local, 2);
      return getSome(local, 1);
    },
  ],
  check(local, { results }) {
    checkNumbers(results, '1,2');
    checkEmpty(local);
  },
  exploration,
});

export const bothAsync = sharing({
  name: 'queue/both-async',
  about: 'A task that puts and a task that gets, in two threads, wake each other.',
  setup: setup(1),
  threads: [
    async ({ queue }) => {
      await queue.put(1);
      await queue.put(2);
    },
    async ({ queue }) => [await queue.get(), await queue.get()],
  ],
  check(local, { results }) {
    expect(`${results[1]}` === '1,2', `they come in order, not ${results[1]}`);
    checkEmpty(local);
  },
  exploration,
});

export const asyncAndBlocking = sharing({
  name: 'queue/async-and-blocking',
  about: 'Two tasks of one thread are served in the order of their gets, beside a thread that blocks.',
  setup: setup(2),
  threads: [
    (local) => putAll(local, 1, 2, 3),
    ({ queue }) => Promise.all([queue.get(), queue.get()]),
    (local) => getSome(local, 1),
  ],
  check(local, { results }) {
    const [first, second] = results[1] as [number, number];
    expect(first < second, `the first get has the first number, not ${first} before ${second}`);
    checkNumbers(results, '1,2,3');
    checkEmpty(local);
  },
  exploration: { ...exploration, preemptions: 2 },
});

export const tries = sharing({
  name: 'queue/tries',
  about: 'Who only tries to put is told the truth, and wakes who waits.',
  setup: setup(1),
  threads: [({ queue }) => queue.tryPut(1), ({ queue }) => queue.getSync(), (local) => putAll(local, 2)],
  check({ queue }, { results }) {
    const put = results[0] === true ? 2 : 1;
    expect(queue.qsize() === put - 1, `${put} were put, one taken, ${queue.qsize()} are left`);
  },
  exploration: { ...exploration, preemptions: 3 },
});

export const selected = sharing({
  name: 'queue/selected',
  about: 'A thread that selects the queue beside one that gets hears of the number that is left for it.',
  setup: setup(2),
  threads: [
    (local) => putAll(local, 1, 2),
    ({ queue }) => {
      for (;;) {
        const got = selectSync([queue]).tryGet();
        if (got !== undefined) return got;
      }
    },
    (local) => getSome(local, 1),
  ],
  check(local, { results }) {
    checkNumbers(results, '1,2');
    checkEmpty(local);
  },
  exploration: { ...exploration, preemptions: 3 },
});

export const size = sharing({
  name: 'queue/size',
  about: 'Who asks for the size while a number comes and goes is told 0 or 1.',
  setup: setup(1),
  threads: [
    (local) => {
      putAll(local, 1);
      getSome(local, 1);
    },
    ({ queue }) => queue.qsize(),
  ],
  check: (_local, { results }) => expect(results[1] === 0 || results[1] === 1, `0 or 1: ${results[1]}`),
  exploration,
});

export const fairRounds = sharing({
  name: 'queue/fair-rounds',
  about: 'Waiters that are overtaken call fair rounds; every round ends, and nothing is lost.',
  setup: setup(1),
  threads: [(local) => putAll(local, 1, 2), (local) => getSome(local, 2)],
  check(local, { results }) {
    expect(`${results[1]}` === '1,2', `they come in order, not ${results[1]}`);
    checkEmpty(local);
  },
  exploration: fairAtOnce,
});

export const fairRoundsOfThree = sharing({
  name: 'queue/fair-rounds-of-three',
  about: 'Two threads that get in fair rounds are both served.',
  setup: setup(1),
  threads: [(local) => putAll(local, 1, 2), (local) => getSome(local, 1), (local) => getSome(local, 1)],
  check(local, { results }) {
    checkNumbers(results, '1,2');
    checkEmpty(local);
  },
  exploration: { ...fairAtOnce, preemptions: 2 },
});
