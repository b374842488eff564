/** The blocking forms: each does what the promise of the same name does. */
import { ArgumentError, Region } from '@weft/atomics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ShmArray, ShmDict, ShmList, ShmNamespace, ShmSet, ShmValue } from '../../dist/shm/index.js';
import { expectNothingLost } from './support/audit.js';

let region: Region;
beforeEach(() => {
  region = Region.create({ bytes: 2 ** 20 });
});
afterEach(() => region.close());

const OBJECT = { id: 7, tags: ['a', 'b'] };

/** Calls `interfere` once, the first time that it is called itself. */
function interfering<T, R>(interfere: () => void, change: (value: T) => R): (value: T) => R {
  let done = false;
  return (value) => {
    if (!done) {
      done = true;
      interfere();
    }
    return change(value);
  };
}

describe('a list', () => {
  it('reads, changes and finds', () => {
    const list = new ShmList<unknown>({ in: region });
    expect([list.appendSync(Number.NaN), list.pushSync(-0, OBJECT), list.extendSync(new Set(['x']))]).toEqual(
      [1, 3, 4],
    );
    expect(list.toArraySync()).toEqual([Number.NaN, -0, OBJECT, 'x']);
    list.setSync(0, Number.NaN);
    list.setSync(-1, 2 ** 53);
    expect([list.getSync(0), list.atSync(-1), list.atSync(9)]).toEqual([Number.NaN, 2 ** 53, undefined]);
    expect([list.indexSync(-0), list.countSync(OBJECT), list.includesSync(0)]).toEqual([1, 1, false]);
    list.removeSync(OBJECT);
    expect(() => list.removeSync(OBJECT)).toThrow('not in the list');
    expect(() => list.getSync(7)).toThrow('outside');
    expect(() => list.setSync(7, 1)).toThrow('outside');
    expect([...list]).toEqual([Number.NaN, -0, 2 ** 53]);
    expectNothingLost(region, [list]);
  });

  it('has the room that it says after changes that leave its tile as it is', () => {
    const list = new ShmList<number>({ in: region });
    const others = new ShmList<string>({ in: region });
    list.extendSync([1, 2, 3]);
    list.spliceSync(0, 0);
    list.spliceSync(1, 1, 20);
    others.appendSync('a neighbour in memory');
    for (let i = 3; i < 2000; i += 1) list.appendSync(i);
    expect(list.sliceSync(0, 4)).toEqual([1, 20, 3, 3]);
    expect(list.getSync(1999)).toBe(1999);
    expect(others.toArraySync()).toEqual(['a neighbour in memory']);
    expectNothingLost(region, [list, others]);
  });

  it('sorts and updates anew if it is changed meanwhile', () => {
    const list = new ShmList<number>({ in: region });
    list.extendSync([3, 1, 2]);
    const order = interfering<[number, number], number>(
      () => void list.appendSync(0),
      ([a, b]) => a - b,
    );
    list.sortSync((a, b) => order([a, b]));
    expect(list.toArraySync()).toEqual([0, 1, 2, 3]);
    expect(
      list.updateSync(
        1,
        interfering(
          () => list.setSync(1, 10),
          (value: number) => value * 2,
        ),
      ),
    ).toBe(20);
    expect(list.toArraySync()).toEqual([0, 20, 2, 3]);
    expect(() => list.updateSync(0, (async () => 1) as never)).toThrow(ArgumentError);
  });
});

describe('a dict', () => {
  it('computes anew if the entry is changed meanwhile', () => {
    const dict = new ShmDict<string, number>({ in: region });
    const add = (n: number | undefined = 0) => n + 1;
    expect(
      dict.computeSync(
        'a',
        interfering(() => dict.setSync('a', 5), add),
      ),
    ).toBe(6);
    expect(
      dict.computeSync(
        'a',
        interfering(() => dict.deleteSync('a'), add),
      ),
    ).toBe(1);
    expect(dict.computeSync('a', () => undefined)).toBe(undefined);
    expect(dict.sizeSync()).toBe(0);
    expectNothingLost(region, [dict]);
  });

  it('tells keys apart by type, and has one zero', () => {
    const dict = new ShmDict<string | number | boolean | bigint, string>({ in: region });
    for (const key of [1, '1', 1n, true, 'true', -0, Number.NaN]) dict.setSync(key, typeof key);
    expect([dict.getSync(1), dict.getSync('1'), dict.getSync(1n), dict.getSync(true)]).toEqual([
      'number',
      'string',
      'bigint',
      'boolean',
    ]);
    expect([dict.hasSync(0), dict.hasSync(Number.NaN), dict.sizeSync()]).toEqual([true, true, 7]);
    expect(() => dict.getSync(null as never)).toThrow(ArgumentError);
  });
});

