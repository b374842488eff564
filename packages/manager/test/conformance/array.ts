/** What a shared array does, whoever keeps it. */
import type { ArrayType } from '@weft/manager';
import { describe, expect, it } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { onStage, type Setting } from './stage.js';

const EXTREMES: Readonly<Record<ArrayType, readonly (number | bigint)[]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
  float32: [-1.5, 2 ** 100],
  float64: [-1e300, Number.MIN_VALUE, 0.1, Number.NaN],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

export function arraySuite(setting: Setting): void {
  describe(`array, ${setting.title}`, () => {
    const stage = onStage(setting);

    for (const [type, numbers] of Object.entries(EXTREMES) as [ArrayType, (number | bigint)[]][]) {
      it(`holds numbers of ${type}`, async () => {
        const [here, there] = await stage.both((manager, name) => manager.array(type, numbers, { name }));
        expect([there.type, there.length]).toEqual([type, numbers.length]);
        expect(await there.toArray()).toEqual(numbers);
        const one = typeof numbers[0] === 'bigint' ? 1n : 1;
        await here.set(-1, one);
        expect(await there.get(numbers.length - 1)).toBe(one);
        expect(await there.add(-1, one)).toBe(typeof one === 'bigint' ? 2n : 2);
        expect(await here.update(-1, (n) => ((n as number) * (one as number)) as never)).toBe(
          typeof one === 'bigint' ? 2n : 2,
        );
        if (!type.startsWith('float')) {
          await expectReject(here.set(0, (numbers[1] as never) + (one as never)), 'ERR_WEFT_ARGUMENT');
          await expectReject(
            here.update(0, () => (numbers[0] as number) - (one as number)),
            'ERR_WEFT_ARGUMENT',
          );
        }
        await expectReject(here.set(0, '1' as never), 'ERR_WEFT_ARGUMENT');
      });
    }

    it('refuses a sum that its type does not hold', async () => {
      const array = await stage.here.array('uint8', [250]);
      await expectReject(array.add(0, 6), 'ERR_WEFT_ARGUMENT');
      expect(await array.add(0, 5)).toBe(255);
      expect(await array.get(0)).toBe(255);
    });

    it('begins with zeros', async () => {
      const array = await stage.here.array('float64', 3);
      expect(await array.toArray()).toEqual([0, 0, 0]);
      const big = await stage.here.array('int64', 2);
      expect(await big.toArray()).toEqual([0n, 0n]);
      await expectReject(stage.here.array('float64', -1), 'ERR_WEFT_ARGUMENT');
      await expectReject(stage.here.array('float' as never, 1), 'ERR_WEFT_ARGUMENT');
      await expectReject(stage.here.array('int8', [1, 200]), 'ERR_WEFT_ARGUMENT');
    });

    it('has bounds', async () => {
      const array = await stage.here.array('int32', [1, 2, 3]);
      expect([await array.at(-1), await array.at(3), await array.at(-4)]).toEqual([3, undefined, undefined]);
      await expectReject(array.get(3), 'ERR_WEFT_INDEX');
      await expectReject(array.set(-4, 1), 'ERR_WEFT_INDEX');
      await expectReject(array.add(3, 1), 'ERR_WEFT_INDEX');
      await expectReject(array.write(2, [1, 2]), 'ERR_WEFT_INDEX');
      await expectReject(array.get(0.5), 'ERR_WEFT_ARGUMENT');
      expect(await array.toArray()).toEqual([1, 2, 3]);
    });

    it('copies, writes and fills parts', async () => {
      const array = await stage.here.array('int16', [0, 1, 2, 3, 4]);
      const copy = [0, 1, 2, 3, 4];
      for (const [start, end] of [[], [1], [1, 3], [-2], [0, -1], [4, 2], [9, 12]] as number[][]) {
        expect(await array.slice(start, end)).toEqual(copy.slice(start, end));
      }
      await array.write(-2, [30, 40]);
      await array.write(0, []);
      expect(await array.toArray()).toEqual([0, 1, 2, 30, 40]);
      await array.fill(7, 1, -1);
      expect(await array.toArray()).toEqual([0, 7, 7, 7, 40]);
      await array.fill(9);
      const seen: number[] = [];
      for await (const number of array) seen.push(number);
      expect(seen).toEqual([9, 9, 9, 9, 9]);
    });

    it('loses no sum of several clients', async () => {
      const [here, there] = await stage.both((manager, name) => manager.array('float64', 2, { name }));
      const add = async (array: typeof here) => {
        for (let i = 0; i < 50; i += 1) {
          await array.add(0, 1);
          await array.update(1, (n) => n + 2);
        }
      };
      await Promise.all([add(here), add(there), add(there)]);
      expect(await here.toArray()).toEqual([150, 300]);
    });
  });
}
