/** What conditions of a manager do, whoever keeps them. */
import type { ManagedCondition } from '@weft/manager';
import { describe, expect, it } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { onStage, type Setting } from './stage.js';
import { LONG, untilAsync } from './waits.js';

export function conditionSuite(setting: Setting): void {
  describe(`condition, ${setting.title}`, () => {
    const stage = onStage(setting);
    const both = () => stage.both((manager, name) => manager.condition(undefined, { name }));

    /** Waits in a task of its own; resolves with what `wait` gave, once the lock is released again. */
    const sleep = (condition: ManagedCondition, timeout: number = LONG) =>
      condition.run(() => condition.wait({ timeout }));

    /** Sleepers, all of which wait. */
    async function sleepers(
      conditions: readonly ManagedCondition[],
      log: number[],
    ): Promise<Promise<void>[]> {
      const ready = await stage.here.value(0);
      const asleep = conditions.map((condition, i) =>
        condition.run(async () => {
          await ready.add(1);
          if (await condition.wait({ timeout: LONG })) log.push(i);
        }),
      );
      await untilAsync(async () => (await ready.get()) === conditions.length, 'all have begun to wait');
      // Whoever gets the lock now knows that the last one has let it go.
      await conditions[0]?.run(() => {});
      return asleep;
    }

    it('needs its lock', async () => {
      const [here, there] = await both();
      await expectReject(here.wait(), 'ERR_WEFT_NOT_OWNER');
      await expectReject(here.notify(), 'ERR_WEFT_NOT_OWNER');
      await there.run(async () => {
        await expectReject(here.notifyAll(), 'ERR_WEFT_NOT_OWNER');
      });
      await expectReject(here.release(), 'ERR_WEFT_NOT_OWNER');
    });

    it('tells as many as it is to, and no more', async () => {
      const [here, there] = await both();
      const log: number[] = [];
      const asleep = await sleepers([here, there, here, there, here, there], log);
      await here.run(() => here.notify(2));
      await untilAsync(async () => log.length === 2, 'two were told');
      await there.run(() => there.notify(3));
      await untilAsync(async () => log.length === 5, 'five were told');
      await here.run(() => here.notifyAll());
      await Promise.all(asleep);
      expect([...log].sort()).toEqual([0, 1, 2, 3, 4, 5]);
      await here.run(() => here.notify(5));
      expect(await sleep(there, 10)).toBe(false);
    });

    it('gives the lock back after a timeout, too', async () => {
      const [here, there] = await both();
      await here.run(async () => {
        expect(await here.wait({ timeout: 0 })).toBe(false);
        expect(await here.wait({ timeout: 10 })).toBe(false);
        expect(await there.tryAcquire()).toBe(undefined);
      });
      await (await there.acquire({ timeout: LONG })).release();
    });

    it('gives the lock back when the wait is given up', async () => {
      const [here, there] = await both();
      const abort = new AbortController();
      await here.run(async () => {
        const waiting = here.wait({ signal: abort.signal });
        // Once it is free, the wait has begun.
        await (await there.acquire({ timeout: LONG })).release();
        abort.abort(new RangeError('enough'));
        await expect(waiting).rejects.toThrow(new RangeError('enough'));
        expect(await there.tryAcquire()).toBe(undefined);
        await here.notifyAll();
      });
    });

    it('waits for a predicate', async () => {
      const [here, there] = await both();
      const level = await stage.here.value(0);
      const reached = here.run(() => here.waitFor(async () => (await level.get()) >= 4, { timeout: LONG }));
      for (let i = 0; i < 4; i += 1) {
        await there.run(async () => {
          await level.add(1);
          await there.notify();
        });
      }
      expect(await reached).toBe(true);
      expect(await here.run(() => here.waitFor(() => false, { timeout: 20 }))).toBe(false);
    });

    it('takes a lock that is there', async () => {
      for (const lock of [await stage.here.lock(), await stage.here.rlock()]) {
        const condition = await stage.here.condition(lock);
        await lock.run(async () => {
          expect((await condition.tryAcquire()) !== undefined).toBe(lock.kind === 'rlock');
          if (lock.kind === 'rlock') await condition.release();
          await condition.notifyAll();
        });
        expect(await lock.locked()).toBe(false);
      }
    });

    it('tells another one when the one that was told dies', async () => {
      const name = stage.name();
      const here = await stage.here.condition(undefined, { name });
      const guest = await stage.client();
      const guests = await guest.condition(undefined, { name });
      const ready = await stage.here.value(0);
      const died = guests.run(async () => {
        await ready.add(1);
        await guests.wait({ timeout: LONG });
      });
      died.catch(() => {});
      await untilAsync(async () => (await ready.get()) === 1, 'the guest has the lock');
      await here.run(() => {});
      const log: number[] = [];
      const asleep = await sleepers([here], log);
      await guest.close();
      await here.run(() => here.notify(1));
      await Promise.all(asleep);
      expect(log).toEqual([0]);
    });
  });
}
