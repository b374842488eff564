/** Any calls in any order do to a shared container what they do to one of JavaScript; and all bytes are accounted for. */
import { Region } from '@weft/atomics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShmDict, ShmList } from '../../dist/shm/index.js';
import { expectNothingLost } from './support/audit.js';

const value = fc.oneof(
  { weight: 4, arbitrary: fc.double() },
  { weight: 2, arbitrary: fc.integer() },
  fc.string({ maxLength: 8 }),
  fc.string({ minLength: 20, maxLength: 200 }),
  fc.constantFrom(null, undefined, true, false, 10n ** 30n, new Date(7), new Map([[1, { a: 2 }]]), -0),
  fc.dictionary(fc.string({ maxLength: 4 }), fc.integer()),
  fc.array(fc.string(), { maxLength: 4 }),
);

/** Some values, or so many that they need several tiles. */
const values = fc.oneof(
  { weight: 8, arbitrary: fc.array(value, { maxLength: 12 }) },
  fc.nat({ max: 3000 }).map((count) => Array.from({ length: count }, (_, i) => i)),
);

type ListStep = (list: ShmList, model: unknown[]) => void;

const listStep: fc.Arbitrary<ListStep> = fc.oneof(
  values.map(
    (given): ListStep =>
      (list, model) => {
        expect(list.extendSync(given)).toBe(model.push(...given));
      },
  ),
  value.map(
    (given): ListStep =>
      (list, model) => {
        expect(list.appendSync(given)).toBe(model.push(given));
      },
  ),
  fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), value).map(
    ([where, given]): ListStep =>
      (list, model) => {
        const index = Math.floor(where * model.length);
        if (model.length === 0) return;
        list.setSync(index, given);
        model[index] = given;
        expect(list.getSync(index)).toEqual(given);
        expect(list.getSync(index - model.length)).toEqual(given);
      },
  ),
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat({ max: 1500 }), values).map(
    ([where, count, given]): ListStep =>
      (list, model) => {
        const start = Math.floor(where * model.length);
        expect(list.spliceSync(start, count, ...given)).toEqual(model.splice(start, count, ...given));
      },
  ),
  fc.constant<ListStep>((list, model) => {
    if (model.length > 0) expect(list.popSync()).toEqual(model.pop());
  }),
  fc.constant<ListStep>((list, model) => {
    if (model.length > 0) expect(list.popSync(0)).toEqual(model.shift());
  }),
  fc.constant<ListStep>((list, model) => {
    list.reverseSync();
    model.reverse();
  }),
  fc.constant<ListStep>((list, model) => {
    const order = (a: unknown, b: unknown) => (typeof a).length - (typeof b).length;
    list.sortSync(order);
    // Arrays sort `undefined` to their end whatever the order says; lists keep to the order.
    const sorted = [...model.entries()]
      .sort(([i, a], [j, b]) => order(a, b) || i - j)
      .map(([, item]) => item);
    model.splice(0, model.length, ...sorted);
  }),
  fc.constant<ListStep>((list, model) => {
    list.clearSync();
    model.length = 0;
  }),
);

const key = fc.oneof(
  fc.integer({ min: 0, max: 60 }),
  fc.string({ maxLength: 2 }),
  fc.constantFrom(true, 5n, 'a key that takes a block'),
);

type DictStep = (dict: ShmDict<never>, model: Map<unknown, unknown>) => void;

const dictStep: fc.Arbitrary<DictStep> = fc.oneof(
  fc.tuple(key, value).map(
    ([k, given]): DictStep =>
      (dict, model) => {
        dict.setSync(k as never, given);
        model.set(k, given);
        expect(dict.getSync(k as never)).toEqual(given);
      },
  ),
  fc.array(fc.tuple(key, value), { maxLength: 80 }).map(
    (given): DictStep =>
      (dict, model) => {
        dict.updateSync(given as never);
        for (const [k, v] of given) model.set(k, v);
      },
  ),
  key.map(
    (k): DictStep =>
      (dict, model) => {
        expect(dict.hasSync(k as never)).toBe(model.has(k));
        expect(dict.deleteSync(k as never)).toBe(model.delete(k));
      },
  ),
  fc.tuple(key, value).map(
    ([k, given]): DictStep =>
      (dict, model) => {
        if (!model.has(k)) model.set(k, given);
        expect(dict.setDefaultSync(k as never, given)).toEqual(model.get(k));
      },
  ),
  key.map(
    (k): DictStep =>
      (dict, model) => {
        const changed = model.has(k) ? undefined : { new: String(k) };
        expect(dict.computeSync(k as never, () => changed)).toEqual(changed);
        if (changed === undefined) model.delete(k);
        else model.set(k, changed);
      },
  ),
  fc.constant<DictStep>((dict, model) => {
    if (model.size === 0) return;
    const last = [...model].at(-1) as [unknown, unknown];
    expect(dict.popitemSync()).toEqual(last);
    model.delete(last[0]);
  }),
  fc.constant<DictStep>((dict, model) => {
    dict.clearSync();
    model.clear();
  }),
);

describe('a shared list', () => {
  it('does what an array does', () => {
    fc.assert(
      fc.property(fc.array(listStep, { maxLength: 40 }), (steps) => {
        using region = Region.create({ bytes: 64 * 2 ** 20 });
        const list = new ShmList({ in: region });
        // Something that is damaged if the list writes beyond what it has.
        const neighbours = new ShmList<string>({ in: region });
        const model: unknown[] = [];
        for (const step of steps) {
          step(list, model);
          neighbours.appendSync(`neighbour ${neighbours.lengthSync()}`);
          expect(list.lengthSync()).toBe(model.length);
        }
        expect(list.toArraySync()).toEqual(model);
        for (const [i, text] of neighbours.toArraySync().entries()) expect(text).toBe(`neighbour ${i}`);
        expectNothingLost(region, [list, neighbours]);
        list.clearSync();
        neighbours.clearSync();
        expect(expectNothingLost(region, [list])).toBeLessThan(1000);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a shared dict', () => {
  it('does what a map does', () => {
    fc.assert(
      fc.property(fc.array(dictStep, { maxLength: 60 }), (steps) => {
        using region = Region.create({ bytes: 64 * 2 ** 20 });
        const dict = new ShmDict<never>({ in: region });
        const model = new Map<unknown, unknown>();
        for (const step of steps) {
          step(dict, model);
          expect(dict.sizeSync()).toBe(model.size);
        }
        expect(dict.entriesSync()).toEqual([...model]);
        expectNothingLost(region, [dict]);
        dict.clearSync();
        expect(expectNothingLost(region, [dict])).toBeLessThan(1000);
      }),
      { numRuns: 150 },
    );
  });
});
