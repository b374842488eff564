/** What a shared dict does, whoever keeps it. */
import type { DictKey } from '@weft/manager';
import { describe, expect, it } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { onStage, type Setting } from './stage.js';

/** Tells keys of different types apart, too. */
function described(item: unknown): string {
  return `${typeof item} ${String(item)}`;
}

export function dictSuite(setting: Setting): void {
  /** In an order that can be compared. */
  const arranged = <T>(items: readonly T[]): readonly T[] =>
    setting.ordered ? items : [...items].sort((a, b) => (described(a) < described(b) ? -1 : 1));

  describe(`dict, ${setting.title}`, () => {
    const stage = onStage(setting);

    it('begins with entries of a map, of an object or of pairs', async () => {
      for (const init of [
        { a: 1, b: 2 },
        new Map([
          ['a', 1],
          ['b', 2],
        ]),
        [
          ['a', 1],
          ['b', 2],
        ] as [string, number][],
      ]) {
        const dict = await stage.here.dict<string, number>(init);
        expect(arranged(await dict.entries())).toEqual([
          ['a', 1],
          ['b', 2],
        ]);
      }
      await expectReject(stage.here.dict(5 as never), 'ERR_WEFT_ARGUMENT');
      await expectReject(stage.here.dict([1] as never), 'ERR_WEFT_ARGUMENT');
    });

    it('sets, gets and deletes', async () => {
      const dict = await stage.here.dict<string, unknown>();
      expect(await dict.get('a')).toBe(undefined);
      expect(await dict.has('a')).toBe(false);
      await dict.set('a', { n: 1 });
      await dict.set('b', undefined);
      expect(await dict.get('a')).toEqual({ n: 1 });
      expect(await dict.get('b')).toBe(undefined);
      expect([await dict.has('a'), await dict.has('b'), await dict.size()]).toEqual([true, true, 2]);
      await dict.set('a', 2);
      expect([await dict.get('a'), await dict.size()]).toEqual([2, 2]);
      expect([await dict.delete('a'), await dict.delete('a'), await dict.size()]).toEqual([true, false, 1]);
    });

    it('tells keys apart by value and type', async () => {
      const keys: DictKey[] = [
        1,
        '1',
        1n,
        true,
        'true',
        '',
        'ä',
        '__proto__',
        'constructor',
        0.1,
        -1,
        2 ** 53,
        Number.NaN,
        10n ** 30n,
        'x'.repeat(10_000),
      ];
      const dict = await stage.here.dict<DictKey, number>();
      for (const [i, key] of keys.entries()) await dict.set(key, i);
      expect(await dict.size()).toBe(keys.length);
      for (const [i, key] of keys.entries()) expect(await dict.get(key)).toBe(i);
      expect(arranged(await dict.keys())).toEqual(arranged(keys));
      await dict.set(-0, 7);
      expect(await dict.get(0)).toBe(7);
      expect(
        Object.is(
          (await dict.keys()).find((key) => key === 0),
          0,
        ),
      ).toBe(true);
      for (const wrong of [null, undefined, {}, [1], Symbol('s'), () => 1]) {
        await expectReject(dict.set(wrong as never, 1), 'ERR_WEFT_ARGUMENT');
        await expectReject(dict.get(wrong as never), 'ERR_WEFT_ARGUMENT');
        await expectReject(dict.delete(wrong as never), 'ERR_WEFT_ARGUMENT');
      }
    });

    it('pops', async () => {
      const dict = await stage.here.dict<string, number | undefined>({ a: 1, b: 2, c: 3 });
      expect(await dict.pop('b')).toBe(2);
      await expectReject(dict.pop('b'), 'ERR_WEFT_KEY');
      expect(await dict.pop('b', 9)).toBe(9);
      expect(await dict.pop('b', undefined)).toBe(undefined);
      const items = [await dict.popitem(), await dict.popitem()];
      if (setting.ordered) {
        expect(items).toEqual([
          ['c', 3],
          ['a', 1],
        ]);
      } else expect(new Map(items)).toEqual(new Map(Object.entries({ a: 1, c: 3 })));
      await expectReject(dict.popitem(), 'ERR_WEFT_KEY');
    });

    it('sets what is not there, and many at once', async () => {
      const dict = await stage.here.dict<string, number>({ a: 1 });
      expect(await dict.setDefault('a', 5)).toBe(1);
      expect(await dict.setDefault('b', 5)).toBe(5);
      await dict.update({ b: 6, c: 7 });
      await dict.update(new Map([['d', 8]]));
      await dict.update([['a', 0]]);
      expect(arranged(await dict.entries())).toEqual([
        ['a', 0],
        ['b', 6],
        ['c', 7],
        ['d', 8],
      ]);
      await dict.clear();
      expect(await dict.size()).toBe(0);
      await dict.update({});
      expect(await dict.entries()).toEqual([]);
    });

    it('lists keys and values alike', async () => {
      const dict = await stage.here.dict<string, number>(
        Array.from({ length: 500 }, (_, i) => [`key ${i}`, i]),
      );
      await dict.delete('key 7');
      const keys = await dict.keys();
      expect(keys).toHaveLength(499);
      expect((await dict.values()).map((i) => `key ${i}`)).toEqual(keys);
      expect((await dict.entries()).map(([key]) => key)).toEqual(keys);
    });

    it('iterates over the entries as they were when that began', async () => {
      const dict = await stage.here.dict<string, number>({ a: 1, b: 2 });
      const seen = new Map<string, number>();
      for await (const [key, value] of dict) {
        seen.set(key, value);
        await dict.set(`${key}!`, 0);
        await dict.delete('b');
      }
      expect(seen).toEqual(new Map(Object.entries({ a: 1, b: 2 })));
      expect(arranged(await dict.keys())).toEqual(['a', 'a!', 'b!']);
    });

    describe('compute', () => {
      it('inserts, replaces and deletes', async () => {
        const dict = await stage.here.dict<string, number>();
        expect(await dict.compute('n', (n = 0) => n + 1)).toBe(1);
        expect(await dict.compute('n', (n = 0) => n + 1)).toBe(2);
        expect(await dict.compute('n', () => undefined)).toBe(undefined);
        expect(await dict.has('n')).toBe(false);
        expect(await dict.compute('n', (n) => n)).toBe(undefined);
        expect(await dict.has('n')).toBe(false);
      });

      it('changes nothing when it throws', async () => {
        const dict = await stage.here.dict<string, number>({ n: 1 });
        const failing = dict.compute('n', () => {
          throw new RangeError('no');
        });
        await expect(failing).rejects.toThrow(new RangeError('no'));
        await expectReject(dict.compute('n', (async () => 2) as never), 'ERR_WEFT_ARGUMENT');
        expect(await dict.get('n')).toBe(1);
      });

      it('of several clients are all there', async () => {
        const [here, there] = await stage.both((manager, name) => manager.dict<string, number>({}, { name }));
        const count = async (dict: typeof here) => {
          for (let i = 0; i < 50; i += 1) await dict.compute(`key ${i % 3}`, (n = 0) => n + 1);
        };
        await Promise.all([count(here), count(here), count(there), count(there)]);
        expect(arranged(await there.entries())).toEqual([
          ['key 0', 68],
          ['key 1', 68],
          ['key 2', 64],
        ]);
      });
    });

    it('is one dict for all clients', async () => {
      const [here, there] = await stage.both((manager, name) => manager.dict<number, string>([], { name }));
      await Promise.all(
        Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? here : there).set(i, `value ${i}`)),
      );
      expect(await here.size()).toBe(200);
      expect(new Map(await there.entries())).toEqual(
        new Map(Array.from({ length: 200 }, (_, i) => [i, `value ${i}`])),
      );
      const deleted = await Promise.all(
        Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? here : there).delete(i >> 1)),
      );
      expect(deleted.filter(Boolean)).toHaveLength(200);
    });
  });
}
