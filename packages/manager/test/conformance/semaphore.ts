/** What semaphores of a manager do, whoever keeps them. */
import { describe, expect, it } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { onStage, type Setting } from './stage.js';
import { isPending, LONG, untilAsync } from './waits.js';

export function semaphoreSuite(setting: Setting): void {
  describe(`semaphore, ${setting.title}`, () => {
    const stage = onStage(setting);
    const both = (value: number) => stage.both((manager, name) => manager.semaphore(value, { name }));

    it('counts', async () => {
      const [here, there] = await both(2);
      expect(await there.value()).toBe(2);
      const first = await here.acquire();
      const second = await there.tryAcquire();
      expect([await here.value(), await here.tryAcquire()]).toEqual([0, undefined]);
      await first.release();
      await first.release();
      expect(await there.value()).toBe(1);
      await second?.release();
      await here.release(2);
      expect(await here.value()).toBe(4);
    });

    it('is waited for, in order of arrival, also by those who want many', async () => {
      const [here, there] = await both(0);
      const many = here.acquire({ count: 3 });
      expect(await isPending(many, () => here.value())).toBe(true);
      const few = there.acquire();
      expect(await isPending(few, () => there.value())).toBe(true);
      await here.release(2);
      expect(await isPending(few, () => there.value())).toBe(true);
      expect(await there.tryAcquire()).toBe(undefined);
      await here.release();
      await (await many).release();
      await (await few).release();
      expect(await here.value()).toBe(3);
    });

    it('lets those behind go on when the first one gives up', async () => {
      const [here, there] = await both(1);
      const abort = new AbortController();
      const many = here.acquire({ count: 3, signal: abort.signal });
      expect(await isPending(many, () => here.value())).toBe(true);
      const few = there.acquire();
      abort.abort(new RangeError('enough'));
      await expect(many).rejects.toThrow(new RangeError('enough'));
      await (await few).release();
      await expectReject(here.acquire({ count: 2, timeout: 10 }), 'ERR_WEFT_TIMEOUT');
      expect(await here.value()).toBe(1);
    });

    it('holds so many at once, and no more', async () => {
      const [here, there] = await both(3);
      let inside = 0;
      let most = 0;
      const work = async (semaphore: typeof here) => {
        await semaphore.run(async () => {
          inside += 1;
          most = Math.max(most, inside);
          await semaphore.value();
          inside -= 1;
        });
      };
      await Promise.all(Array.from({ length: 30 }, (_, i) => work(i % 2 === 0 ? here : there)));
      expect(most).toBe(3);
      expect(await here.value()).toBe(3);
    });

    it('gets back what a client had that ends', async () => {
      const name = stage.name();
      const here = await stage.here.semaphore(2, { name });
      const guest = await stage.client();
      const guests = await guest.semaphore(2, { name });
      await guests.acquire({ count: 2 });
      const waiting = here.acquire({ timeout: LONG });
      await guest.close();
      await (await waiting).release();
      await untilAsync(async () => (await here.value()) === 2, 'all permits are back');
    });

    it('has a bound, if it is to have one', async () => {
      const semaphore = await stage.here.boundedSemaphore(1);
      await expectReject(semaphore.release(), 'ERR_WEFT_SEMAPHORE_OVERFLOW');
      const guard = await semaphore.acquire();
      await guard.release();
      await expectReject(semaphore.release(), 'ERR_WEFT_SEMAPHORE_OVERFLOW');
      expect(await semaphore.value()).toBe(1);
    });

    it('takes numbers of permits only', async () => {
      const [here] = await both(1);
      for (const wrong of [0, -1, 0.5, '1']) {
        await expectReject(here.acquire({ count: wrong as number }), 'ERR_WEFT_ARGUMENT');
        await expectReject(here.release(wrong as number), 'ERR_WEFT_ARGUMENT');
      }
      await expectReject(stage.here.semaphore(-1), 'ERR_WEFT_ARGUMENT');
    });
  });
}
