/** RWLock: the writing side is exclusive; this is about readers, and about readers and writers. */
import { AtomicBool, type Guard, Latch, RWLock } from '@weft/atomics';
import { describe, expect, it } from 'vitest';
import { expectReject, expectThrow, isSettled } from '../support/outcome.js';
import { onStage, type Setting } from '../support/setting.js';
import { until } from '../support/until.js';
import type { RemoteGuard } from '../support/world.js';
import { type Exclusive, exclusiveSuite } from './exclusive.js';

export const WRITING: Exclusive<RWLock> = {
  title: 'RWLock for writing',
  make: (options) => new RWLock(options),
  acquire: (lock, options) => lock.acquireWrite(options),
  acquireSync: (lock, options) => lock.acquireWriteSync(options),
  tryAcquire: (lock) => lock.tryAcquireWrite(),
  verbs: { acquire: 'acquireWrite', acquireSync: 'acquireWriteSync', tryAcquire: 'tryAcquireWrite' },
  isFree: (lock) => !lock.describe().locked && lock.readers() === 0,
  awaited: (lock) => lock.describe().waiters === true,
};

const TIMEOUT = 'ERR_WEFT_TIMEOUT';

/** Whether a writer waits for readers to leave. */
function isDraining(lock: RWLock): boolean {
  return lock.describe().locked === true && !lock.writing();
}

