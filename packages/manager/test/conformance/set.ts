/** What a shared set does, whoever keeps it. */
import { describe, expect, it } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { onStage, type Setting } from './stage.js';

export function setSuite(setting: Setting): void {
  describe(`set, ${setting.title}`, () => {
    const stage = onStage(setting);

    it('has each member once', async () => {
      const set = await stage.here.set<unknown>([1, 2, 2]);
      expect(await set.size()).toBe(2);
      expect([await set.add(3), await set.add(3), await set.add('3'), await set.add({ a: 1 })]).toEqual([
        true,
        false,
        true,
        true,
      ]);
      expect([await set.has({ a: 1 }), await set.has({ a: 2 }), await set.has('3')]).toEqual([
        true,
        false,
        true,
      ]);
      expect(await set.update([3, 4, 4, 5])).toBe(2);
      expect([await set.delete(1), await set.delete(1)]).toEqual([true, false]);
      expect(new Set(await set.values())).toEqual(new Set([2, 3, '3', { a: 1 }, 4, 5]));
    });

    it('pops every member once', async () => {
      const [here, there] = await stage.both((manager, name) => manager.set<number>([], { name }));
      await here.update(Array.from({ length: 100 }, (_, i) => i));
      const popped = await Promise.all(
        Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? here : there).pop()),
      );
      expect(popped.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
      await expectReject(there.pop(), 'ERR_WEFT_KEY');
    });

    it('iterates over the members as they were when that began', async () => {
      const set = await stage.here.set([1, 2]);
      const seen: number[] = [];
      for await (const member of set) {
        seen.push(member);
        await set.add(member + 10);
      }
      expect(seen.sort()).toEqual([1, 2]);
      await set.clear();
      expect(await set.values()).toEqual([]);
    });
  });
}
