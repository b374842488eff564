/** select: waiting for the first of several. */
import { Event, Latch, type Selectable, Semaphore, select, selectSync } from '@weft/atomics';
import { describe, expect, it } from 'vitest';
import { errorWith, expectReject, expectThrow, isSettled } from '../support/outcome.js';
import { onStage, type Setting } from '../support/setting.js';

const TIMEOUT = 'ERR_WEFT_TIMEOUT';

export function selectSuite(setting: Setting): void {
  describe(`select, ${setting.title}`, () => {
    const stage = onStage(setting);
    const make = () => ({
      event: new Event(stage.at()),
      semaphore: new Semaphore(0, stage.at()),
      latch: new Latch(1, stage.at()),
    });

    it('returns what is ready at once, the first of the list where several are', async () => {
      const { event, semaphore, latch } = make();
      semaphore.release();
      expect(selectSync([event, semaphore, latch])).toBe(semaphore);
      expect(await select([event, semaphore, latch])).toBe(semaphore);
      latch.countDown();
      expect(selectSync([latch, event, semaphore], { timeout: 0 })).toBe(latch);
      expect(await select([event, latch, semaphore], { timeout: 0 })).toBe(latch);
    });

    it('takes nothing of what it returns', async () => {
      const { semaphore } = make();
      semaphore.release();
      await select([semaphore]);
      selectSync([semaphore]);
      expect(semaphore.value()).toBe(1);
      expect(semaphore.tryAcquire()).toBeDefined();
    });

    it('waits for each kind to become ready, blocking or not', async () => {
      const { event, semaphore, latch } = make();
      const actor = await stage.actor();
      const steps: [Selectable, () => void, () => void][] = [
        [event, () => event.set(), () => event.clear()],
        [semaphore, () => semaphore.release(), () => semaphore.tryAcquire()],
        [latch, () => latch.countDown(), () => {}],
      ];
      for (const [index, [object, makeReady, undo]] of steps.entries()) {
        const all = [event, semaphore, latch];
        const mine = select(all);
        const theirs = [
          actor.run('selecting', 'indexOfReady', all, true),
          actor.run('selecting', 'indexOfReady', all, false),
        ];
        expect(await isSettled(Promise.race([mine, ...theirs]))).toBe(false);
        makeReady();
        expect(await mine).toBe(object);
        expect(await Promise.all(theirs)).toEqual([index, index]);
        undo();
      }
    });

    it('is released by another thread while this one blocks', async () => {
      const { event, semaphore, latch } = make();
      const actor = await stage.actor();
      const running = actor.run('selecting', 'releaseSoon', semaphore);
      expect(selectSync([event, semaphore, latch])).toBe(semaphore);
      await running;
    });

    it('wakes all who select the same', async () => {
      const { event, latch } = make();
      const actors = await Promise.all([stage.actor(), stage.actor(), stage.actor()]);
      const waits = actors.map((actor, i) =>
        actor.run('selecting', 'indexOfReady', [latch, event], i % 2 === 0),
      );
      const mine = [select([event, latch]), select([latch, event])];
      expect(await isSettled(Promise.race([...waits, ...mine]))).toBe(false);
      event.set();
      expect(await Promise.all(waits)).toEqual([1, 1, 1]);
      expect(await Promise.all(mine)).toEqual([event, event]);
    });

    it('does not disturb those who wait for the objects themselves', async () => {
      const { event, semaphore } = make();
      const waits = [select([event, semaphore]), event.wait(), select([semaphore, event])];
      event.set();
      expect(await Promise.all(waits)).toEqual([event, true, event]);
      event.clear();
      const again = [select([semaphore, event]), semaphore.acquire()];
      semaphore.release(2);
      expect((await Promise.all(again))[0]).toBe(semaphore);
      expect(semaphore.value()).toBe(1);
    });

    it('lets many compete for the permits of a semaphore, and each gets one', async () => {
      const semaphore = new Semaphore(0, stage.at());
      const stop = new Event(stage.at());
      const actors = await Promise.all([stage.actor(), stage.actor(), stage.actor()]);
      const runs = actors.map((actor, i) =>
        actor.run<number>('selecting', 'takeUntil', semaphore, stop, i % 2 === 0),
      );
      for (let i = 0; i < 200; i += 1) {
        semaphore.release();
        if (i % 10 === 0) await isSettled(Promise.race(runs));
      }
      while (semaphore.value() > 0) await isSettled(Promise.race(runs));
      stop.set();
      const taken = await Promise.all(runs);
      expect(taken.reduce((sum, count) => sum + count, 0)).toBe(200);
      expect(semaphore.value()).toBe(0);
    });

    it('times out, not early', async () => {
      const { event, latch } = make();
      expectThrow(() => selectSync([event, latch], { timeout: 0 }), TIMEOUT);
      await expectReject(select([event, latch], { timeout: 0 }), TIMEOUT);
      const began = performance.now();
      expectThrow(() => selectSync([event, latch], { timeout: 15 }), TIMEOUT);
      await expectReject(select([event, latch], { timeout: 15 }), TIMEOUT);
      expect(performance.now() - began).toBeGreaterThanOrEqual(30);
    });

    it('rejects with the reason of the signal, before and while it waits', async () => {
      const { event, latch } = make();
      const reason = new Error('no longer needed');
      await expect(select([event], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      const abort = new AbortController();
      const waiting = select([event, latch], { signal: abort.signal });
      expect(await isSettled(waiting)).toBe(false);
      abort.abort(reason);
      await expect(waiting).rejects.toBe(reason);
      event.set();
      expect(await select([latch, event])).toBe(event);
    });

    it('refuses what cannot be selected', async () => {
      const { event } = make();
      const bad = errorWith('ERR_WEFT_ARGUMENT') as Error;
      const lists = [
        [],
        null,
        undefined,
        event,
        [null],
        [event, {}],
        [event, Symbol('x')],
        [Object.create(null)],
      ];
      for (const list of lists as unknown as Selectable[][]) {
        expect(() => selectSync(list)).toThrowError(bad);
        await expect(select(list)).rejects.toEqual(bad);
      }
      event.set();
      for (const timeout of [-1, Number.NaN, '5', null] as number[]) {
        expect(() => selectSync([event], { timeout })).toThrowError(bad);
        await expect(select([event], { timeout })).rejects.toEqual(bad);
      }
      await expect(select([event], { signal: {} as AbortSignal })).rejects.toEqual(bad);
      expect(() => selectSync([event], 5 as never)).toThrowError(bad);
      await expect(select([event], 5 as never)).rejects.toEqual(bad);
    });
  });
}
