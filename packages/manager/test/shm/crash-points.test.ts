/**
 * A thread may die after any store. For every call and every store of it: what the next one finds is the state from before
 * the call or from after it, never anything else; no byte is lost; and all goes on.
 */
import type { Region } from '@weft/atomics';
import { describe, expect, it } from 'vitest';
import { smallRegion, survive } from './support/images.js';
import {
  auditHeap,
  Heap,
  imagesDuring,
  ShmArray,
  ShmDict,
  ShmList,
  ShmSet,
  ShmValue,
} from './support/watched.js';

/** A container as these tests see it. */
interface Subject {
  content(): unknown;
  /** Takes the mutex, and changes nothing. */
  touch(): void;
  /** Changes something and takes it back. */
  goOn(): void;
  blocks(): number[];
}

interface Kind<S> {
  make(region: Region): S;
  find(region: Region): S;
  subject(made: S): Subject;
}

type List = InstanceType<typeof ShmList<unknown>>;
type Dict = InstanceType<typeof ShmDict<string | number, unknown>>;

const lists: Kind<List> = {
  make: (region) => new ShmList({ in: region, name: 'subject' }),
  find: (region) => region.get('subject') as List,
  subject: (list) => ({
    content: () => list.toArraySync(),
    touch: () => void list.spliceSync(0, 0),
    goOn() {
      list.insertSync(0, { more: 'of it' });
      expect(list.popSync(0)).toEqual({ more: 'of it' });
    },
    blocks: () => list.blocks(),
  }),
};

const dicts: Kind<Dict> = {
  make: (region) => new ShmDict<string | number, unknown>({ in: region, name: 'subject' }),
  find: (region) => region.get('subject') as Dict,
  subject: (dict) => ({
    content: () => dict.entriesSync(),
    touch: () => void dict.deleteSync('no such key'),
    goOn() {
      dict.setSync('one more key', { more: 'of it' });
      expect(dict.popSync('one more key')).toEqual({ more: 'of it' });
    },
    blocks: () => dict.blocks(),
  }),
};

type Values = InstanceType<typeof ShmValue<unknown>>;

const values: Kind<Values> = {
  make: (region) => new ShmValue({ in: region, name: 'subject' }),
  find: (region) => region.get('subject') as Values,
  subject: (value) => ({
    content: () => value.getSync(),
    touch: () => void value.updateSync((same) => same),
    goOn() {
      const before = value.exchangeSync({ more: 'of it' });
      expect(value.exchangeSync(before)).toEqual({ more: 'of it' });
    },
    blocks: () => value.blocks(),
  }),
};

type Members = InstanceType<typeof ShmSet<unknown>>;

const sets: Kind<Members> = {
  make: (region) => new ShmSet({ in: region, name: 'subject' }),
  find: (region) => region.get('subject') as Members,
  subject: (set) => ({
    content: () => set.valuesSync(),
    touch: () => void set.deleteSync('no such member'),
    goOn() {
      set.addSync({ more: 'of it' });
      expect(set.popSync()).toEqual({ more: 'of it' });
    },
    blocks: () => set.blocks(),
  }),
};

type Numbers = InstanceType<typeof ShmArray<'int16'>>;

const arrays: Kind<Numbers> = {
  make: (region) => new ShmArray({ in: region, name: 'subject', type: 'int16', length: 9 }),
  find: (region) => region.get('subject') as Numbers,
  subject: (array) => ({
    content: () => array.toArraySync(),
    touch: () => void array.addSync(0, 0),
    goOn() {
      array.addSync(3, 5);
      array.addSync(3, -5);
    },
    blocks: () => array.blocks(),
  }),
};

/** No block of the heap is without an owner, or has two. */
function expectNothingLost(region: Region, subject: Subject): void {
  const { blocks, total, used, free } = auditHeap(Heap.in(region));
  expect(used + free).toBe(total);
  expect(subject.blocks().sort()).toEqual([...blocks].sort());
}

/** What a survivor of that image finds. */
function findAfter<S>(kind: Kind<S>, region: Region, image: SharedArrayBuffer): unknown {
  using survivor = survive(region, image);
  const subject = kind.subject(kind.find(survivor));
  const content = subject.content();
  subject.touch();
  expect(subject.content()).toEqual(content);
  expectNothingLost(survivor, subject);
  subject.goOn();
  expect(subject.content()).toEqual(content);
  expectNothingLost(survivor, subject);
  return content;
}

