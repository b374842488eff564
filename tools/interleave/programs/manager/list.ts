/** Lists in shared memory: those who change one take turns, those who read one wait for nobody. */
import { expect } from '@weft/interleave/program';
import { ShmList } from '@weft/manager/shm';
import { sharing } from '../atomics/attached.js';
import { audit, exploration, makeRegion, withReaders } from './shelf.js';

const TEXT = 'a text that does not fit in its slot';

/** A list with these values, in a region of its own. */
const setup =
  (...values: unknown[]) =>
  () => {
    const region = makeRegion();
    const list = new ShmList({ in: region, name: 'list' });
    list.extendSync(values);
    return { region, list };
  };

type Shared = ReturnType<ReturnType<typeof setup>>;

/** It holds that, in that order, and the heap is whole. */
function checkHolds({ region, list }: Shared, expected: string): void {
  const values = list.toArraySync();
  expect(`${values}` === expected, `it holds ${expected}, not ${values}`);
  audit(region, [list]);
}

export const twoWriters = sharing({
  name: 'shm-list/two-writers',
  about: 'Two threads that append numbers lose none, and each learns the length that it made.',
  setup: setup(0),
  threads: [
    ({ list }) => [list.appendSync(1), list.appendSync(1)],
    ({ list }) => [list.appendSync(1), list.appendSync(1)],
  ],
  check(local, { results }) {
    checkHolds(local, '0,1,1,1,1');
    expect(`${results.flat().toSorted()}` === '2,3,4,5', `each length once: ${results}`);
  },
  exploration,
});

export const firstTile = sharing({
  name: 'shm-list/first-tile',
  about: 'Two threads that append to an empty list make one first tile, and give back none that is in use.',
  setup: setup(),
  threads: [({ list }) => list.appendSync(1), ({ list }) => list.appendSync(TEXT)],
  check: ({ region, list }) => {
    const values = list.toArraySync();
    expect(values.length === 2 && values.includes(1) && values.includes(TEXT), `both are there: ${values}`);
    audit(region, [list]);
  },
  exploration,
});

export const bothPop = sharing({
  name: 'shm-list/both-pop',
  about: 'Two threads that pop never get the same number.',
  setup: setup(0, 1, 2),
  threads: [({ list }) => list.popSync(), ({ list }) => list.popSync()],
  check(local, { results }) {
    expect(`${results.toSorted()}` === '1,2', `each got one of its own: ${results}`);
    checkHolds(local, '0');
  },
  exploration,
});

export const updates = sharing({
  name: 'shm-list/updates',
  about: 'Two threads that update one number with a function of theirs both count.',
  setup: setup(0),
  threads: { count: 2, body: ({ list }: Shared) => list.updateSync(0, (number) => Number(number) + 1) },
  check: (local) => checkHolds(local, '2'),
  exploration: withReaders,
});

export const readerOfNumbers = sharing({
  name: 'shm-list/reader-of-numbers',
  about: 'Who reads a number that another thread replaces sees one of the two.',
  setup: setup(0.1),
  threads: [({ list }) => list.setSync(0, 1e300), ({ list }) => [list.getSync(0), list.getSync(0)]],
  check(local, { results }) {
    checkHolds(local, '1e+300');
    const [first, second] = results[1] as [number, number];
    expect([0.1, 1e300].includes(first) && [0.1, 1e300].includes(second), `whole numbers: ${results[1]}`);
    expect(second >= first, 'the new one does not become the old one');
  },
  exploration: withReaders,
});

export const readerOfAppended = sharing({
  name: 'shm-list/reader-of-appended',
  about: 'Who copies a list that a number is appended to sees it with that number or without.',
  setup: setup(1),
  threads: [({ list }) => list.appendSync(2), ({ list }) => `${list.toArraySync()}`],
  check(local, { results }) {
    checkHolds(local, '1,2');
    expect(['1', '1,2'].includes(results[1] as string), `before or after: ${results[1]}`);
  },
  exploration: withReaders,
});

export const readerOfHalves = sharing({
  name: 'shm-list/reader-of-halves',
  about: 'Who copies the list while a number in it is replaced does not see half of each.',
  setup: setup(0.1),
  threads: [({ list }) => list.setSync(0, 1e300), ({ list }) => list.toArraySync()[0]],
  check: (_local, { results }) =>
    expect(results[1] === 0.1 || results[1] === 1e300, `a whole number: ${results[1]}`),
  exploration: withReaders,
});

