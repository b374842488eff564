/** Threads are killed at any point of a put or a get: what they had in their hands is lost, and nothing else. */
import { expect } from '@weft/interleave/program';
import { int32, Queue } from '@weft/shared-queue';
import { sharing } from '../atomics/attached.js';
import { exploration as always } from './constants.js';
import { beginAt } from './counters.js';

interface Shared {
  readonly queue: Queue<number>;
}

const exploration = { ...always, kills: { threads: [0] } };

const setup =
  (maxsize: number, ...numbers: number[]) =>
  (): Shared => {
    const queue = new Queue({ maxsize, codec: int32 });
    queue.putManySync(numbers);
    return { queue };
  };

/** Takes numbers until it has that one. */
function getUntil({ queue }: Shared, last: number): number[] {
  const got: number[] = [];
  do got.push(queue.getSync());
  while (got.at(-1) !== last);
  return got;
}

/** The numbers that are left, as a survivor finds them: the dead may have held a mutex. */
function takeAll({ queue }: Shared): number[] {
  const got: number[] = [];
  for (let number = queue.tryGet(); number !== undefined; number = queue.tryGet()) got.push(number);
  return got;
}

/** Of what the dead thread put there are the first ones, and of what the others put all. */
function checkPrefix(
  got: readonly number[],
  dead: readonly number[],
  others: readonly number[],
  died: boolean,
) {
  const fromDead = got.filter((number) => dead.includes(number));
  const fromOthers = got.filter((number) => others.includes(number));
  expect(`${fromOthers}` === `${others}`, `all of the living is there, in order: ${got}`);
  expect(
    `${fromDead}` === `${dead.slice(0, fromDead.length)}`,
    `of the dead the first ones, in order: ${got}`,
  );
  expect(died || fromDead.length === dead.length, `nothing is missing if nobody died: ${got}`);
}

export const putterDies = sharing({
  name: 'queue-deaths/putter',
  about: 'A thread that is killed as it puts leaves whole numbers, in order, and a queue that goes on.',
  setup: setup(4),
  threads: [
    ({ queue }) => {
      queue.putSync(1);
      queue.putSync(2);
    },
    (local) => {
      local.queue.putSync(3);
      return getUntil(local, 3).concat(takeAll(local));
    },
  ],
  check(local, { results, killed }) {
    const got = [...(results[1] as number[]), ...(killed[0] ? [] : takeAll(local))];
    checkPrefix(got, [1, 2], [3], killed[0] === true);
  },
  exploration,
});

export const putterInBulkDies = sharing({
  name: 'queue-deaths/putter-in-bulk',
  about: 'Of two numbers that are put at once both are there or none.',
  setup: setup(4),
  threads: [
    ({ queue }) => queue.putManySync([1, 2]),
    (local) => {
      local.queue.putSync(3);
      return getUntil(local, 3).concat(takeAll(local));
    },
  ],
  check(local, { results, killed }) {
    const got = [...(results[1] as number[]), ...(killed[0] ? [] : takeAll(local))];
    checkPrefix(got, [1, 2], [3], killed[0] === true);
    expect(got.includes(1) === got.includes(2), `both or none: ${got}`);
  },
  exploration,
});

export const putterDiesForGetter = sharing({
  name: 'queue-deaths/putter-of-two',
  about: 'A thread that waits for numbers is woken by the living, whatever the dead has begun.',
  setup: setup(1),
  threads: [({ queue }) => queue.putSync(1), (local) => getUntil(local, 2), ({ queue }) => queue.putSync(2)],
  check(_local, { results, killed }) {
    // The other one may have come second.
    const got = results[1] as number[];
    checkPrefix(got.toSorted(), got.includes(1) ? [1] : [], [2], killed[0] === true);
  },
  exploration: { ...exploration, preemptions: 2 },
});

export const getterDies = sharing({
  name: 'queue-deaths/getter',
  about: 'A thread that is killed as it gets takes one number with it at most, and hands none out twice.',
  setup: setup(4, 1, 2, 3),
  threads: [({ queue }) => [queue.tryGet(), queue.tryGet()], takeAll],
  check(local, { results, killed }) {
    const alive = results[1] as number[];
    if (killed[0]) {
      const missing = [1, 2, 3].filter((number) => !alive.includes(number));
      expect(missing.length <= 2, `the dead has had two at most, not ${missing}`);
      expect(`${alive}` === `${alive.toSorted()}`, `the others come in order: ${alive}`);
    } else {
      const got = [...(results[0] as number[]), ...alive, ...takeAll(local)].filter(
        (number) => number !== undefined,
      );
      expect(`${got.toSorted()}` === '1,2,3', `each was taken once: ${got}`);
    }
  },
  exploration,
});