describe('a set', () => {
  it('has each value once', () => {
    const set = new ShmSet<unknown>({ in: region });
    expect([set.addSync(OBJECT), set.addSync({ ...OBJECT }), set.updateSync([1, 1, 'one', OBJECT])]).toEqual([
      true,
      false,
      2,
    ]);
    expect([set.hasSync(OBJECT), set.hasSync(2), set.sizeSync()]).toEqual([true, false, 3]);
    expect([set.popSync(), set.deleteSync(1), set.deleteSync(1)]).toEqual(['one', true, false]);
    expect([...set]).toEqual([OBJECT]);
    set.clearSync();
    expect(() => set.popSync()).toThrow('empty');
    expectNothingLost(region, [set]);
  });
});

describe('a namespace', () => {
  it('has attributes', async () => {
    const config = new ShmNamespace<{ limit: number; tags?: string[] }>({ in: region });
    config.setSync('limit', 10);
    config.attributes.tags = ['a'];
    await config.settled();
    expect(config.toObjectSync()).toEqual({ limit: 10, tags: ['a'] });
    expect(
      config.updateSync(
        'limit',
        interfering(
          () => config.setSync('limit', 1),
          (n: number) => n + 1,
        ),
      ),
    ).toBe(2);
    expect([config.hasSync('tags'), config.deleteSync('tags'), config.keysSync()]).toEqual([
      true,
      true,
      ['limit'],
    ]);
    expect(await config.attributes.limit).toBe(2);
    expectNothingLost(region, [config]);
  });
});

describe('a value', () => {
  it('is read, set, exchanged and changed', () => {
    const value = new ShmValue<unknown>({ in: region });
    expect(value.getSync()).toBe(undefined);
    value.setSync(OBJECT);
    expect(value.exchangeSync(5)).toEqual(OBJECT);
    const number = value as ShmValue<number>;
    expect(number.addSync(2.5)).toBe(7.5);
    expect(number.addSync(Number.NaN)).toBe(Number.NaN);
    expect(number.getSync()).toBe(Number.NaN);
    expect(
      value.updateSync(
        interfering(
          () => value.setSync('a'),
          (was) => `${String(was)}!`,
        ),
      ),
    ).toBe('a!');
    expect(() => number.addSync(1)).toThrow(ArgumentError);
    expectNothingLost(region, [value]);
  });
});

describe('an array', () => {
  it.each(['int8', 'uint16', 'int32', 'float64', 'int64'] as const)('of %s holds numbers', (type) => {
    const array = new ShmArray({ in: region, type, length: 3000 });
    const number = (n: number) => (type === 'int64' ? BigInt(n) : n) as never;
    expect([array.getSync(2999), array.length, array.type]).toEqual([number(0), 3000, type]);
    array.setSync(-1, number(7));
    array.writeSync(1, [number(1), number(2)]);
    array.fillSync(number(9), 10, 12);
    expect(array.sliceSync(0, 3)).toEqual([0, 1, 2].map(number));
    expect([array.getSync(11), array.atSync(-1), array.atSync(3000)]).toEqual([
      number(9),
      number(7),
      undefined,
    ]);
    expect(array.addSync(11, number(1))).toBe(number(10));
    expect(
      array.updateSync(
        11,
        interfering(
          () => array.setSync(11, number(20)),
          () => number(21),
        ),
      ),
    ).toBe(number(21));
    expect(() => array.setSync(0, 'x' as never)).toThrow(ArgumentError);
    expect(() => array.setSync(3000, number(1))).toThrow('outside');
    expect(() => array.writeSync(2999, [number(1), number(2)])).toThrow('do not fit');
    expect(array.toArraySync()).toHaveLength(3000);
    expectNothingLost(region, [array]);
  });

  it('keeps to the range of its type', () => {
    const array = new ShmArray({ in: region, type: 'uint8', length: 1 });
    array.setSync(0, 250);
    expect(() => array.addSync(0, 10)).toThrow(ArgumentError);
    expect(array.getSync(0)).toBe(250);
    array.initSync([1]);
    expect(array.getSync(0)).toBe(250);
  });
});
