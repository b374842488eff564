/** Latch: a count that goes down to zero once. */
import { Latch } from '@weft/atomics';
import { describe, expect, it } from 'vitest';
import { errorWith, isSettled } from '../support/outcome.js';
import { onStage, type Setting } from '../support/setting.js';
import { until } from '../support/until.js';

function isAwaited(latch: Latch): boolean {
  return latch.describe().waiters === true;
}

export function latchSuite(setting: Setting): void {
  describe(`Latch, ${setting.title}`, () => {
    const stage = onStage(setting);

    it('counts down to zero and stays there', async () => {
      const latch = new Latch(4, stage.at());
      const actor = await stage.actor();
      const counts = [latch.count()];
      latch.countDown();
      counts.push(latch.count());
      await actor.call(latch, 'countDown', 2);
      counts.push(latch.count());
      latch.countDown(5);
      counts.push(latch.count());
      latch.countDown();
      counts.push(latch.count());
      expect(counts).toEqual([4, 3, 1, 0, 0]);
      expect(latch.describe()).toEqual({ count: 0 });
      expect(String(latch)).toBe('[Latch count=0]');
    });

    it('releases all who wait when it is at zero, not before', async () => {
      const latch = new Latch(2, stage.at());
      const actors = await Promise.all([stage.actor(), stage.actor(), stage.actor()]);
      const waits = [
        ...actors.map((actor, i) => actor.call(latch, i % 2 === 0 ? 'waitSync' : 'wait')),
        latch.wait(),
        latch.wait(),
      ];
      await until(() => isAwaited(latch));
      latch.countDown();
      expect(await isSettled(Promise.race(waits))).toBe(false);
      expect(latch.count()).toBe(1);
      latch.countDown();
      expect(await Promise.all(waits)).toEqual([true, true, true, true, true]);
    });

    it('releases this thread while it blocks', async () => {
      const latch = new Latch(3, stage.at());
      const ready = new Latch(1, stage.at());
      const actors = await Promise.all([stage.actor(), stage.actor(), stage.actor()]);
      const counting = actors.map((actor) => actor.run('latches', 'countDownAfter', ready, latch));
      ready.countDown();
      expect(latch.waitSync()).toBe(true);
      await Promise.all(counting);
    });

    it('makes nobody wait who comes later, or to a latch of zero', async () => {
      const latch = new Latch(0, stage.at());
      expect(latch.waitSync()).toBe(true);
      expect(latch.waitSync({ timeout: 0 })).toBe(true);
      expect(await latch.wait()).toBe(true);
    });

    it('answers false when the time is over, not early', async () => {
      const latch = new Latch(1, stage.at());
      expect(latch.waitSync({ timeout: 0 })).toBe(false);
      expect(await latch.wait({ timeout: 0 })).toBe(false);
      for (const wait of [() => latch.waitSync({ timeout: 15 }), () => latch.wait({ timeout: 15 })]) {
        const began = performance.now();
        expect(await wait()).toBe(false);
        expect(performance.now() - began).toBeGreaterThanOrEqual(15);
      }
    });

    it('rejects with the reason of the signal, and releases the others still', async () => {
      const latch = new Latch(1, stage.at());
      const abort = new AbortController();
      const [aborted, kept] = [latch.wait({ signal: abort.signal }), latch.wait()];
      abort.abort(new Error('gone'));
      await expect(aborted).rejects.toThrow('gone');
      latch.countDown();
      expect(await kept).toBe(true);
    });

    it('refuses bad arguments, and counts nothing then', async () => {
      const latch = new Latch(1, stage.at());
      const bad = errorWith('ERR_WEFT_ARGUMENT') as Error;
      for (const n of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 28, '1', null, 1n]) {
        expect(() => latch.countDown(n as number)).toThrowError(bad);
      }
      for (const timeout of [-1, Number.NaN, '5', null] as number[]) {
        expect(() => latch.waitSync({ timeout })).toThrowError(bad);
        await expect(latch.wait({ timeout })).rejects.toEqual(bad);
      }
      expect(latch.count()).toBe(1);
      for (const count of [undefined, -1, 1.5, 2 ** 28, Number.NaN, '1', null]) {
        expect(() => new Latch(count as number, stage.at())).toThrowError(bad);
      }
      expect(new Latch(2 ** 28 - 1, stage.at()).count()).toBe(2 ** 28 - 1);
    });
  });
}