/** Every moment of a call, and what comes of it: the old state up to some store, from then on the new one. */
function expectAllOrNothing<S>(kind: Kind<S>, before: (made: S) => void, call: (made: S) => void): void {
  using region = smallRegion();
  const made = kind.make(region);
  before(made);
  const old = kind.subject(made).content();
  const images = imagesDuring(region, () => call(made));
  const renewed = kind.subject(made).content();
  expect(images.length).toBeGreaterThan(1);
  let done = false;
  for (const image of images) {
    const found = findAfter(kind, region, image);
    if (!done && JSON.stringify(found) !== JSON.stringify(old)) done = true;
    expect(found).toEqual(done ? renewed : old);
  }
  expectNothingLost(region, kind.subject(made));
}

const OBJECT = { id: 7, tags: ['a', 'b'] };
const LONG = 'a text that does not fit in a slot';

const LIST_CALLS: [title: string, before: (list: List) => void, call: (list: List) => void][] = [
  ['append of a number to an empty list', () => {}, (list) => list.appendSync(1)],
  ['append of an object to an empty list', () => {}, (list) => list.appendSync(OBJECT)],
  ['append that enlarges the first tile', (list) => list.extendSync(upTo(8)), (list) => list.appendSync(9)],
  ['append that adds a tile', (list) => list.extendSync(upTo(1024)), (list) => list.appendSync(LONG)],
  [
    'extend by many',
    (list) => list.extendSync([1, OBJECT]),
    (list) => list.extendSync([OBJECT, 2, LONG, 'short', null]),
  ],
  ['set of a number', (list) => list.extendSync([1, 2, 3]), (list) => list.setSync(1, 20.5)],
  [
    'set of a number over an object',
    (list) => list.extendSync([1, OBJECT, 3]),
    (list) => list.setSync(1, 20.5),
  ],
  [
    'set of an object over an object',
    (list) => list.extendSync([1, OBJECT, 3]),
    (list) => list.setSync(1, [LONG]),
  ],
  ['pop of a number', (list) => list.extendSync([1, 2]), (list) => list.popSync()],
  ['pop of an object', (list) => list.extendSync([1, OBJECT]), (list) => list.popSync()],
  [
    'pop that gives a tile back',
    (list) => {
      list.extendSync(upTo(2049));
      list.popSync();
      list.spliceSync(1024, 1023);
      list.extendSync(upTo(1025));
      list.spliceSync(1024, 1024);
    },
    (list) => list.popSync(),
  ],
  ['pop in front', (list) => list.extendSync([OBJECT, 2, LONG]), (list) => list.popSync(0)],
  ['insert in front', (list) => list.extendSync([OBJECT, 2]), (list) => list.insertSync(0, LONG)],
  [
    'splice',
    (list) => list.extendSync([1, OBJECT, LONG, 4]),
    (list) => list.spliceSync(1, 2, 'x', OBJECT, LONG),
  ],
  ['splice over tiles', (list) => list.extendSync(upTo(2500)), (list) => list.spliceSync(1000, 100, OBJECT)],
  [
    'splice of the end, over tiles',
    (list) => list.extendSync([...upTo(4000), LONG]),
    (list) => list.spliceSync(1000, 3001),
  ],
  ['splice at the end', (list) => list.extendSync([1, OBJECT]), (list) => list.spliceSync(2, 0, LONG, 3)],
  [
    'splice of as many',
    (list) => list.extendSync([...upTo(2500), LONG]),
    (list) => list.spliceSync(1500, 2, OBJECT, LONG),
  ],
  ['remove', (list) => list.extendSync([1, OBJECT, 3]), (list) => list.removeSync(OBJECT)],
  ['sort', (list) => list.extendSync([3, 1, 2]), (list) => list.sortSync()],
  ['reverse', (list) => list.extendSync([1, OBJECT, LONG]), (list) => list.reverseSync()],
  ['clear', (list) => list.extendSync([1, OBJECT, LONG]), (list) => list.clearSync()],
  [
    'update',
    (list) => list.extendSync([1, OBJECT]),
    (list) => list.updateSync(1, (value) => ({ was: value })),
  ],
];

