/** RLock: what it does beyond being exclusive. */
import { inContext, RLock } from '@weft/atomics';
import { describe, expect, it } from 'vitest';
import { expectThrow, isSettled } from '../support/outcome.js';
import { needs } from '../support/runtime.js';
import { onStage, type Setting } from '../support/setting.js';
import { until } from '../support/until.js';
import type { RemoteGuard } from '../support/world.js';
import { type Exclusive, exclusiveSuite } from './exclusive.js';

export const RLOCK: Exclusive<RLock> = {
  title: 'RLock',
  make: (options) => new RLock(options),
  acquire: (lock, options) => lock.acquire(options),
  acquireSync: (lock, options) => lock.acquireSync(options),
  tryAcquire: (lock) => lock.tryAcquire(),
  verbs: { acquire: 'acquire', acquireSync: 'acquireSync', tryAcquire: 'tryAcquire' },
  isFree: (lock) => !lock.locked(),
  awaited: (lock) => lock.describe().waiters === true,
};

const NOT_OWNER = 'ERR_WEFT_NOT_OWNER';

export function rlockSuite(setting: Setting): void {
  exclusiveSuite(setting, RLOCK);

  describe(`RLock of threads, ${setting.title}`, () => {
    const stage = onStage(setting);

    it('tells who has it, and how often', async () => {
      const lock = new RLock(stage.at('jobs'));
      const actor = await stage.actor('holder');
      expect(lock.describe()).toEqual({ locked: false });
      await actor.call(lock, 'acquireSync');
      await actor.call(lock, 'acquireSync');
      expect(lock.describe()).toEqual({ locked: true, owner: 'holder', depth: 2 });
      expect(String(lock)).toBe('[RLock locked=true owner="holder" depth=2]');
    });

    it('is acquired again by its thread and free after as many releases', async () => {
      const lock = new RLock(stage.at());
      const actor = await stage.actor();
      const guards = [lock.acquireSync(), lock.acquireSync({ timeout: 0 }), lock.tryAcquire()];
      lock.acquireSync();
      for (const guard of guards) {
        guard?.release();
        expect(await actor.call(lock, 'tryAcquire')).toBeUndefined();
      }
      lock.release();
      expect(await actor.call(lock, 'tryAcquire')).toBeDefined();
    });

    it('wakes a waiter at the last release only', async () => {
      const lock = new RLock(stage.at());
      const actor = await stage.actor();
      const [outer, inner] = [lock.acquireSync(), lock.acquireSync()];
      const theirs = actor.call<RemoteGuard>(lock, 'acquireSync');
      await until(() => RLOCK.awaited(lock));
      inner.release();
      expect(lock.describe()).toMatchObject({ depth: 1 });
      expect(await isSettled(theirs)).toBe(false);
      outer.release();
      await (await theirs).release();
      expect(lock.locked()).toBe(false);
    });

    it('cannot be released by who does not own it', async () => {
      const lock = new RLock(stage.at());
      const actor = await stage.actor();
      expectThrow(() => lock.release(), NOT_OWNER);
      await actor.call(lock, 'acquireSync');
      expectThrow(() => lock.release(), NOT_OWNER);
      await actor.call(lock, 'release');
      await expect(actor.call(lock, 'release')).rejects.toMatchObject({ code: NOT_OWNER });
      expect(lock.locked()).toBe(false);
    });

    it('lets a guard that was made void by release() release nothing of another thread', async () => {
      const lock = new RLock(stage.at());
      const actor = await stage.actor('next');
      const stale = lock.acquireSync();
      lock.release();
      await actor.call(lock, 'acquireSync');
      stale.release();
      expect(lock.describe()).toMatchObject({ owner: 'next', depth: 1 });
    });
  });

  describe(`RLock of tasks, ${setting.title}`, () => {
    const stage = onStage(setting);

    it('makes a second asynchronous acquire outside of contexts wait', async () => {
      const lock = new RLock(stage.at());
      const first = await lock.acquire();
      const second = lock.acquire();
      expect(await isSettled(second)).toBe(false);
      expect(lock.tryAcquire()).toBeUndefined();
      first.release();
      (await second).release();
      expect(lock.locked()).toBe(false);
    });

    it('lets release() take back an asynchronous acquire made outside of contexts', async () => {
      const lock = new RLock(stage.at());
      await lock.acquire();
      lock.release();
      expect(lock.locked()).toBe(false);
      expectThrow(() => lock.release(), NOT_OWNER);
    });

    it('is acquired again inside run()', needs('async-context'), async () => {
      const lock = new RLock(stage.at());
      const depths: unknown[] = [];
      await lock.run(async () => {
        using _again = await lock.acquire();
        await Promise.resolve();
        using _blocking = lock.acquireSync();
        depths.push(lock.describe().depth);
        await lock.run(() => {
          depths.push(lock.describe().depth);
        });
      });
      expect(depths).toEqual([3, 4]);
      expect(lock.locked()).toBe(false);
    });

    it('keeps contexts of one thread apart', needs('async-context'), async () => {
      const lock = new RLock(stage.at());
      let inside = 0;
      const task = () =>
        inContext(async () => {
          using _outer = await lock.acquire();
          using _inner = await lock.acquire();
          inside += 1;
          expect(inside).toBe(1);
          await new Promise((resolve) => setTimeout(resolve, 0));
          inside -= 1;
        });
      await Promise.all([task(), task(), lock.run(() => expect(inside).toBe(0)), task()]);
      expect(lock.locked()).toBe(false);
    });

    it('refuses a release by another context, or by none', needs('async-context'), async () => {
      const lock = new RLock(stage.at());
      await inContext(async () => {
        using _held = await lock.acquire();
        await new Promise<void>((resolve) => {
          // Begun in this context, but run in a new one.
          queueMicrotask(() => resolve());
        });
        lock.acquireSync();
        lock.release();
        expect(lock.locked()).toBe(true);
      });
      const held = lock.acquireSync();
      await inContext(async () => expectThrow(() => lock.release(), NOT_OWNER));
      held.release();
      expect(lock.locked()).toBe(false);
    });

    it('is released by run() however the function ends', async () => {
      const lock = new RLock(stage.at());
      expect(await lock.run(() => lock.locked())).toBe(true);
      const fails = lock.run(() => {
        throw new Error('inside');
      });
      await expect(fails).rejects.toThrow('inside');
      await expect(lock.run(() => Promise.reject(new Error('later')))).rejects.toThrow('later');
      expect(lock.locked()).toBe(false);
    });

    it('is not acquired by a signal that came first, although the context has it', async () => {
      const lock = new RLock(stage.at());
      await lock.run(async () => {
        const reason = new Error('no');
        await expect(lock.acquire({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
        expect(lock.describe()).toMatchObject({ depth: 1 });
      });
    });

    it('gives a task that blocks for what another task of its thread has a DeadlockError', async () => {
      const lock = new RLock(stage.at('tasks'));
      const guard = await lock.acquire();
      expectThrow(() => lock.acquireSync(), 'ERR_WEFT_DEADLOCK');
      guard.release();
      lock.acquireSync().release();
    });
  });
}