export function rwLockSuite(setting: Setting): void {
  exclusiveSuite(setting, WRITING);

  describe(`RWLock, ${setting.title}`, () => {
    const stage = onStage(setting);

    it('tells who reads and who writes', async () => {
      const lock = new RWLock(stage.at('data'));
      const actor = await stage.actor('one');
      expect(lock.describe()).toEqual({ locked: false, writing: false, readers: [] });
      const reading = await actor.call(lock, 'acquireReadSync');
      expect(lock.describe()).toEqual({ locked: false, writing: false, readers: ['one'] });
      expect([lock.readers(), lock.writing()]).toEqual([1, false]);
      await reading.release();
      await actor.call(lock, 'acquireWriteSync');
      expect(lock.describe()).toEqual({ locked: true, owner: 'one', writing: true, readers: [] });
      expect([lock.readers(), lock.writing()]).toEqual([0, true]);
    });

    it('is read by many at once, in every way', async () => {
      const lock = new RWLock(stage.at());
      const actors = await Promise.all([stage.actor(), stage.actor(), stage.actor()]);
      const verbs = ['acquireReadSync', 'acquireRead', 'tryAcquireRead'];
      const theirs = await Promise.all(
        actors.map((actor, i) => actor.call<RemoteGuard>(lock, verbs[i] as string)),
      );
      const mine = [lock.acquireReadSync(), await lock.acquireRead(), lock.tryAcquireRead() as Guard];
      expect(lock.readers()).toBe(4);
      expect(lock.tryAcquireWrite()).toBeUndefined();
      for (const guard of [...theirs, ...mine]) await guard.release();
      expect(lock.readers()).toBe(0);
      lock.tryAcquireWrite()?.release();
      expect(WRITING.isFree(lock)).toBe(true);
    });

    it.each(['acquireReadSync', 'acquireRead'])('makes %s wait while another writes', async (verb) => {
      const lock = new RWLock(stage.at());
      const actor = await stage.actor();
      const writing = lock.acquireWriteSync();
      expect(await actor.call(lock, 'tryAcquireRead')).toBeUndefined();
      await expectReject(actor.call(lock, verb, { timeout: 0 }), TIMEOUT);
      await expectReject(actor.call(lock, verb, { timeout: 5 }), TIMEOUT);
      const reading = actor.call<RemoteGuard>(lock, verb);
      await until(() => WRITING.awaited(lock));
      expect(await isSettled(reading)).toBe(false);
      writing.release();
      await (await reading).release();
      expect(WRITING.isFree(lock)).toBe(true);
    });

    it.each(['acquireWriteSync', 'acquireWrite'])(
      'makes %s wait until the last reader has left',
      async (verb) => {
        const lock = new RWLock(stage.at());
        const [reader, writer] = [await stage.actor('reader'), await stage.actor('writer')];
        const reading = [await reader.call(lock, 'acquireReadSync'), lock.acquireReadSync()];
        expect(await writer.call(lock, 'tryAcquireWrite')).toBeUndefined();
        await expectReject(writer.call(lock, verb, { timeout: 0 }), TIMEOUT);
        const writing = writer.call<RemoteGuard>(lock, verb);
        await until(() => isDraining(lock));
        await reading[0]?.release();
        expect(await isSettled(writing)).toBe(false);
        await reading[1]?.release();
        await writing;
        expect(lock.writing()).toBe(true);
      },
    );

    it('keeps new readers out while a writer waits, but not who reads already', async () => {
      const lock = new RWLock(stage.at());
      const [reader, writer] = [await stage.actor('reader'), await stage.actor('writer')];
      const reading = lock.acquireReadSync();
      const writing = writer.call<RemoteGuard>(lock, 'acquireWriteSync');
      await until(() => isDraining(lock));
      expect(await reader.call(lock, 'tryAcquireRead')).toBeUndefined();
      const waiting = reader.call<RemoteGuard>(lock, 'acquireReadSync');
      lock.acquireReadSync().release();
      lock.tryAcquireRead()?.release();
      expect(lock.describe()).toMatchObject({ readers: ['main'] });
      await until(() => WRITING.awaited(lock));
      reading.release();
      await (await writing).release();
      await (await waiting).release();
      expect(WRITING.isFree(lock)).toBe(true);
    });

    it.each(['acquireWriteSync', 'acquireWrite'])('lets readers in again when %s gives up', async (verb) => {
      const lock = new RWLock(stage.at());
      const [reader, writer] = [await stage.actor('reader'), await stage.actor('writer')];
      const reading = lock.acquireReadSync();
      const writing = writer.call(lock, verb, { timeout: 60 });
      await until(() => isDraining(lock));
      const waiting = reader.call<RemoteGuard>(lock, 'acquireReadSync');
      await expectReject(writing, TIMEOUT);
      const theirs = await waiting;
      expect(lock.readers()).toBe(2);
      await theirs.release();
      reading.release();
      expect(WRITING.isFree(lock)).toBe(true);
    });

    it('lets readers in again when a waiting writer is aborted', async () => {
      const lock = new RWLock(stage.at());
      const reader = await stage.actor('reader');
      const reading = await reader.call(lock, 'acquireReadSync');
      const abort = new AbortController();
      const writing = lock.acquireWrite({ signal: abort.signal });
      expect(isDraining(lock)).toBe(true);
      abort.abort(new Error('no longer'));
      await expect(writing).rejects.toThrow('no longer');
      lock.acquireReadSync().release();
      await reading.release();
      expect(WRITING.isFree(lock)).toBe(true);
    });

    it('does not let who reads write: there is no upgrade', async () => {
      const lock = new RWLock(stage.at('data'));
      const reading = lock.acquireReadSync();
      expectThrow(() => lock.acquireWriteSync(), 'ERR_WEFT_DEADLOCK');
      expect(() => lock.acquireWriteSync()).toThrow(/RWLock "data" for writing.*RWLock "data" for reading/);
      expect(lock.tryAcquireWrite()).toBeUndefined();
      expect(lock.readers()).toBe(1);
      reading.release();
      lock.acquireWriteSync().release();
    });

    it('lets a task that writes wait for reads of its own thread', async () => {
      const lock = new RWLock(stage.at());
      const reading = await lock.acquireRead();
      const writing = lock.acquireWrite();
      expect(await isSettled(writing)).toBe(false);
      reading.release();
      (await writing).release();
      expect(WRITING.isFree(lock)).toBe(true);
    });

    it('gives a thread that writes and blocks for reading a DeadlockError', () => {
      const lock = new RWLock(stage.at());
      const writing = lock.acquireWriteSync();
      expectThrow(() => lock.acquireReadSync(), 'ERR_WEFT_DEADLOCK');
      expectThrow(() => lock.acquireWriteSync(), 'ERR_WEFT_DEADLOCK');
      expect(lock.tryAcquireRead()).toBeUndefined();
      writing.release();
      expect(WRITING.isFree(lock)).toBe(true);
    });

    it.each([
      ['read', 'acquireWrite'],
      ['write', 'acquireRead'],
    ] as const)('does not let threads that %s all the time starve %s', async (hogs, verb) => {
      const lock = new RWLock(stage.at());
      const stop = new AtomicBool(false, stage.at());
      const began = new Latch(2, stage.at());
      const [one, two, third] = await Promise.all([stage.actor(), stage.actor(), stage.actor()]);
      const hogging = [one, two].map((actor) => actor.run('hogs', hogs, lock, stop, began));
      await began.wait();
      for (let turn = 0; turn < 20; turn += 1) {
        await (await third.call(lock, verb)).release();
        await (await third.call(lock, `${verb}Sync`)).release();
      }
      stop.store(true);
      await Promise.all(hogging);
      expect(WRITING.isFree(lock)).toBe(true);
    });

    it('has room for as many living threads that read as it was made for', async () => {
      const lock = new RWLock({ ...stage.at(), maxReaders: 2 });
      const [one, two] = [await stage.actor(), await stage.actor()];
      await one.call(lock, 'acquireReadSync');
      lock.acquireReadSync().release();
      for (const verb of ['acquireReadSync', 'acquireRead', 'tryAcquireRead']) {
        await expectReject(two.call(lock, verb), 'ERR_WEFT_CAPACITY');
      }
      // Who has no room to read can write, and nobody is disturbed by the refusal.
      expect(lock.readers()).toBe(1);
      lock.acquireReadSync().release();
      await one.kill();
      await until(() => lock.readers() === 0);
      await (await two.call(lock, 'acquireReadSync')).release();
      await (await two.call(lock, 'acquireWriteSync')).release();
      expect(WRITING.isFree(lock)).toBe(true);
    });
  });
}
