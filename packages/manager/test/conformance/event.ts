/** What events of a manager do, whoever keeps them. */
import { describe, expect, it } from 'vitest';
import { onStage, type Setting } from './stage.js';
import { isPending } from './waits.js';

export function eventSuite(setting: Setting): void {
  describe(`event, ${setting.title}`, () => {
    const stage = onStage(setting);
    const both = () => stage.both((manager, name) => manager.event({ name }));

    it('is set and cleared', async () => {
      const [here, there] = await both();
      expect(await there.isSet()).toBe(false);
      await here.set();
      await here.set();
      expect([await there.isSet(), await there.wait(), await there.wait({ timeout: 0 })]).toEqual([
        true,
        true,
        true,
      ]);
      await there.clear();
      expect([await here.isSet(), await here.wait({ timeout: 0 }), await here.wait({ timeout: 10 })]).toEqual(
        [false, false, false],
      );
    });

    it('releases everyone who waits', async () => {
      const [here, there] = await both();
      const waiting = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? here : there).wait());
      expect(await isPending(Promise.race(waiting), () => here.isSet())).toBe(true);
      await there.set();
      expect(await Promise.all(waiting)).toEqual(new Array(10).fill(true));
    });

    it('is not waited for any longer by who gives up', async () => {
      const [here] = await both();
      const abort = new AbortController();
      const waiting = here.wait({ signal: abort.signal });
      abort.abort(new RangeError('enough'));
      await expect(waiting).rejects.toThrow(new RangeError('enough'));
      await here.set();
      expect(await here.wait()).toBe(true);
    });
  });
}