const DICT_CALLS: [title: string, before: (dict: Dict) => void, call: (dict: Dict) => void][] = [
  ['set in an empty dict', () => {}, (dict) => dict.setSync('a', 1)],
  ['set of a long key', (dict) => dict.setSync('a', 1), (dict) => dict.setSync(LONG, OBJECT)],
  ['set that divides a chain', (dict) => dict.updateSync(numbered(16)), (dict) => dict.setSync(LONG, 1)],
  ['set of a number over a number', (dict) => dict.setSync('a', 1), (dict) => dict.setSync('a', 2)],
  [
    'set of an object over an object',
    (dict) => dict.setSync('a', OBJECT),
    (dict) => dict.setSync('a', [OBJECT]),
  ],
  ['delete of the only entry', (dict) => dict.setSync(LONG, OBJECT), (dict) => dict.deleteSync(LONG)],
  ['delete of the first entry', (dict) => dict.updateSync(numbered(5)), (dict) => dict.deleteSync(0)],
  ['delete in the middle', (dict) => dict.updateSync(numbered(20)), (dict) => dict.deleteSync(11)],
  [
    'delete that takes chains away',
    (dict) => {
      dict.updateSync(numbered(200));
      for (let i = 0; i < 150; i += 1) dict.deleteSync(i);
    },
    (dict) => dict.deleteSync(199),
  ],
  ['popitem', (dict) => dict.updateSync({ a: 1, [LONG]: OBJECT }), (dict) => dict.popitemSync()],
  ['setDefault', (dict) => dict.setSync('a', 1), (dict) => dict.setDefaultSync('b', OBJECT)],
  ['clear', (dict) => dict.updateSync({ a: 1, [LONG]: OBJECT, c: 3 }), (dict) => dict.clearSync()],
  ['compute', (dict) => dict.setSync('a', OBJECT), (dict) => dict.computeSync('a', (value) => [value])],
  [
    'compute that deletes',
    (dict) => dict.setSync('a', OBJECT),
    (dict) => dict.computeSync('a', () => undefined),
  ],
];

const VALUE_CALLS: [title: string, before: (value: Values) => void, call: (value: Values) => void][] = [
  ['set of a number over nothing', () => {}, (value) => value.setSync(1)],
  ['set of an object', (value) => value.setSync(LONG), (value) => value.setSync(OBJECT)],
  ['exchange', (value) => value.setSync(LONG), (value) => value.exchangeSync(5)],
];

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function numbered(count: number): [number, unknown][] {
  return upTo(count).map((i) => [i, i % 3 === 0 ? { i } : i]);
}

describe('a death after any store of', () => {
  it.each(LIST_CALLS)('%s', (_, before, call) => expectAllOrNothing(lists, before, call));
  it.each(DICT_CALLS)('%s', (_, before, call) => expectAllOrNothing(dicts, before, call));
  it.each(VALUE_CALLS)('%s', (_, before, call) => expectAllOrNothing(values, before, call));
  it('add to a set', () =>
    expectAllOrNothing(
      sets,
      (set) => set.updateSync([1, LONG]),
      (set) => set.addSync(OBJECT),
    ));
  it('add to a number of an array', () =>
    expectAllOrNothing(
      arrays,
      (array) => array.initSync(upTo(9)),
      (array) => array.addSync(4, 100),
    ));
});

describe('a death after any store of the repair after a death in', () => {
  const again = <S>(kind: Kind<S>, before: (made: S) => void, call: (made: S) => void) => {
    using region = smallRegion();
    const made = kind.make(region);
    before(made);
    const images = imagesDuring(region, () => call(made));
    for (const image of images.filter((_, i) => i % 11 === 5)) {
      using survivor = survive(region, image);
      const subject = kind.subject(kind.find(survivor));
      const repairs = imagesDuring(survivor, () => subject.touch());
      const content = subject.content();
      for (const repair of repairs) expect(findAfter(kind, survivor, repair)).toEqual(content);
    }
  };
  it('splice', () =>
    again(
      lists,
      (list) => list.extendSync([1, OBJECT, LONG, 4]),
      (list) => list.spliceSync(1, 2, 'x', LONG),
    ));
  it('delete', () =>
    again(
      dicts,
      (dict) => dict.updateSync(numbered(7)),
      (dict) => dict.deleteSync(3),
    ));
});
