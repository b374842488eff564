/** Event: a flag that releases all who wait. */
import { attach, Event, share } from '@weft/atomics';
import { describe, expect, it } from 'vitest';
import { errorWith, isSettled } from '../support/outcome.js';
import { onStage, type Setting } from '../support/setting.js';
import { until } from '../support/until.js';

function isAwaited(event: Event): boolean {
  return event.describe().waiters === true;
}

export function eventSuite(setting: Setting): void {
  describe(`Event, ${setting.title}`, () => {
    const stage = onStage(setting);

    it('is set and cleared, as often as one likes', () => {
      const event = new Event(stage.at());
      const twin = attach<Event>(share(event));
      expect(event.isSet()).toBe(false);
      for (const flag of [true, true, false, false, true]) {
        if (flag) event.set();
        else event.clear();
        expect([event.isSet(), twin.isSet()]).toEqual([flag, flag]);
      }
      expect(event.describe()).toEqual({ set: true });
      expect(String(event)).toBe('[Event set=true]');
    });

    it('does not make anyone wait while it is set', async () => {
      const event = new Event(stage.at());
      const actor = await stage.actor();
      event.set();
      for (const options of [undefined, { timeout: 0 }, { timeout: 5 }]) {
        expect(event.waitSync(options)).toBe(true);
        expect(await event.wait(options)).toBe(true);
        expect(await actor.call(event, 'waitSync', options)).toBe(true);
      }
    });

    it('answers false when the time is over, not early', async () => {
      const event = new Event(stage.at());
      expect(event.waitSync({ timeout: 0 })).toBe(false);
      expect(await event.wait({ timeout: 0 })).toBe(false);
      for (const wait of [() => event.waitSync({ timeout: 15 }), () => event.wait({ timeout: 15 })]) {
        const began = performance.now();
        expect(await wait()).toBe(false);
        expect(performance.now() - began).toBeGreaterThanOrEqual(15);
      }
    });

    it('releases all who wait, and again after a clear', async () => {
      const event = new Event(stage.at());
      const actors = await Promise.all(Array.from({ length: 4 }, () => stage.actor()));
      for (let round = 0; round < 3; round += 1) {
        const waits = [
          ...actors.map((actor, i) => actor.call(event, i % 2 === 0 ? 'waitSync' : 'wait')),
          event.wait(),
          event.wait({ timeout: 60_000 }),
        ];
        await until(() => isAwaited(event));
        expect(await isSettled(Promise.race(waits))).toBe(false);
        event.set();
        expect(await Promise.all(waits)).toEqual(Array.from({ length: 6 }, () => true));
        event.clear();
      }
    });

    it('is set by another while this thread blocks', async () => {
      const event = new Event(stage.at());
      const seen = new Event(stage.at());
      const actor = await stage.actor();
      const answering = actor.run('events', 'setWhenSet', seen, event);
      seen.set();
      expect(event.waitSync()).toBe(true);
      await answering;
    });

    it('releases those who wait by a pulse: set and cleared before they can look', async () => {
      const event = new Event(stage.at());
      const mine = [event.wait(), event.wait({ timeout: 60_000 })];
      event.set();
      event.clear();
      expect(await Promise.all(mine)).toEqual([true, true]);

      const [one, two] = [await stage.actor(), await stage.actor()];
      const waits = [one.run('events', 'waitFor', event, true), two.run('events', 'waitFor', event, false)];
      await until(() => isAwaited(event));
      // Who had not come to wait before a pulse waits for the next one.
      for (let pulses = 0; !(await isSettled(Promise.all(waits))); pulses += 1) {
        expect(pulses).toBeLessThan(1000);
        event.set();
        event.clear();
      }
      expect(await Promise.all(waits)).toEqual([true, true]);
      expect(event.isSet()).toBe(false);
    });

    it('rejects with the reason of the signal, and releases the others still', async () => {
      const event = new Event(stage.at());
      const reason = new Error('no longer needed');
      await expect(event.wait({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      const abort = new AbortController();
      const [aborted, kept] = [event.wait({ signal: abort.signal }), event.wait()];
      abort.abort(reason);
      await expect(aborted).rejects.toBe(reason);
      event.set();
      expect(await kept).toBe(true);
    });

    it('refuses bad arguments, set or not', async () => {
      const event = new Event(stage.at());
      const bad = errorWith('ERR_WEFT_ARGUMENT') as Error;
      for (let round = 0; round < 2; round += 1, event.set()) {
        for (const timeout of [-1, Number.NaN, '5', null, {}] as number[]) {
          expect(() => event.waitSync({ timeout })).toThrowError(bad);
          await expect(event.wait({ timeout })).rejects.toEqual(bad);
        }
        for (const options of [5, 'x', null] as unknown as { timeout: number }[]) {
          expect(() => event.waitSync(options)).toThrowError(bad);
          await expect(event.wait(options)).rejects.toEqual(bad);
        }
        await expect(event.wait({ signal: {} as AbortSignal })).rejects.toEqual(bad);
      }
    });
  });
}
