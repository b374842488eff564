/** The queue is shut down while others put, get, and wait. */
import { expect } from '@weft/interleave/program';
import { int32, Queue } from '@weft/shared-queue';
import { sharing } from '../atomics/attached.js';
import { codeOf } from '../words.js';
import { exploration } from './constants.js';

interface Shared {
  readonly queue: Queue<number>;
}

const SHUT_DOWN = 'ERR_WEFT_SHUT_DOWN';

/** A queue for so many numbers, with some in it. */
const setup =
  (maxsize: number, ...numbers: number[]) =>
  (): Shared => {
    const queue = new Queue({ maxsize, codec: int32 });
    queue.putManySync(numbers);
    return { queue };
  };

/** What was put, or the code of the error. */
function put({ queue }: Shared, number: number): number | string {
  try {
    queue.putSync(number);
    return number;
  } catch (error) {
    return codeOf(error);
  }
}

/** What was taken, or the code of the error. */
function get({ queue }: Shared): number | string {
  try {
    return queue.getSync();
  } catch (error) {
    return codeOf(error);
  }
}

/** The numbers that are left, in order. */
function left({ queue }: Shared): number[] {
  const numbers: number[] = [];
  for (let taken = get({ queue }); typeof taken === 'number'; taken = get({ queue })) numbers.push(taken);
  return numbers;
}

export const getterWakes = sharing({
  name: 'shutdown/getter-wakes',
  about: 'A getter that waits in vain is told, whether it parks before or after.',
  setup: setup(1),
  threads: [({ queue }) => queue.shutdown(), get],
  check: (_local, { results }) => expect(results[1] === SHUT_DOWN, `it is told, not given ${results[1]}`),
  exploration,
});

export const twoGettersWake = sharing({
  name: 'shutdown/two-getters-wake',
  about: 'Two getters that wait in vain are both told.',
  setup: setup(1),
  threads: [({ queue }) => queue.shutdown(), get, get],
  check: (_local, { results }) =>
    expect(results[1] === SHUT_DOWN && results[2] === SHUT_DOWN, `they are told, not given ${results}`),
  exploration: { ...exploration, preemptions: 3 },
});

export const putterWakes = sharing({
  name: 'shutdown/putter-wakes',
  about: 'A putter that waits for room is told, and what is in the queue stays there.',
  setup: setup(1, 1),
  threads: [({ queue }) => queue.shutdown(), (local) => put(local, 2)],
  check(local, { results }) {
    expect(results[1] === SHUT_DOWN, `it is told, not served: ${results[1]}`);
    expect(`${left(local)}` === '1', 'what was put before can be taken');
  },
  exploration,
});

export const taskWakes = sharing({
  name: 'shutdown/tasks-wake',
  about: 'Tasks that wait in vain are told as threads are.',
  setup: setup(1),
  threads: [
    ({ queue }) => queue.shutdown(),
    ({ queue }) => Promise.all([queue.get().catch(codeOf), queue.get().catch(codeOf)]),
  ],
  check: (_local, { results }) =>
    expect(`${results[1]}` === `${SHUT_DOWN},${SHUT_DOWN}`, `they are told, not given ${results[1]}`),
  exploration,
});

export const drained = sharing({
  name: 'shutdown/drained',
  about: 'What was put before the queue was shut down is taken by one getter; the other one is told.',
  setup: setup(1),
  threads: [
    (local) => {
      put(local, 1);
      local.queue.shutdown();
    },
    get,
    get,
  ],
  check: (_local, { results }) =>
    expect(
      `${results.slice(1).sort()}` === `1,${SHUT_DOWN}`,
      `one got it and one was told, not ${results.slice(1)}`,
    ),
  exploration: { ...exploration, preemptions: 3 },
});

