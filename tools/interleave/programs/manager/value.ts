/** Single values, arrays of numbers: what is read is whole, what is counted is not lost. */
import { expect } from '@weft/interleave/program';
import { ShmArray, ShmValue } from '@weft/manager/shm';
import { sharing } from '../atomics/attached.js';
import { audit, exploration, makeRegion, withReaders } from './shelf.js';

const TEXT = 'a text that does not fit in its slot';

const setup = (first: unknown) => () => {
  const region = makeRegion();
  const value = new ShmValue({ in: region, name: 'value' });
  value.setSync(first);
  return { region, value };
};

type Shared = ReturnType<ReturnType<typeof setup>>;

export const counted = sharing({
  name: 'shm-value/counted',
  about: 'Two threads that add to a number lose nothing.',
  setup: setup(0),
  threads: {
    count: 2,
    body: ({ value }) => {
      const number = value as ShmValue<number>;
      return [number.addSync(1), number.addSync(1)];
    },
  },
  check({ value }, { results }) {
    expect(value.getSync() === 4, `four were added: ${value.getSync()}`);
    expect(`${results.flat().toSorted()}` === '1,2,3,4', `each sum once: ${results}`);
  },
  exploration,
});

export const exchanged = sharing({
  name: 'shm-value/exchanged',
  about: 'Two threads that exchange a text get what the other one put, or what was there.',
  setup: setup(TEXT),
  threads: [({ value }) => value.exchangeSync(`${TEXT} 1`), ({ value }) => value.exchangeSync(`${TEXT} 2`)],
  check({ region, value }, { results }) {
    const all = [...results, value.getSync()].toSorted();
    expect(`${all}` === `${[TEXT, `${TEXT} 1`, `${TEXT} 2`]}`, `each is somewhere, once: ${all}`);
    audit(region, [value]);
  },
  exploration,
});

function readAgainstSet(name: string, about: string, version: number) {
  return sharing({
    name,
    about,
    setup() {
      const shared = setup(TEXT)();
      setVersion(shared.value, version);
      return shared;
    },
    threads: [
      ({ value }: Shared) => {
        value.setSync(`${TEXT} 1`);
        value.setSync(7);
      },
      ({ value }: Shared) => value.getSync(),
    ],
    check({ region, value }, { results }) {
      const seen = results[1] as string | number;
      expect([TEXT, `${TEXT} 1`, 7].includes(seen), `a whole value: ${seen}`);
      expect(value.getSync() === 7, 'the last one stays');
      audit(region, [value]);
    },
    exploration: withReaders,
  });
}

export const readHalves = sharing({
  name: 'shm-value/read-halves',
  about: 'Who reads a number that another thread replaces by another one does not see half of each.',
  setup: setup(0.1),
  threads: [({ value }) => value.setSync(1e300), ({ value }) => value.getSync()],
  check: (_local, { results }) =>
    expect(results[1] === 0.1 || results[1] === 1e300, `a whole number: ${results[1]}`),
  exploration: withReaders,
});

/** As if it had been changed so often. The word is the fourth one of the container. */
function setVersion(value: ShmValue, version: number): void {
  const { region, state } = placeOf(value);
  new Int32Array(region)[state + 3] = version;
}

function placeOf({ handle }: ShmValue): { region: SharedArrayBuffer; state: number } {
  const { region, at } = handle as unknown as { region: { buffer: SharedArrayBuffer }; at: number };
  return { region: region.buffer, state: at + 4 };
}

export const readWhole = readAgainstSet(
  'shm-value/read-whole',
  'Who reads a value that another thread replaces sees one of them, whole.',
  0,
);

export const versionTurnsOver = readAgainstSet(
  'shm-value/version-turns-over',
  'The same where the number of changes passes 2^31.',
  0x7ffffffc,
);

export const updated = sharing({
  name: 'shm-value/updated',
  about: 'Two threads that replace what they have read by more count both, numbers or texts.',
  setup: setup('-'.repeat(20)),
  threads: { count: 2, body: ({ value }) => void value.updateSync((text) => `${text}x`) },
  check({ region, value }) {
    expect(value.getSync() === `${'-'.repeat(20)}xx`, `both are in: ${value.getSync()}`);
    audit(region, [value]);
  },
  exploration: withReaders,
});

export const setterDies = sharing({
  name: 'shm-value/setter-dies',
  about:
    'A thread that is killed as it sets a text leaves the old one or the new one, and no memory is lost.',
  setup: setup(TEXT),
  threads: [
    ({ value }) => value.setSync(TEXT.toUpperCase()),
    ({ value }) => {
      const seen = value.getSync();
      const old = value.exchangeSync(7);
      return [seen, old];
    },
  ],
  check({ region, value }, { results, killed }) {
    const [seen, old] = results[1] as [string, string];
    for (const text of [seen, old]) expect([TEXT, TEXT.toUpperCase()].includes(text), `one of them: ${text}`);
    expect(seen === TEXT || old !== TEXT, 'the new one does not become the old one');
    if (!killed[0]) audit(region, [value]);
  },
  exploration: { ...withReaders, kills: { threads: [0] } },
});

export const numberSetterDies = sharing({
  name: 'shm-value/number-setter-dies',
  about:
    'A thread that is killed as it sets a number leaves the old one or the new one, for readers as well.',
  setup: setup(0.1),
  threads: [
    ({ value }) => value.setSync(1e300),
    ({ value }) => [value.getSync(), value.getSync(), value.exchangeSync(7)],
  ],
  check(_local, { results }) {
    const seen = results[1] as number[];
    expect(
      `${seen}` === `${seen.toSorted((a, b) => a - b)}`,
      `the new one does not become the old one: ${seen}`,
    );
    expect(
      seen.every((number) => number === 0.1 || number === 1e300),
      `one of them: ${seen}`,
    );
  },
  exploration: { ...withReaders, kills: { threads: [0] } },
});

const arrayOf = (length: number) => () => {
  const region = makeRegion();
  return { region, array: new ShmArray({ in: region, name: 'array', type: 'int32', length }) };
};

type Numbers = ReturnType<ReturnType<typeof arrayOf>>;

export const firstUse = sharing({
  name: 'shm-array/first-use',
  about: 'Two threads that are the first to use an array give it one memory: nothing is zero again.',
  setup: arrayOf(2),
  threads: [({ array }) => array.addSync(0, 1), ({ array }) => array.addSync(1, 1)],
  check({ region, array }) {
    expect(`${array.toArraySync()}` === '1,1', `both are counted: ${array.toArraySync()}`);
    audit(region, [array]);
  },
  exploration: withReaders,
});

export const together = sharing({
  name: 'shm-array/together',
  about: 'Numbers that are written at once are read all or none.',
  setup() {
    const shared = arrayOf(2)();
    shared.array.initSync([1, 1]);
    return shared;
  },
  threads: [({ array }) => array.writeSync(0, [2, 2]), ({ array }) => `${array.sliceSync()}`],
  check: (_local, { results }) =>
    expect(['1,1', '2,2'].includes(results[1] as string), `all or none: ${results[1]}`),
  exploration: withReaders,
});

export const readBeforeUse = sharing({
  name: 'shm-array/read-before-use',
  about: 'Who reads an array that is used for the first time sees zeros, or what was set.',
  setup: arrayOf(2),
  threads: [({ array }: Numbers) => array.setSync(1, 5), ({ array }: Numbers) => array.getSync(1)],
  check: (_local, { results }) => expect(results[1] === 0 || results[1] === 5, `0 or 5: ${results[1]}`),
  exploration: withReaders,
});
