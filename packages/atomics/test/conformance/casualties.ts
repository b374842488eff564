/** The death of threads that have no lock for themselves: readers, waiting writers, parties of barriers, takers of permits. */

import { Barrier, Event, Latch, RWLock, Semaphore } from '@weft/atomics';
import { describe, expect, it, type TestOptions } from 'vitest';
import { expectReject, expectThrow } from '../support/outcome.js';
import { needs } from '../support/runtime.js';
import { onStage, type Setting } from '../support/setting.js';
import { until } from '../support/until.js';
import type { RemoteGuard } from '../support/world.js';
import { WRITING } from './rw-lock.js';

const BROKEN = 'ERR_WEFT_BROKEN_BARRIER';
const NOT_OWNER = 'ERR_WEFT_NOT_OWNER';

/** Verbs of waiting, and what a test needs in which a thread is killed in one: not every runtime ends a blocked one. */
function dyingIn(blocking: string, awaiting: string): readonly [string, TestOptions][] {
  return [
    [blocking, needs('prompt-kill')],
    [awaiting, {}],
  ];
}

export function casualtySuite(setting: Setting): void {
  describe(`RWLock and death, ${setting.title}`, () => {
    const stage = onStage(setting);

    it('forgets a dead reader', async () => {
      const lock = new RWLock(stage.at());
      const actor = await stage.actor();
      await actor.call(lock, 'acquireReadSync');
      await actor.call(lock, 'acquireRead');
      expect(lock.readers()).toBe(1);
      await actor.kill();
      await until(() => lock.readers() === 0);
      lock.acquireWriteSync().release();
      expectThrow(() => lock.recover(), NOT_OWNER);
    });

    it.each(['acquireWriteSync', 'acquireWrite'])('lets %s go on when the last reader dies', async (verb) => {
      const lock = new RWLock(stage.at());
      const [reader, writer] = [await stage.actor(), await stage.actor()];
      await reader.call(lock, 'acquireReadSync');
      const writing = writer.call<RemoteGuard>(lock, verb);
      await until(() => lock.describe().locked === true);
      await reader.kill();
      await (await writing).release();
      expect(WRITING.isFree(lock)).toBe(true);
    });

    it('lets a blocked writer go on when the last reader exits', needs('node-modules'), async () => {
      const lock = new RWLock(stage.at());
      const actor = await stage.actor();
      const reading = actor.run('mortality', 'readUntilDrained', lock);
      await until(() => lock.readers() === 1);
      lock.acquireWriteSync().release();
      await reading.catch(() => {});
      expect(WRITING.isFree(lock)).toBe(true);
    });

    for (const [verb, needed] of dyingIn('acquireWriteSync', 'acquireWrite')) {
      it(`keeps no trace of who dies in ${verb}, waiting for readers`, needed, async () => {
        const lock = new RWLock(stage.at());
        const [writer, reader] = [await stage.actor(), await stage.actor()];
        const mine = lock.acquireReadSync();
        writer.call(lock, verb).catch(() => {});
        await until(() => lock.describe().locked === true);
        const theirs = reader.call<RemoteGuard>(lock, 'acquireReadSync');
        await until(() => WRITING.awaited(lock));
        await writer.kill();
        const reading = await theirs;
        // Nothing was written, so there is nothing to recover; and readers are in.
        expectThrow(() => lock.recover(), NOT_OWNER);
        expect(lock.readers()).toBe(2);
        expect(lock.tryAcquireWrite()).toBeUndefined();
        mine.release();
        await reading.release();
        lock.acquireWriteSync().release();
        expect(WRITING.isFree(lock)).toBe(true);
      });
    }

    it(
      'has nothing to recover of a writer that died waiting, and nobody has come',
      needs('prompt-kill'),
      async () => {
        const lock = new RWLock(stage.at());
        const writer = await stage.actor();
        const mine = lock.acquireReadSync();
        writer.call(lock, 'acquireWriteSync').catch(() => {});
        await until(() => lock.describe().locked === true);
        await writer.kill();
        expectThrow(() => lock.recover(), NOT_OWNER);
        expect(lock.tryAcquireWrite()).toBeUndefined();
        mine.release();
        const writing = lock.tryAcquireWrite();
        expect(lock.writing()).toBe(true);
        writing?.release();
      },
    );
  });

  describe(`Barrier and death, ${setting.title}`, () => {
    const stage = onStage(setting);

    for (const [verb, needed] of dyingIn('waitSync', 'wait')) {
      it(`is broken for those who wait when one dies in ${verb}`, needed, async () => {
        const barrier = new Barrier(4, stage.at());
        const [dying, other] = [await stage.actor(), await stage.actor()];
        dying.call(barrier, verb).catch(() => {});
        await until(() => barrier.waiting() === 1);
        const waits = [other.call(barrier, 'waitSync'), barrier.wait()];
        await until(() => barrier.waiting() === 3);
        const outcomes = Promise.allSettled(waits);
        await dying.kill();
        for (const outcome of await outcomes) {
          expect(outcome).toMatchObject({ status: 'rejected', reason: { code: BROKEN } });
        }
        expect(barrier.broken()).toBe(true);
        barrier.reset();
        expect([barrier.broken(), barrier.waiting()]).toEqual([false, 0]);
      });
    }

    it('does not let the last one pass whose party died', needs('prompt-kill'), async () => {
      const barrier = new Barrier(2, stage.at());
      const dying = await stage.actor();
      for (const wait of [() => barrier.waitSync(), () => barrier.wait()]) {
        const actor = await stage.actor();
        actor.call(barrier, 'waitSync').catch(() => {});
        await until(() => barrier.waiting() === 1);
        await actor.kill();
        await expectReject((async () => wait())(), BROKEN);
        barrier.reset();
      }
      const waits = dying.call<number>(barrier, 'waitSync');
      expect([barrier.waitSync(), await waits].sort()).toEqual([0, 1]);
    });

    it('is broken for a blocked thread when a party exits', needs('node-modules'), async () => {
      const barrier = new Barrier(4, stage.at());
      const [dying, other] = [await stage.actor(), await stage.actor()];
      const met = other.call(barrier, 'waitSync');
      dying.run('mortality', 'waitForAllButOne', barrier).catch(() => {});
      await until(() => barrier.waiting() === 2);
      // The third to come, this thread blocks; then the one exits, and nobody else will come.
      expectThrow(() => barrier.waitSync(), BROKEN);
      await expectReject(met, BROKEN);
    });
  });

  describe(`waits of the dead, ${setting.title}`, needs('prompt-kill'), () => {
    const stage = onStage(setting);

    it('leaves permits to the living', async () => {
      const semaphore = new Semaphore(3, stage.at());
      const [dying, next] = [await stage.actor(), await stage.actor()];
      await dying.call(semaphore, 'acquireSync', { count: 2 });
      const many = dying.call(semaphore, 'acquireSync', { count: 3 });
      await until(() => semaphore.describe().waiters === true);
      const all = next.call<RemoteGuard>(semaphore, 'acquireSync', { count: 3 });
      await dying.kill();
      await expect(many).rejects.toThrow('the actor ended');
      // What the dead had taken is gone until somebody gives it back.
      expect(semaphore.value()).toBe(1);
      semaphore.release(2);
      await (await all).release();
      expect(semaphore.value()).toBe(3);
    });

    it.each(['acquireSync', 'acquire'])(
      'does not lose a permit that woke a waiter that died in %s',
      async (verb) => {
        const semaphore = new Semaphore(0, stage.at());
        const next = await stage.actor();
        for (let round = 0; round < 5; round += 1) {
          const dying = await stage.actor();
          dying.call(semaphore, verb).catch(() => {});
          await until(() => semaphore.describe().waiters === true);
          const waits = next.call(semaphore, 'acquireSync');
          const killing = dying.kill();
          semaphore.release();
          await killing;
          // The dying one may have taken the permit with it; if so there is one more.
          if (semaphore.value() === 0) semaphore.release();
          await waits;
          if (semaphore.value() > 0) semaphore.acquireSync();
          expect(semaphore.value()).toBe(0);
        }
      },
    );

    it('releases those who wait beside them for events and latches', async () => {
      const event = new Event(stage.at());
      const latch = new Latch(1, stage.at());
      const [dying, other] = [await stage.actor(), await stage.actor()];
      dying.run('selecting', 'indexOfReady', [event, latch], false).catch(() => {});
      const waits = [other.call(event, 'wait'), other.call(latch, 'waitSync')];
      dying.call(event, 'wait').catch(() => {});
      dying.call(latch, 'waitSync').catch(() => {});
      await until(() => event.describe().waiters === true && latch.describe().waiters === true);
      await dying.kill();
      event.set();
      latch.countDown();
      expect(await Promise.all(waits)).toEqual([true, true]);
    });
  });
}
