/** Dictionaries and sets in shared memory: entries in chains, and in the order of their insertion. */
import { expect } from '@weft/interleave/program';
import { ShmDict, ShmSet } from '@weft/manager/shm';
import { sharing } from '../atomics/attached.js';
import { audit, exploration, makeRegion, withReaders } from './shelf.js';

type Entries = readonly (readonly [string, unknown])[];

const setup = (entries: Entries) => () => {
  const region = makeRegion();
  const dict = new ShmDict<string>({ in: region, name: 'dict' });
  dict.updateSync(entries);
  return { region, dict };
};

type Shared = ReturnType<ReturnType<typeof setup>>;

/** What its entries look like, in order. */
function entriesOf({ dict }: Shared): string {
  return dict
    .entriesSync()
    .map(([key, value]) => `${key}=${value}`)
    .join();
}

/** Each entry is found by its key, too, and the heap is whole. */
function checkWhole({ region, dict }: Shared): void {
  const entries = dict.entriesSync();
  expect(dict.sizeSync() === entries.length, `${dict.sizeSync()} are counted, ${entries.length} there`);
  for (const [key, value] of entries) expect(dict.getSync(key) === value, `${key} is found`);
  audit(region, [dict]);
}

export const twoWriters = sharing({
  name: 'shm-dict/two-writers',
  about: 'Two threads that set keys of their own lose none.',
  setup: setup([]),
  threads: [({ dict }) => dict.setSync('a', 1), ({ dict }) => dict.setSync('b', 2)],
  check(local) {
    expect(['a=1,b=2', 'b=2,a=1'].includes(entriesOf(local)), `both are there: ${entriesOf(local)}`);
    checkWhole(local);
  },
  exploration,
});

export const sameKey = sharing({
  name: 'shm-dict/same-key',
  about: 'Two threads that count under one key, which is not there at first, count both.',
  setup: setup([]),
  threads: { count: 2, body: ({ dict }) => dict.computeSync('a', (n) => Number(n ?? 0) + 1) },
  check(local, { results }) {
    expect(entriesOf(local) === 'a=2', `both are counted: ${entriesOf(local)}`);
    expect(`${results.toSorted()}` === '1,2', `each number once: ${results}`);
    checkWhole(local);
  },
  exploration: withReaders,
});

export const readerOfOne = sharing({
  name: 'shm-dict/reader-of-one',
  about: 'Who looks for a key while others are set and deleted finds it.',
  setup: setup([
    ['a', 1],
    ['b', 2],
  ]),
  threads: [
    ({ dict }) => {
      dict.deleteSync('a');
      dict.setSync('c', 3);
    },
    ({ dict }) => dict.getSync('b'),
  ],
  check(local, { results }) {
    expect(results[1] === 2, `it was there all the time: ${results[1]}`);
    expect(entriesOf(local) === 'b=2,c=3', entriesOf(local));
    checkWhole(local);
  },
  exploration: withReaders,
});

export const readerOfAll = sharing({
  name: 'shm-dict/reader-of-all',
  about: 'Who copies all entries while one is added sees them of one moment.',
  setup: setup([
    ['a', 1],
    ['b', 2],
  ]),
  threads: [({ dict }) => dict.setSync('c', 3), entriesOf],
  check(_local, { results }) {
    const seen = results[1] as string;
    expect(['a=1,b=2', 'a=1,b=2,c=3'].includes(seen), `of one moment: ${seen}`);
  },
  exploration: withReaders,
});

export const updateTogether = sharing({
  name: 'shm-dict/update-together',
  about: 'Who copies all entries while two are set at once sees both or none.',
  setup: setup([['a', 1]]),
  threads: [({ dict }) => dict.updateSync({ a: 2, b: 3 }), entriesOf],
  check(local, { results }) {
    expect(['a=1', 'a=2,b=3'].includes(results[1] as string), `both or none: ${results[1]}`);
    checkWhole(local);
  },
  exploration: withReaders,
});

export const growing = sharing({
  name: 'shm-dict/growing',
  // With the seed that there is in models, g is the one that moves.
  about: 'Who looks for a key while its chain is divided finds it.',
  setup: setup([
    ['a', 1],
    ['b', 2],
    ['c', 3],
    ['g', 4],
  ]),
  threads: [({ dict }) => dict.setSync('y', 5), ({ dict }) => dict.getSync('g')],
  check(local, { results }) {
    expect(results[1] === 4, `it is found: ${results[1]}`);
    checkWhole(local);
  },
  exploration: withReaders,
});

export const setterDies = sharing({
  name: 'shm-dict/setter-dies',
  about: 'An entry that a killed thread was adding is there or not, while another thread adds one and reads.',
  setup: setup([['a', 1]]),
  threads: [
    ({ dict }) => dict.setSync('b', 2),
    (local) => {
      local.dict.setSync('z', 9);
      const found = entriesOf(local);
      // All can be found, and taken out again.
      for (const key of local.dict.keysSync()) local.dict.deleteSync(key);
      return found;
    },
  ],
  check(local, { results, killed }) {
    const found = results[1] as string;
    expect(['a=1,z=9', 'a=1,b=2,z=9', 'a=1,z=9,b=2'].includes(found), `there or not, at its place: ${found}`);
    if (!killed[0]) checkWhole(local);
  },
  exploration: { ...withReaders, kills: { threads: [0] }, preemptions: 1 },
});

export const setAdds = sharing({
  name: 'shm-set/added-once',
  about: 'Of two threads that add the same to a set it gets one.',
  setup() {
    const region = makeRegion();
    return { region, set: new ShmSet<number>({ in: region, name: 'set' }) };
  },
  threads: { count: 2, body: ({ set }) => void set.addSync(5) },
  check({ region, set }) {
    expect(`${[...set]}` === '5', `it is in once: ${[...set]}`);
    audit(region, [set]);
  },
  exploration,
});