const taken = (got: unknown) => (got as unknown[]).filter((number) => number !== undefined).length;

export const getterOfFullRing = sharing({
  name: 'queue-deaths/getter-of-a-full-ring',
  about: 'What a killed getter has read and not taken is not overwritten: it is still in the queue.',
  // Bounded by its memory only, which has room for two numbers.
  setup() {
    const queue = new Queue({ bytes: 16, codec: int32 });
    queue.putManySync([1, 2]);
    return { queue };
  },
  threads: [
    ({ queue }) => [queue.tryGet(), queue.tryGet()],
    (local) => {
      const put = [3, 4].filter((number) => local.queue.tryPut(number));
      return { put, got: takeAll(local) };
    },
  ],
  check(_local, { results, killed }) {
    const { put, got } = results[1] as { put: number[]; got: number[] };
    expect(`${got}` === `${got.toSorted()}`, `in order: ${got}`);
    expect(
      got.every((number) => number < 3 || put.includes(number)),
      `nothing else is in it: ${got}`,
    );
    expect(new Set(got).size === got.length, `each is there once: ${got}`);
    expect(killed[0] === true || got.length + taken(results[0]) === 2 + put.length, `and all of it: ${got}`);
  },
  exploration,
});

export const getterDiesForPutter = sharing({
  name: 'queue-deaths/getter-of-two',
  about: 'A thread that waits for room gets it from the living, whatever the dead has begun.',
  setup: setup(1, 1),
  threads: [
    ({ queue }) => queue.getSync(),
    ({ queue }) => queue.putSync(2),
    ({ queue }) => queue.tryGet() ?? queue.getSync(),
  ],
  check: (_local, { results }) => expect(Number(results[2]) > 0, 'one of the two is taken by the living'),
  exploration: { ...exploration, preemptions: 2 },
});

export const wakerDies = sharing({
  name: 'queue-deaths/waker',
  about: 'A number that was put by a thread killed before it woke anybody is found by who waits for it.',
  setup: setup(2),
  threads: [
    ({ queue }) => queue.putSync(1),
    ({ queue }) => {
      // It puts a number itself if the other one has not: so it never waits in vain.
      const first = queue.qsize() > 0;
      if (!first) queue.putSync(2);
      return [queue.getSync()];
    },
  ],
  check: (_local, { results }) => expect((results[1] as number[]).length === 1, 'it has one'),
  exploration,
});

export const turnOver = sharing({
  name: 'queue-deaths/counters-turn-over',
  about: 'A putter is killed where the counts of items pass 2^31 and the positions 2^32.',
  setup() {
    const shared = setup(4)();
    beginAt(shared.queue, { items: 0x7fffffff, position: -2 });
    return shared;
  },
  threads: [
    ({ queue }) => {
      queue.putSync(1);
      queue.putSync(2);
    },
    (local) => {
      local.queue.putSync(3);
      return getUntil(local, 3).concat(takeAll(local));
    },
  ],
  check(local, { results, killed }) {
    const got = [...(results[1] as number[]), ...(killed[0] ? [] : takeAll(local))];
    checkPrefix(got, [1, 2], [3], killed[0] === true);
  },
  exploration,
});

export const shutterDies = sharing({
  name: 'queue-deaths/shutter',
  about: 'A queue whose shutter is killed is shut down by the next one, and everybody is told.',
  setup: setup(2, 1),
  threads: [
    ({ queue }) => queue.shutdown({ immediate: true }),
    ({ queue }) => queue.shutdown({ immediate: true }),
    (local) => {
      const got: number[] = [];
      try {
        for (;;) got.push(local.queue.getSync());
      } catch {
        return got;
      }
    },
  ],
  check({ queue }, { results, killed }) {
    const got = results.filter((result) => result !== undefined).flat();
    expect(got.length <= 1, `the number is taken once at most: ${got}`);
    expect(killed[0] === true || got.length === 1, 'and once if nobody died');
    expect(queue.isShutDown(), 'it is shut down');
  },
  exploration: { ...exploration, preemptions: 1 },
});