export const againstPut = sharing({
  name: 'shutdown/against-put',
  about: 'A put comes before the end, and then it is taken, or after it, and then it is told.',
  setup: setup(2),
  threads: [({ queue }) => queue.shutdown(), (local) => [put(local, 1), put(local, 2)], get],
  check(local, { results }) {
    const puts = (results[1] as unknown[]).filter((result) => result !== SHUT_DOWN);
    const got = [results[2], ...left(local)].filter((result) => result !== SHUT_DOWN);
    expect(`${puts}` === `${got}`, `what was put (${puts}) was taken (${got})`);
  },
  exploration: { ...exploration, preemptions: 3 },
});

export const immediate = sharing({
  name: 'shutdown/immediate',
  about: 'Shutting down at once hands back what was put and not taken: nothing twice, nothing lost.',
  setup: setup(2, 1),
  threads: [({ queue }) => queue.shutdown({ immediate: true }), (local) => put(local, 2), get],
  check(local, { results }) {
    const [handedBack, wasPut, taken] = results as [number[], unknown, unknown];
    const there = [1, wasPut].filter((result) => result !== SHUT_DOWN);
    const gone = [...handedBack, taken].filter((result) => result !== SHUT_DOWN).sort();
    expect(`${there}` === `${gone}`, `what was put (${there}) was taken or handed back (${gone})`);
    expect(left(local).length === 0, 'nothing is left');
  },
  exploration: { ...exploration, preemptions: 3 },
});

export const twice = sharing({
  name: 'shutdown/by-two',
  about: 'Two threads that shut down at once hand back each number once.',
  setup: setup(2, 1, 2),
  threads: {
    count: 2,
    body: ({ queue }: Shared) => queue.shutdown({ immediate: true }),
  },
  check: ({ queue }, { results }) => {
    expect(`${(results as number[][]).flat()}` === '1,2', `each is handed back once, not ${results}`);
    expect(queue.describe().unfinished === 0, 'and counted as done');
  },
  exploration,
});

export const iteration = sharing({
  name: 'shutdown/iteration',
  about: 'An iteration over the queue ends with it, after all that was put.',
  setup: setup(1),
  threads: [
    (local) => {
      put(local, 1);
      local.queue.shutdown();
    },
    async ({ queue }) => {
      const seen: number[] = [];
      for await (const number of queue) seen.push(number);
      return seen;
    },
  ],
  check: (_local, { results }) => expect(`${results[1]}` === '1', `it saw what was put, not ${results[1]}`),
  exploration,
});

export const joinersWake = sharing({
  name: 'shutdown/joiners-wake',
  about: 'Who joins is told that a queue was shut down at once before all was done, or finds that it was.',
  setup: setup(1, 1),
  threads: [
    ({ queue }) => queue.shutdown({ immediate: true }).length,
    ({ queue }) => {
      const taken = get({ queue });
      if (typeof taken === 'number') queue.taskDone();
      return taken;
    },
    ({ queue }) => {
      try {
        queue.joinSync();
        return 'done';
      } catch (error) {
        return codeOf(error);
      }
    },
  ],
  check({ queue }, { results }) {
    const [handedBack, taken, joined] = results;
    expect((handedBack === 1) === (taken === SHUT_DOWN), 'one of the two has it');
    expect(joined === 'done' || (joined === SHUT_DOWN && taken === 1), `it is done, or in work: ${joined}`);
    expect(queue.describe().unfinished === 0, 'at the end all is done');
  },
  exploration: { ...exploration, preemptions: 3 },
});

export const milderSecond = sharing({
  name: 'shutdown/second-one-is-milder',
  about: 'A queue that was shut down at once stays so, whatever the second shutdown asks for.',
  setup() {
    const shared = setup(1, 1)();
    shared.queue.getSync();
    return shared;
  },
  threads: [
    ({ queue }) => queue.shutdown({ immediate: true }),
    ({ queue }) => queue.shutdown(),
    ({ queue }) => {
      // The number that was taken is never done: only the first shutdown lets this end.
      try {
        queue.joinSync();
      } catch (error) {
        return codeOf(error);
      }
      return 'done';
    },
  ],
  check: (_local, { results }) => expect(results[2] === SHUT_DOWN, `it is told: ${results[2]}`),
  exploration: { ...exploration, preemptions: 3 },
});
