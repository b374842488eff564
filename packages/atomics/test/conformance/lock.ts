/** Lock: what it does beyond being exclusive. */
import { Lock } from '@weft/atomics';
import { describe, expect, it } from 'vitest';
import { expectThrow } from '../support/outcome.js';
import { onStage, type Setting } from '../support/setting.js';
import { until } from '../support/until.js';
import { type Exclusive, exclusiveSuite } from './exclusive.js';

export const LOCK: Exclusive<Lock> = {
  title: 'Lock',
  make: (options) => new Lock(options),
  acquire: (lock, options) => lock.acquire(options),
  acquireSync: (lock, options) => lock.acquireSync(options),
  tryAcquire: (lock) => lock.tryAcquire(),
  verbs: { acquire: 'acquire', acquireSync: 'acquireSync', tryAcquire: 'tryAcquire' },
  isFree: (lock) => !lock.locked(),
  awaited: (lock) => lock.describe().waiters === true,
};

export function lockSuite(setting: Setting): void {
  exclusiveSuite(setting, LOCK);

  describe(`Lock, ${setting.title}`, () => {
    const stage = onStage(setting);

    it('tells whether it is held', async () => {
      const lock = new Lock(stage.at('jobs'));
      const actor = await stage.actor('holder');
      expect(lock.locked()).toBe(false);
      expect(lock.describe()).toEqual({ locked: false });
      expect(String(lock)).toBe('[Lock locked=false]');
      await actor.call(lock, 'acquireSync');
      expect(lock.locked()).toBe(true);
      expect(lock.describe()).toEqual({ locked: true, owner: 'holder' });
      expect(String(lock)).toBe('[Lock locked=true owner="holder"]');
    });

    it('may be released by a thread that did not acquire it', async () => {
      const lock = new Lock(stage.at());
      const actor = await stage.actor();
      lock.acquireSync();
      await actor.call(lock, 'release');
      expect(lock.locked()).toBe(false);
      await actor.call(lock, 'acquireSync');
      lock.release();
      expect(lock.locked()).toBe(false);
    });

    it('is not released by a guard whose lock was released and acquired by another', async () => {
      const lock = new Lock(stage.at());
      const actor = await stage.actor('next');
      const stale = lock.acquireSync();
      lock.release();
      await actor.call(lock, 'acquireSync');
      stale.release();
      expect(lock.describe()).toMatchObject({ owner: 'next' });
    });

    it('is not released by a guard whose lock was released and acquired again here', () => {
      const lock = new Lock(stage.at());
      const stale = lock.acquireSync();
      lock.release();
      const fresh = lock.acquireSync();
      stale.release();
      expect(lock.locked()).toBe(true);
      fresh.release();
      expect(lock.locked()).toBe(false);
    });

    it('cannot be released while it is free', () => {
      const lock = new Lock(stage.at());
      expectThrow(() => lock.release(), 'ERR_WEFT_NOT_OWNER');
      lock.acquireSync().release();
      expectThrow(() => lock.release(), 'ERR_WEFT_NOT_OWNER');
    });

    it('wakes one waiter when a thread that does not own it releases it', async () => {
      const lock = new Lock(stage.at());
      const [holder, waiter] = [await stage.actor('holder'), await stage.actor('waiter')];
      await holder.call(lock, 'acquireSync');
      const waiting = waiter.call(lock, 'acquireSync');
      await until(() => LOCK.awaited(lock));
      lock.release();
      await waiting;
      expect(lock.describe()).toMatchObject({ owner: 'waiter' });
    });

    it('runs a function under the lock and releases it however that ends', async () => {
      const lock = new Lock(stage.at());
      expect(await lock.run(() => lock.locked())).toBe(true);
      expect(await lock.run(async () => lock.locked())).toBe(true);
      const fails = lock.run(() => {
        throw new Error('inside');
      });
      await expect(fails).rejects.toThrow('inside');
      await expect(lock.run(() => Promise.reject(new Error('later')))).rejects.toThrow('later');
      expect(lock.locked()).toBe(false);
    });

    it('runs no function that it cannot get the lock for', async () => {
      const lock = new Lock(stage.at());
      using _guard = lock.acquireSync();
      let ran = false;
      const run = lock.run(
        () => {
          ran = true;
        },
        { timeout: 1 },
      );
      await expect(run).rejects.toMatchObject({ code: 'ERR_WEFT_TIMEOUT' });
      expect(ran).toBe(false);
    });

    it('is held by the thread as a whole: a second blocking acquire would wait for itself', async () => {
      const lock = new Lock(stage.at('jobs'));
      const guard = await lock.acquire();
      expect(lock.tryAcquire()).toBeUndefined();
      expectThrow(() => lock.acquireSync(), 'ERR_WEFT_DEADLOCK');
      expectThrow(() => lock.acquireSync({ timeout: 1 }), 'ERR_WEFT_TIMEOUT');
      expect(LOCK.awaited(lock)).toBe(true);
      guard.release();
      expect(lock.tryAcquire()).toBeDefined();
    });
  });
}
