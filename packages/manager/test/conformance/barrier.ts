/** What barriers of a manager do, whoever keeps them. */
import type { ManagedBarrier } from '@weft/manager';
import { describe, expect, it } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { onStage, type Setting } from './stage.js';
import { LONG, untilAsync } from './waits.js';

export function barrierSuite(setting: Setting): void {
  describe(`barrier, ${setting.title}`, () => {
    const stage = onStage(setting);
    const both = (parties: number, timeout?: number) =>
      stage.both((manager, name) => manager.barrier(parties, { name, ...(timeout && { timeout }) }));
    const arrived = (barrier: ManagedBarrier, count: number) =>
      untilAsync(async () => (await barrier.waiting()) === count, `${count} have arrived`);

    it('lets all go on together, round after round', async () => {
      const [here, there] = await both(5);
      expect(there.parties).toBe(5);
      for (let round = 0; round < 10; round += 1) {
        const indices = await Promise.all(
          Array.from({ length: 5 }, (_, i) => (i % 2 === 0 ? here : there).wait({ timeout: LONG })),
        );
        expect(indices.sort()).toEqual([0, 1, 2, 3, 4]);
        expect([await here.waiting(), await here.broken()]).toEqual([0, false]);
      }
    });

    it('does not make a single one wait', async () => {
      const barrier = await stage.here.barrier(1);
      expect([await barrier.wait(), await barrier.wait({ timeout: 0 })]).toEqual([0, 0]);
      await expectReject(stage.here.barrier(0), 'ERR_WEFT_ARGUMENT');
    });

    it('breaks when one times out', async () => {
      const [here, there] = await both(3);
      const waiting = [here.wait(), there.wait()];
      const broken = waiting.map((wait) => expectReject(wait, 'ERR_WEFT_BROKEN_BARRIER'));
      await arrived(here, 2);
      const barrier = await stage.here.barrier(2);
      await expect(barrier.wait({ timeout: 10 })).rejects.toMatchObject({
        code: 'ERR_WEFT_BROKEN_BARRIER',
        cause: { code: 'ERR_WEFT_TIMEOUT' },
      });
      expect(await barrier.broken()).toBe(true);
      await here.abort();
      await Promise.all(broken);
      await expectReject(there.wait(), 'ERR_WEFT_BROKEN_BARRIER');
    });

    it('breaks by its own timeout', async () => {
      const [here, there] = await both(3, 20);
      await Promise.all(
        [here, there].map((barrier) => expectReject(barrier.wait(), 'ERR_WEFT_BROKEN_BARRIER')),
      );
      expect(await here.broken()).toBe(true);
    });

    it('breaks when one gives up', async () => {
      const [here, there] = await both(3);
      const abort = new AbortController();
      const waiting = expectReject(there.wait(), 'ERR_WEFT_BROKEN_BARRIER');
      await arrived(here, 1);
      const given = here.wait({ signal: abort.signal });
      await arrived(here, 2);
      abort.abort(new RangeError('enough'));
      await expect(given).rejects.toThrow(new RangeError('enough'));
      await waiting;
    });

    it('breaks when one dies', async () => {
      const name = stage.name();
      const here = await stage.here.barrier(3, { name });
      const guest = await stage.client();
      const guests = await guest.barrier(3, { name });
      const dying = expectReject(guests.wait(), 'ERR_WEFT_CLOSED');
      const waiting = expectReject(here.wait({ timeout: LONG }), 'ERR_WEFT_BROKEN_BARRIER');
      await arrived(here, 2);
      await guest.close();
      await Promise.all([dying, waiting]);
    });

    it('is new after a reset', async () => {
      const [here, there] = await both(2);
      const waiting = expectReject(here.wait(), 'ERR_WEFT_BROKEN_BARRIER');
      await arrived(there, 1);
      await there.reset();
      await waiting;
      expect(await there.broken()).toBe(false);
      expect((await Promise.all([here.wait(), there.wait()])).sort()).toEqual([0, 1]);
      await here.abort();
      await here.reset();
      expect((await Promise.all([here.wait(), there.wait()])).sort()).toEqual([0, 1]);
    });

    it('runs its action once a round, before anybody goes on', async () => {
      const name = stage.name();
      const log: string[] = [];
      const here = await stage.here.barrier(3, {
        name,
        action: async () => {
          await there.waiting();
          log.push('action');
        },
      });
      const there = await stage.there.barrier(3, { name });
      for (let round = 0; round < 3; round += 1) {
        await Promise.all([there, here, there].map((each) => each.wait().then(() => log.push('on'))));
      }
      expect(log).toEqual(
        ['action', 'on', 'on', 'on'].concat(...new Array(2).fill(['action', 'on', 'on', 'on'])),
      );
    });

    it('is broken for who runs the action, too, if that happens meanwhile', async () => {
      const name = stage.name();
      const here = await stage.here.barrier(2, { name, action: () => there.abort() });
      const there = await stage.there.barrier(2, { name });
      const waiting = expectReject(there.wait(), 'ERR_WEFT_BROKEN_BARRIER');
      await expectReject(here.wait(), 'ERR_WEFT_BROKEN_BARRIER');
      await waiting;
    });

    it('breaks when its action fails', async () => {
      const name = stage.name();
      const here = await stage.here.barrier(2, {
        name,
        action: () => {
          throw new RangeError('no');
        },
      });
      const there = await stage.there.barrier(2, { name });
      const waiting = expectReject(there.wait(), 'ERR_WEFT_BROKEN_BARRIER');
      await expect(here.wait()).rejects.toThrow(new RangeError('no'));
      await waiting;
      expect(await there.broken()).toBe(true);
    });
  });
}
