/**
 * A thread is killed at any point of a change to a container. Another one finds the change made or not made, and after
 * its own change no block of the heap is lost and none has two owners.
 */
import { Lock, type Region } from '@weft/atomics';
import { expect } from '@weft/interleave/program';
import { ShmArray, ShmDict, ShmList, ShmValue } from '@weft/manager/shm';
import { sharing } from '../atomics/attached.js';
import { codeOf } from '../words.js';
import { audit, exploration, makeRegion } from './shelf.js';

const TEXT = 'a text that does not fit in its slot';

/** A container as an audit sees it. */
interface Audited {
  readonly handle: object;
  blocks(): number[];
}

interface Change<C> {
  readonly name: string;
  readonly about: string;
  readonly make: (region: Region) => C;
  /** What the killed thread was doing. */
  readonly change: (container: C) => unknown;
  /** A change that the other one makes, so that it inherits the mutex. */
  readonly next: (container: C) => unknown;
  readonly look: (container: C) => string;
  /** What it may look like then. */
  readonly expected: readonly string[];
}

function dying<C extends Audited>({ name, about, make, change, next, look, expected }: Change<C>) {
  return sharing({
    name,
    about,
    setup() {
      const region = makeRegion();
      // Around each change, so that nobody looks before the other one has ended or is dead.
      return { region, turn: new Lock(), container: make(region) };
    },
    threads: [
      ({ turn, container }) => {
        const guard = turn.acquireSync();
        change(container);
        guard.release();
      },
      ({ region, turn, container }) => {
        takeOver(turn);
        next(container);
        audit(region, [container]);
        const seen = look(container);
        turn.release();
        return seen;
      },
    ],
    check: (_local, { results }) =>
      expect(expected.includes(results[1] as string), `made or not made: ${results[1]}`),
    exploration: { ...exploration, kills: { threads: [0] }, longest: 10_000 },
  });
}

function takeOver(turn: Lock): void {
  try {
    turn.acquireSync();
  } catch (error) {
    expect(codeOf(error) === 'ERR_WEFT_OWNER_DIED', 'only the death of its owner fails');
    turn.recover();
  }
}

const listOf =
  (...values: unknown[]) =>
  (region: Region) => {
    const list = new ShmList({ in: region, name: 'list' });
    list.extendSync(values);
    return list;
  };

const listed = (list: ShmList) => `${list.toArraySync()}`;

export const listAppend = dying({
  name: 'shm-deaths/list-append',
  about: 'A text that is appended to a full tile is there or not, and the tile was copied or not.',
  make: listOf(1, 2),
  change: (list) => list.appendSync(TEXT),
  next: (list) => list.appendSync(3),
  look: listed,
  expected: ['1,2,3', `1,2,${TEXT},3`],
});

export const listInsert = dying({
  name: 'shm-deaths/list-insert',
  about: 'A number that is inserted in front is there or not, and all others are in place.',
  make: listOf(1, TEXT),
  change: (list) => list.insertSync(0, 0),
  next: (list) => list.appendSync(3),
  look: listed,
  expected: [`1,${TEXT},3`, `0,1,${TEXT},3`],
});

export const listClear = dying({
  name: 'shm-deaths/list-clear',
  about: 'All elements are gone or none.',
  make: listOf(1, TEXT),
  change: (list) => list.clearSync(),
  next: (list) => list.appendSync(TEXT),
  look: listed,
  expected: [TEXT, `1,${TEXT},${TEXT}`],
});

export const valueSet = dying({
  name: 'shm-deaths/value-set',
  about: 'A text that replaces another one has replaced it or not, and the old one was given back or not.',
  make: (region) => {
    const value = new ShmValue<string>({ in: region, name: 'value' });
    value.setSync(TEXT);
    return value;
  },
  change: (value) => value.setSync(TEXT.toUpperCase()),
  next: (value) => value.updateSync((text) => `${text}!`),
  look: (value) => value.getSync(),
  expected: [`${TEXT}!`, `${TEXT.toUpperCase()}!`],
});

export const heapGrows = dying({
  name: 'shm-deaths/heap-grows',
  about: 'A text for which the heap needs another extent is set or not, and the extent is not lost.',
  make: (region) => new ShmValue<string>({ in: region, name: 'value' }),
  change: (value) => value.setSync('x'.repeat(1500)),
  next: (value) => value.setSync('y'.repeat(1600)),
  look: (value) => value.getSync().slice(0, 3),
  expected: ['yyy'],
});

const dictOf =
  (keys: string) =>
  (region: Region): ShmDict<string, number> => {
    const dict = new ShmDict<string, number>({ in: region, name: 'dict' });
    dict.updateSync(Array.from(keys, (key, number) => [key, number] as const));
    return dict;
  };

const keysIn = (dict: ShmDict<string, number>) => {
  const keys = dict.keysSync();
  for (const key of keys) expect(dict.hasSync(key), `${key} is found`);
  return keys.join('');
};

export const dictSet = dying({
  name: 'shm-deaths/dict-set',
  about: 'An entry for which a chain is divided is there or not, and all others are found.',
  make: dictOf('abcd'),
  change: (dict) => dict.setSync('e', 5),
  next: (dict) => dict.setSync('z', 9),
  look: keysIn,
  expected: ['abcdz', 'abcdez'],
});

export const dictDelete = dying({
  name: 'shm-deaths/dict-delete',
  about: 'An entry in the middle that is deleted is gone or not, from its chain and from the order.',
  make: dictOf('abc'),
  change: (dict) => dict.deleteSync('b'),
  next: (dict) => dict.setSync('z', 9),
  look: keysIn,
  expected: ['abcz', 'acz'],
});

export const arrayFirstUse = dying({
  name: 'shm-deaths/array-first-use',
  about: 'An array that is used for the first time gets its memory once.',
  make: (region) => new ShmArray({ in: region, name: 'array', type: 'int32', length: 3 }),
  change: (array) => array.setSync(0, 1),
  next: (array) => array.setSync(2, 3),
  look: (array) => `${array.toArraySync()}`,
  expected: ['0,0,3', '1,0,3'],
});