export const readerOfShortText = sharing({
  name: 'shm-list/reader-of-short-text',
  about: 'Who reads a short text while a number takes its place sees one of the two, whole.',
  setup: setup('abcdef'),
  threads: [({ list }) => list.setSync(0, 0.1), ({ list }) => list.getSync(0)],
  check: (_local, { results }) =>
    expect(results[1] === 'abcdef' || results[1] === 0.1, `the text or the number: ${results[1]}`),
  exploration: withReaders,
});

export const readerOfAll = sharing({
  name: 'shm-list/reader-of-all',
  about: 'Who copies a list that another thread inserts into sees it before or after, never half of it.',
  setup: setup(1, 2),
  threads: [({ list }) => list.insertSync(0, 0), ({ list }) => `${list.toArraySync()}`],
  check(local, { results }) {
    checkHolds(local, '0,1,2');
    expect(['1,2', '0,1,2'].includes(results[1] as string), `before or after: ${results[1]}`);
  },
  exploration: withReaders,
});

export const readerOfText = sharing({
  name: 'shm-list/reader-of-text',
  about: 'Who reads a text whose memory is given back and used again meanwhile sees a whole one.',
  setup: setup(TEXT),
  threads: [
    ({ list }) => {
      list.setSync(0, 1);
      list.setSync(0, TEXT.toUpperCase());
    },
    ({ list }) => list.getSync(0),
  ],
  check({ region, list }, { results }) {
    const seen = results[1] as string | number;
    expect([TEXT, 1, TEXT.toUpperCase()].includes(seen), `a whole value: ${seen}`);
    audit(region, [list]);
  },
  exploration: withReaders,
});

export const growing = sharing({
  name: 'shm-list/growing',
  about: 'Who reads a list whose tile is copied to a larger one sees its numbers.',
  setup: setup(1, 2),
  threads: [({ list }) => list.extendSync([3, 4, 5]), ({ list }) => [list.getSync(1), list.atSync(4)]],
  check(local, { results }) {
    checkHolds(local, '1,2,3,4,5');
    expect(['2,', '2,5'].includes(`${results[1]}`), `numbers of the list: ${results[1]}`);
  },
  exploration: withReaders,
});

export const asyncWriters = sharing({
  name: 'shm-list/async-writers',
  about: 'Calls of one thread that wait take effect in their order, beside those of another thread.',
  setup: setup(),
  threads: [
    async ({ list }) => {
      const [, , read] = await Promise.all([list.append(1), list.append(2), list.toArray()]);
      expect(`${read.filter((value) => value !== 3)}` === '1,2', `what was called first is read: ${read}`);
    },
    ({ list }) => void list.appendSync(3),
  ],
  check: ({ region, list }) => {
    const values = list.toArraySync();
    expect(`${values.toSorted()}` === '1,2,3', `all is there: ${values}`);
    audit(region, [list]);
  },
  exploration: withReaders,
});

/** A thread is killed at any point of a change; the next one finds it made or not made, and the heap whole. */
function dying(
  name: string,
  about: string,
  values: readonly unknown[],
  change: (local: Shared) => unknown,
  expected: readonly string[],
) {
  return sharing({
    name,
    about,
    setup: setup(...values),
    threads: [
      change,
      ({ list }) => {
        // A change of its own, so that it takes the mutex.
        list.appendSync('end');
        return `${list.toArraySync()}`;
      },
    ],
    check({ region, list }, { results, killed }) {
      const found = results[1] as string;
      const seen = found.split(',').filter((value) => value !== 'end');
      expect(expected.includes(`${seen}`), `before or after: ${found}`);
      if (!killed[0]) audit(region, [list]);
    },
    exploration: { ...withReaders, kills: { threads: [0] }, preemptions: 1 },
  });
}

export const appenderDies = dying(
  'shm-list/appender-dies',
  'A text that a killed thread was appending is there or not.',
  [1],
  ({ list }) => list.appendSync('long text'),
  ['1', '1,long text'],
);

export const setterDies = dying(
  'shm-list/setter-dies',
  'A text that a killed thread was replacing by another one is the old or the new one.',
  ['long text'],
  ({ list }) => list.setSync(0, 'other text'),
  ['long text', 'other text'],
);
