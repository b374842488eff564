/** What a shared list does, whoever keeps it. */
import { describe, expect, it } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { onStage, type Setting } from './stage.js';

export function listSuite(setting: Setting): void {
  describe(`list, ${setting.title}`, () => {
    const stage = onStage(setting);

    const listOf = async <T>(...values: T[]) => stage.here.list(values);

    describe('elements', () => {
      it('are found by index, from either end', async () => {
        const list = await listOf('a', 'b', 'c');
        expect(await Promise.all([0, 2, -1, -3].map((i) => list.at(i)))).toEqual(['a', 'c', 'c', 'a']);
        expect(await Promise.all([0, 2, -1, -3].map((i) => list.get(i)))).toEqual(['a', 'c', 'c', 'a']);
        expect(await list.at(3)).toBe(undefined);
        expect(await list.at(-4)).toBe(undefined);
        await expectReject(list.get(3), 'ERR_WEFT_INDEX');
        await expectReject(list.get(-4), 'ERR_WEFT_INDEX');
      });

      it('are replaced', async () => {
        const list = await listOf(1, 2, 3);
        await list.set(0, 10);
        await list.set(-1, 30);
        expect(await list.toArray()).toEqual([10, 2, 30]);
        await expectReject(list.set(3, 0), 'ERR_WEFT_INDEX');
        await expectReject(list.set(-4, 0), 'ERR_WEFT_INDEX');
        expect(await list.toArray()).toEqual([10, 2, 30]);
      });

      it('are indexed by integers only', async () => {
        const list = await listOf(1);
        for (const wrong of [0.5, Number.NaN, '0', undefined]) {
          await expectReject(list.get(wrong as never), 'ERR_WEFT_ARGUMENT');
          await expectReject(list.at(wrong as never), 'ERR_WEFT_ARGUMENT');
          await expectReject(list.set(wrong as never, 2), 'ERR_WEFT_ARGUMENT');
          await expectReject(list.insert(wrong as never, 2), 'ERR_WEFT_ARGUMENT');
        }
        expect(await list.toArray()).toEqual([1]);
      });
    });

    describe('growing and shrinking', () => {
      it('at the end', async () => {
        const list = await stage.here.list<number>();
        expect(await list.length()).toBe(0);
        expect(await list.append(1)).toBe(1);
        expect(await list.push(2, 3)).toBe(3);
        expect(await list.push()).toBe(3);
        expect(await list.extend(new Set([4, 5]))).toBe(5);
        expect(await list.pop()).toBe(5);
        expect(await list.length()).toBe(4);
        expect(await list.toArray()).toEqual([1, 2, 3, 4]);
      });

      it('in the middle', async () => {
        const list = await listOf(1, 2, 3);
        await list.insert(1, 10);
        await list.insert(-1, 20);
        expect(await list.toArray()).toEqual([1, 10, 2, 20, 3]);
        expect(await list.pop(1)).toBe(10);
        expect(await list.pop(-2)).toBe(20);
        expect(await list.pop(0)).toBe(1);
        expect(await list.toArray()).toEqual([2, 3]);
      });

      it('inserts at the nearer end what is outside', async () => {
        const list = await listOf('b');
        await list.insert(-100, 'a');
        await list.insert(100, 'c');
        expect(await list.toArray()).toEqual(['a', 'b', 'c']);
      });

      it('gives nothing when there is nothing', async () => {
        const list = await listOf(1);
        await expectReject(list.pop(1), 'ERR_WEFT_INDEX');
        await expectReject(list.pop(-2), 'ERR_WEFT_INDEX');
        await list.pop();
        await expectReject(list.pop(), 'ERR_WEFT_INDEX');
      });

      it('empties', async () => {
        const list = await listOf(1, 2);
        await list.clear();
        expect(await list.toArray()).toEqual([]);
        expect(await list.append(3)).toBe(1);
      });
    });

    describe('finding', () => {
      it('goes by equality', async () => {
        const list = await listOf<unknown>(1, { a: [1] }, '1', null, { a: [1] }, Number.NaN, undefined);
        expect(await list.index({ a: [1] })).toBe(1);
        expect(await list.index({ a: [1] }, 2)).toBe(4);
        expect(await list.index({ a: [1] }, -3)).toBe(4);
        expect(await list.index('1')).toBe(2);
        expect(await list.index(Number.NaN)).toBe(5);
        expect(await list.index(undefined)).toBe(6);
        expect(await list.count({ a: [1] })).toBe(2);
        expect(await list.count({ a: [2] })).toBe(0);
        expect(await list.includes(null)).toBe(true);
        expect(await list.includes(2)).toBe(false);
        await expectReject(list.index(2), 'ERR_WEFT_VALUE');
        await expectReject(list.index('1', 3), 'ERR_WEFT_VALUE');
      });

      it('removes the first that is equal', async () => {
        const list = await listOf(1, 2, 1, 3);
        await list.remove(1);
        expect(await list.toArray()).toEqual([2, 1, 3]);
        await expectReject(list.remove(4), 'ERR_WEFT_VALUE');
        expect(await list.toArray()).toEqual([2, 1, 3]);
      });
    });

    describe('parts', () => {
      it('are copied as by slice', async () => {
        const values = [0, 1, 2, 3, 4];
        const list = await listOf(...values);
        const bounds = [undefined, 0, 1, 4, 5, 9, -1, -2, -5, -9];
        for (const start of bounds) {
          for (const end of bounds) expect(await list.slice(start, end)).toEqual(values.slice(start, end));
        }
      });

      it('are replaced as by splice', async () => {
        for (const start of [0, 1, 3, 5, 9, -1, -4, -9]) {
          for (const added of [[], ['x'], ['x', 'y', 'z']]) {
            for (const deleted of [0, 1, 3, 9, -1]) {
              const copy: unknown[] = [0, 1, 2, 3, 4];
              const list = await listOf<unknown>(...copy);
              expect(await list.splice(start, deleted, ...added)).toEqual(
                copy.splice(start, deleted, ...added),
              );
              expect(await list.toArray()).toEqual(copy);
            }
          }
          const list = await listOf(0, 1, 2, 3, 4);
          expect(await list.splice(start)).toEqual([0, 1, 2, 3, 4].slice(start));
        }
      });
    });

    describe('order', () => {
      it('of numbers and of texts', async () => {
        const numbers = await listOf(10, 9, -1, 2.5, 10);
        await numbers.sort();
        expect(await numbers.toArray()).toEqual([-1, 2.5, 9, 10, 10]);
        await numbers.reverse();
        expect(await numbers.toArray()).toEqual([10, 10, 9, 2.5, -1]);
        const texts = await listOf('b', 'a', 'B', 'ä');
        await texts.sort();
        expect(await texts.toArray()).toEqual(['B', 'a', 'b', 'ä']);
      });

      it('of anything, by a function, stably', async () => {
        const list = await listOf(['b', 1], ['a', 2], ['b', 0], ['a', 1]);
        await list.sort(([a], [b]) => (a as string).localeCompare(b as string));
        expect(await list.toArray()).toEqual([
          ['a', 2],
          ['a', 1],
          ['b', 1],
          ['b', 0],
        ]);
      });

      it('stays as it is when something cannot be compared', async () => {
        const list = await listOf<unknown>(2, '1', 0);
        await expectReject(list.sort(), 'ERR_WEFT_ARGUMENT');
        await expect(
          list.sort(() => {
            throw new RangeError('no');
          }),
        ).rejects.toThrow(new RangeError('no'));
        expect(await list.toArray()).toEqual([2, '1', 0]);
      });

      it('holds for what others append meanwhile', async () => {
        const [here, there] = await stage.both((manager, name) => manager.list<number>([], { name }));
        await here.extend(Array.from({ length: 50 }, (_, i) => 50 - i));
        const appended = Promise.all(Array.from({ length: 50 }, (_, i) => there.append(1000 + i)));
        await here.sort();
        await appended;
        await here.sort();
        const all = await there.toArray();
        expect(all).toEqual([
          ...Array.from({ length: 50 }, (_, i) => i + 1),
          ...Array.from({ length: 50 }, (_, i) => 1000 + i),
        ]);
      });
    });

    describe('values', () => {
      const cycle: { self?: unknown; deep: unknown } = { deep: [new Map([[{ a: 1 }, new Set([1n])]])] };
      cycle.self = cycle;
      const values: unknown[] = [
        0,
        -0,
        1.5,
        -(2 ** 40),
        Number.NaN,
        Number.POSITIVE_INFINITY,
        '',
        'text ✓ 𝄞',
        'x'.repeat(100_000),
        Array.from({ length: 200_000 }, (_, i) => i % 100),
        true,
        null,
        undefined,
        2n ** 70n,
        new Date(0),
        [1, [2, [3]]],
        { a: { b: null } },
        new Map<unknown, unknown>([[1, new Set(['x'])]]),
        new Uint8Array([1, 2, 255]),
        new Float64Array([0.5]),
        cycle,
      ];

      it('arrive as structured clone would copy them', async () => {
        const [here, there] = await stage.both((manager, name) => manager.list<unknown>([], { name }));
        for (const value of values) await here.append(value);
        expect(await there.toArray()).toEqual(values);
        for (const [i, value] of values.entries()) expect(await there.get(i)).toEqual(value);
        expect(Object.is(await there.get(1), -0)).toBe(true);
      });

      it('are copies', async () => {
        const value = { n: 1 };
        const list = await listOf(value);
        value.n = 2;
        const copy = await list.get(0);
        expect(copy).toEqual({ n: 1 });
        copy.n = 3;
        expect(await list.get(0)).toEqual({ n: 1 });
      });

      it('that cannot travel are refused, and nothing is changed', async () => {
        const list = await listOf<unknown>(1);
        for (const wrong of [() => 1, Symbol('s'), { deep: [() => 1] }, new WeakMap(), Promise.resolve()]) {
          await expectReject(list.append(wrong), 'ERR_WEFT_CODEC');
          await expectReject(list.push(2, wrong), 'ERR_WEFT_CODEC');
          await expectReject(list.set(0, wrong), 'ERR_WEFT_CODEC');
        }
        expect(await list.toArray()).toEqual([1]);
      });
    });

    describe('updates', () => {
      it('give what they have made', async () => {
        const list = await listOf(1, 2);
        expect(await list.update(-1, (n) => n * 10)).toBe(20);
        expect(await list.toArray()).toEqual([1, 20]);
        await expectReject(
          list.update(2, (n) => n),
          'ERR_WEFT_INDEX',
        );
      });

      it('that throw change nothing', async () => {
        const list = await listOf(1);
        const failing = list.update(0, () => {
          throw new RangeError('no');
        });
        await expect(failing).rejects.toThrow(new RangeError('no'));
        await expectReject(list.update(0, (async () => 2) as never), 'ERR_WEFT_ARGUMENT');
        await expectReject(list.update(0, 5 as never), 'ERR_WEFT_ARGUMENT');
        expect(await list.toArray()).toEqual([1]);
      });

      it('of several clients are all there', async () => {
        const [here, there] = await stage.both((manager, name) => manager.list<number>([], { name }));
        await here.append(0);
        const add = async (list: typeof here) => {
          for (let i = 0; i < 50; i += 1) await list.update(0, (n) => n + 1);
        };
        await Promise.all([add(here), add(here), add(there), add(there)]);
        expect(await here.get(0)).toBe(200);
      });
    });

    describe('iteration', () => {
      it('gives the elements as they were when it began', async () => {
        const list = await listOf(1, 2, 3);
        const seen: number[] = [];
        for await (const value of list) {
          seen.push(value);
          await list.append(value * 10);
        }
        expect(seen).toEqual([1, 2, 3]);
        expect(await list.length()).toBe(6);
      });

      it('can be left early', async () => {
        const list = await listOf(1, 2, 3);
        for await (const value of list) if (value === 2) break;
        expect(await list.length()).toBe(3);
      });

      it('of many elements', async () => {
        const values = Array.from({ length: 20_000 }, (_, i) => ({ i }));
        const list = await stage.here.list(values);
        let i = 0;
        for await (const value of list) {
          if (value.i !== i) expect(value).toEqual({ i });
          i += 1;
        }
        expect(i).toBe(20_000);
      });
    });

    describe('between clients', () => {
      it('calls of one take effect in order, awaited or not', async () => {
        const [here, there] = await stage.both((manager, name) => manager.list<number>([], { name }));
        const appended = Array.from({ length: 200 }, (_, i) => here.append(i));
        expect(await Promise.all(appended)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
        expect(await there.toArray()).toEqual(Array.from({ length: 200 }, (_, i) => i));
      });

      it('nothing that several append is lost', async () => {
        const [here, there] = await stage.both((manager, name) => manager.list<string>([], { name }));
        const append = (list: typeof here, who: string) =>
          Promise.all(Array.from({ length: 300 }, (_, i) => list.append(`${who}${i}`)));
        await Promise.all([append(here, 'a'), append(there, 'b')]);
        const all = await here.toArray();
        for (const who of ['a', 'b']) {
          expect(all.filter((each) => each.startsWith(who))).toEqual(
            Array.from({ length: 300 }, (_, i) => `${who}${i}`),
          );
        }
      });

      it('each element is popped once', async () => {
        const [here, there] = await stage.both((manager, name) => manager.list<number>([], { name }));
        await here.extend(Array.from({ length: 300 }, (_, i) => i));
        const popped = await Promise.all(
          Array.from({ length: 300 }, (_, i) => (i % 2 === 0 ? here : there).pop(i % 3 === 0 ? 0 : -1)),
        );
        expect(popped.sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, i) => i));
        await expectReject(there.pop(), 'ERR_WEFT_INDEX');
      });
    });

    it('under a name that a list has, that list is opened', async () => {
      const name = stage.name();
      const first = await stage.here.list([1], { name });
      const second = await stage.there.list([2], { name });
      await second.append(3);
      expect(await first.toArray()).toEqual([1, 3]);
      expect((await stage.here.names()).get(name)).toBe('list');
      await expectReject(stage.there.dict({}, { name }), 'ERR_WEFT_NAME_TAKEN');
    });
  });
}
