/** Queues of cells: stacks and priority queues, also where their owners are killed in the middle. */
import { expect } from '@weft/interleave/program';
import { int32, LifoQueue, PriorityQueue } from '@weft/shared-queue';
import { sharing } from '../atomics/attached.js';
import { exploration } from './constants.js';
import { beginAtLastSequence, hasFirstItem } from './counters.js';

interface Jobs {
  readonly jobs: PriorityQueue<number>;
}

interface Stack {
  readonly stack: LifoQueue<number>;
}

/** Jobs are numbers, urgent in that order. */
const jobsWith =
  (maxsize: number, ...numbers: number[]) =>
  (): Jobs => {
    const jobs = new PriorityQueue<number>({ maxsize, codec: int32 });
    for (const number of numbers) jobs.putSync([number, number]);
    return { jobs };
  };

/** The same, with a free list of cells that were used before. */
const usedJobsWith =
  (maxsize: number, ...numbers: number[]) =>
  (): Jobs => {
    const { jobs } = jobsWith(maxsize, ...Array.from({ length: maxsize }, () => 0))();
    while (jobs.tryGet() !== undefined);
    for (const number of numbers) jobs.putSync([number, number]);
    return { jobs };
  };

const stackWith =
  (maxsize: number, ...numbers: number[]) =>
  (): Stack => {
    const stack = new LifoQueue({ maxsize, codec: int32 });
    stack.putManySync(numbers);
    return { stack };
  };

function takeJobs({ jobs }: Jobs): number[] {
  const taken: number[] = [];
  for (let job = jobs.tryGet(); job !== undefined; job = jobs.tryGet()) taken.push(job[1]);
  return taken;
}

function takeStack({ stack }: Stack): number[] {
  const taken: number[] = [];
  for (let number = stack.tryGet(); number !== undefined; number = stack.tryGet()) taken.push(number);
  return taken;
}

export const byPriority = sharing({
  name: 'priority-queue/order',
  about: 'What two threads put at once is taken by priority.',
  setup: jobsWith(4, 4),
  threads: [
    ({ jobs }) => {
      jobs.putSync([3, 3]);
      jobs.putSync([1, 1]);
    },
    ({ jobs }) => jobs.putSync([2, 2]),
  ],
  check: (local) => {
    const taken = takeJobs(local);
    expect(`${taken}` === '1,2,3,4', `by priority, not ${taken}`);
  },
  exploration,
});

export const firstInFirstOut = sharing({
  name: 'priority-queue/equals-in-order',
  about: 'Of equal priority what one thread has put first is taken first.',
  setup: jobsWith(4),
  threads: [
    ({ jobs }) => {
      jobs.putSync([1, 1]);
      jobs.putSync([1, 2]);
    },
    ({ jobs }) => [jobs.getSync()[1], jobs.getSync()[1]],
  ],
  check: (_local, { results }) => expect(`${results[1]}` === '1,2', `in order, not ${results[1]}`),
  exploration,
});

export const jobsHandedOver = sharing({
  name: 'priority-queue/hand-over',
  about: 'One job at a time goes from one thread to two others: all wait for each other.',
  setup: jobsWith(1),
  threads: [
    ({ jobs }) => {
      jobs.putSync([1, 1]);
      jobs.putSync([2, 2]);
    },
    ({ jobs }) => jobs.getSync()[1],
    ({ jobs }) => jobs.getSync()[1],
  ],
  check(local, { results }) {
    expect(`${results.slice(1).toSorted()}` === '1,2', `each is taken once, not ${results.slice(1)}`);
    expect(takeJobs(local).length === 0, 'nothing is left');
  },
  exploration: { ...exploration, preemptions: 2 },
});

export const stacked = sharing({
  name: 'lifo-queue/hand-over',
  about: 'Through a stack for one number both threads wait for each other.',
  setup: stackWith(1, 1),
  threads: [({ stack }) => stack.putSync(2), ({ stack }) => [stack.getSync(), stack.getSync()]],
  check(local, { results }) {
    expect(`${results[1]}` === '1,2', `as there is room for one only they come in order, not ${results[1]}`);
    expect(takeStack(local).length === 0, 'nothing is left');
  },
  exploration,
});

export const stackOfTwo = sharing({
  name: 'lifo-queue/two-and-two',
  about: 'Two threads that put and take numbers on one stack leave what is left, each once.',
  setup: stackWith(4, 1),
  threads: [
    ({ stack }) => {
      stack.putSync(2);
      return stack.getSync();
    },
    ({ stack }) => {
      stack.putSync(3);
      return stack.getSync();
    },
  ],
  check(local, { results }) {
    const all = [...results, ...takeStack(local)];
    expect(`${all.toSorted()}` === '1,2,3', `each is there once, not ${all}`);
  },
  exploration,
});

