/** What a shared value does, whoever keeps it. */
import { describe, expect, it } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { onStage, type Setting } from './stage.js';

export function valueSuite(setting: Setting): void {
  describe(`value, ${setting.title}`, () => {
    const stage = onStage(setting);

    it('is what was set last', async () => {
      const [here, there] = await stage.both((manager, name) => manager.value<unknown>(1, { name }));
      expect(await there.get()).toBe(1);
      for (const value of ['x'.repeat(5000), { a: new Date(5) }, undefined, 2 ** 40, 10n ** 20n]) {
        await here.set(value);
        expect(await there.get()).toEqual(value);
      }
      expect(await here.exchange('new')).toBe(10n ** 20n);
      expect(await there.get()).toBe('new');
    });

    it('adds numbers', async () => {
      const [here, there] = await stage.both((manager, name) => manager.value(0, { name }));
      const sums = await Promise.all(
        Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? here : there).add(1)),
      );
      expect(sums.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
      expect(await here.add(-0.5)).toBe(199.5);
      expect(await here.add(2 ** 40)).toBe(2 ** 40 + 199.5);
      await expectReject(here.add('1' as never), 'ERR_WEFT_ARGUMENT');
      const text = await stage.here.value('x');
      await expectReject((text as never as typeof here).add(1), 'ERR_WEFT_ARGUMENT');
      expect(await text.get()).toBe('x');
    });

    it('loses no update', async () => {
      const [here, there] = await stage.both((manager, name) => manager.value({ n: 0 }, { name }));
      const add = async (value: typeof here) => {
        for (let i = 0; i < 50; i += 1) await value.update(({ n }) => ({ n: n + 1 }));
      };
      await Promise.all([add(here), add(here), add(there)]);
      expect(await there.get()).toEqual({ n: 150 });
      const failing = here.update(() => {
        throw new RangeError('no');
      });
      await expect(failing).rejects.toThrow(new RangeError('no'));
      await expectReject(here.update((async () => ({ n: 1 })) as never), 'ERR_WEFT_ARGUMENT');
      expect(await there.get()).toEqual({ n: 150 });
    });
  });
}