export const putterDies = sharing({
  name: 'priority-queue/putter-dies',
  about: 'A thread that is killed as it puts leaves whole jobs, by priority, and no cell is lost.',
  setup: usedJobsWith(3, 4),
  threads: [
    ({ jobs }) => jobs.tryPut([1, 1]),
    (local) => {
      local.jobs.putSync([3, 3]);
      const taken = takeJobs(local);
      const room = [5, 6, 7].filter((number) => local.jobs.tryPut([number, number])).length;
      return { taken, room, rest: takeJobs(local) };
    },
  ],
  check(local, { results, killed }) {
    const { taken, room, rest } = results[1] as { taken: number[]; room: number; rest: number[] };
    expect(`${taken.filter((job) => job > 1)}` === '3,4', `the others by priority: ${taken}`);
    const all = [...taken, ...rest, ...(killed[0] ? [] : takeJobs(local))];
    const first = all.filter((job) => job === 1).length;
    expect(all.length === 2 + room + first, `each once: ${all}`);
    expect(killed[0] ? first <= 1 : first === Number(results[0]), `what was put is there: ${all}`);
    expect(room === 3 || first === 1, `no cell is lost: there is room for ${room}`);
  },
  exploration: { ...exploration, kills: { threads: [0] }, preemptions: 2 },
});

export const leftByTheDead = sharing({
  name: 'priority-queue/left-by-the-dead',
  about: 'A job that a killed putter has put and not counted is found by who waits for one.',
  setup: jobsWith(3),
  threads: [
    ({ jobs }) => jobs.putSync([1, 1]),
    ({ jobs }) => (hasFirstItem(jobs) ? jobs.getSync()[1] : undefined),
  ],
  exploration: { ...exploration, kills: { threads: [0] } },
});

export const getterDies = sharing({
  name: 'priority-queue/getter-dies',
  about: 'A thread that is killed as it gets takes one job with it at most, and no cell is lost.',
  setup: jobsWith(3, 1, 2, 3),
  threads: [
    ({ jobs }) => jobs.tryGet()?.[1],
    (local) => {
      const taken = takeJobs(local);
      const room = [5, 6, 7].filter((number) => local.jobs.tryPut([number, number])).length;
      return { taken, room, rest: takeJobs(local) };
    },
  ],
  check(_local, { results, killed }) {
    const { taken, room, rest } = results[1] as { taken: number[]; room: number; rest: number[] };
    if (killed[0]) {
      expect(['1,2,3', '2,3', '1,3', '1,2'].includes(`${taken}`), `two or three are left: ${taken}`);
      expect(['5,6,7', '6,7', '5,7', '5,6'].includes(`${rest}`), `and of the next ones as well: ${rest}`);
    } else {
      const all = [results[0], ...taken].filter((job) => Number(job) <= 3);
      expect(`${all.toSorted()}` === '1,2,3', `each once: ${all}`);
    }
    expect(room === 3, `there is room for three: ${room}`);
  },
  exploration: { ...exploration, kills: { threads: [0] }, preemptions: 2 },
});

export const stackPutterDies = sharing({
  name: 'lifo-queue/putter-dies',
  about: 'A thread that is killed as it puts on a stack leaves whole numbers, and no cell is lost.',
  // Some of its cells are in use, one was used before, the others are not touched yet.
  setup() {
    const shared = stackWith(4, 1, 2)();
    shared.stack.getSync();
    return shared;
  },
  threads: [
    ({ stack }) => stack.putSync(2),
    (local) => {
      local.stack.putManySync([3, 4]);
      return takeStack(local);
    },
  ],
  check(local, { results, killed }) {
    const taken = results[1] as number[];
    const rest = killed[0] ? [] : takeStack(local);
    const all = [...taken, ...rest].toSorted();
    const expected = killed[0] === true ? ['1,2,3,4', '1,3,4'] : ['1,2,3,4'];
    expect(expected.includes(`${all}`), `whole numbers, once: ${all}`);
  },
  exploration: { ...exploration, kills: { threads: [0] }, preemptions: 2 },
});

export const sequenceTurnsOver = sharing({
  name: 'priority-queue/sequence-turns-over',
  about:
    'A putter is killed where the number of puts passes 2^32: what it left is in order, and all is counted.',
  setup() {
    const shared = jobsWith(3)();
    beginAtLastSequence(shared.jobs);
    return shared;
  },
  threads: [
    ({ jobs }) => jobs.putSync([1, 1]),
    (local) => {
      local.jobs.putSync([1, 2]);
      const taken = takeJobs(local);
      return { taken, unfinished: Number(local.jobs.describe().unfinished) };
    },
  ],
  check(_local, { results }) {
    const { unfinished, taken } = results[1] as { unfinished: number; taken: number[] };
    expect(unfinished >= taken.length, `all that was taken is counted: ${taken}, ${unfinished}`);
  },
  exploration: { ...exploration, kills: { threads: [0] } },
});
