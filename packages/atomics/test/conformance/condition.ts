/** Condition: waiting for a change under a lock, and telling of one. */
import { AtomicInt32, Condition, Lock, type ObjectOptions, RLock } from '@weft/atomics';
import { describe, expect, it } from 'vitest';
import { errorWith, expectReject, expectThrow, isSettled } from '../support/outcome.js';
import { onStage, type Setting } from '../support/setting.js';
import { until } from '../support/until.js';
import { type Exclusive, exclusiveSuite } from './exclusive.js';

const NOT_OWNER = 'ERR_WEFT_NOT_OWNER';
const OWNER_DIED = 'ERR_WEFT_OWNER_DIED';

/** With which lock: that of its own, or one that the program has as well. */
export interface ConditionKind {
  readonly title: string;
  lock(options: ObjectOptions): Lock | RLock | undefined;
}

export const CONDITION_KINDS: readonly ConditionKind[] = [
  { title: 'Condition', lock: () => undefined },
  { title: 'Condition with a Lock', lock: (options) => new Lock(options) },
  { title: 'Condition with an RLock', lock: (options) => new RLock(options) },
];

function isLocked(condition: Condition): boolean {
  return (condition.describe().lock as { locked: boolean }).locked;
}

function asLock({ title, lock }: ConditionKind): Exclusive<Condition> {
  return {
    title,
    make: (options) => new Condition(lock(options), options),
    acquire: (condition, options) => condition.acquire(options),
    acquireSync: (condition, options) => condition.acquireSync(options),
    tryAcquire: (condition) => condition.tryAcquire(),
    verbs: { acquire: 'acquire', acquireSync: 'acquireSync', tryAcquire: 'tryAcquire' },
    isFree: (condition) => !isLocked(condition),
    awaited: (condition) => (condition.describe().lock as { waiters?: boolean }).waiters === true,
  };
}

export function conditionSuite(setting: Setting, kind: ConditionKind): void {
  exclusiveSuite(setting, asLock(kind));

  describe(`${kind.title}, ${setting.title}`, () => {
    const stage = onStage(setting);
    const make = () => new Condition(kind.lock(stage.at()), stage.at());

    it('needs its lock to wait and to notify', async () => {
      const condition = make();
      const actor = await stage.actor();
      const check = async () => {
        expectThrow(() => condition.waitSync(), NOT_OWNER);
        expectThrow(() => condition.notify(), NOT_OWNER);
        expectThrow(() => condition.notifyAll(), NOT_OWNER);
        expectThrow(() => condition.waitForSync(() => false), NOT_OWNER);
        await expectReject(condition.wait(), NOT_OWNER);
        await expectReject(
          condition.waitFor(() => false),
          NOT_OWNER,
        );
        expect(condition.waiting()).toBe(0);
      };
      await check();
      await actor.call(condition, 'acquireSync');
      await check();
      expect(isLocked(condition)).toBe(true);
    });

    it.each(['waitBlocking', 'waitAsync'])('lets the lock go and has it again after %s', async (scenario) => {
      const condition = make();
      const actor = await stage.actor();
      const waiting = actor.run('conditions', scenario, condition, {});
      await until(() => condition.waiting() === 1);
      {
        using _held = condition.acquireSync();
        condition.notify();
        expect(condition.waiting()).toBe(0);
        expect(await isSettled(waiting)).toBe(false);
      }
      expect(await waiting).toEqual({ told: true, held: true });
      expect(isLocked(condition)).toBe(false);
    });

    it('tells exactly as many as asked: 2, then 4, then 3 too many', async () => {
      const condition = make();
      const woken = new AtomicInt32(0, stage.at());
      const actors = await Promise.all([stage.actor(), stage.actor(), stage.actor()]);
      const waits = actors.flatMap((actor) => [
        actor.run('conditions', 'countWhenTold', condition, woken),
        actor.run('conditions', 'countWhenTold', condition, woken),
      ]);
      await until(() => condition.waiting() === 6);
      const notify = (n: number) => {
        using _held = condition.acquireSync();
        condition.notify(n);
      };
      notify(2);
      await until(() => woken.load() === 2);
      expect(condition.waiting()).toBe(4);
      notify(4);
      await until(() => woken.load() === 6);
      notify(3);
      await Promise.all(waits);
      expect(woken.load()).toBe(6);
      // What was told to nobody is not kept for who comes later.
      using _held = condition.acquireSync();
      expect(condition.waitSync({ timeout: 0 })).toBe(false);
    });

    it('tells those who have waited longest first', async () => {
      const condition = make();
      const order: number[] = [];
      const waits: Promise<void>[] = [];
      for (let i = 0; i < 5; i += 1) {
        const held = await condition.acquire();
        waits.push(
          condition
            .wait()
            .then(() => void order.push(i))
            .then(() => condition.release()),
        );
        // Waiting lets the lock go; the guard has nothing left to release.
        expect(condition.waiting()).toBe(i + 1);
        held.release();
      }
      for (let told = 1; told <= 5; told += 1) {
        await condition.run(() => condition.notify());
        await until(() => order.length === told);
      }
      await Promise.all(waits);
      expect(order).toEqual([0, 1, 2, 3, 4]);
    });

    it('tells everyone', async () => {
      const condition = make();
      const woken = new AtomicInt32(0, stage.at());
      const actors = await Promise.all([stage.actor(), stage.actor(), stage.actor()]);
      const waits = actors.map((actor) => actor.run('conditions', 'countWhenTold', condition, woken));
      await until(() => condition.waiting() === 3);
      await condition.run(() => condition.notifyAll());
      await Promise.all(waits);
      expect(woken.load()).toBe(3);
    });

    it.each(['waitBlocking', 'waitAsync'])(
      'answers false when the time is over in %s, and has the lock',
      async (scenario) => {
        const condition = make();
        const actor = await stage.actor();
        for (const timeout of [0, 15]) {
          const began = performance.now();
          expect(await actor.run('conditions', scenario, condition, { timeout })).toEqual({
            told: false,
            held: true,
          });
          expect(performance.now() - began).toBeGreaterThanOrEqual(timeout);
        }
        expect(isLocked(condition)).toBe(false);
        expect(condition.waiting()).toBe(0);
      },
    );

    it('does not tell those whose time is over in the place of those who still wait', async () => {
      const condition = make();
      const [gone, stays] = [await stage.actor(), await stage.actor()];
      const first = gone.run('conditions', 'waitBlocking', condition, { timeout: 20 });
      await until(() => condition.waiting() === 1);
      const second = stays.run('conditions', 'waitBlocking', condition, {});
      expect(await first).toEqual({ told: false, held: true });
      await until(() => condition.waiting() === 1);
      await condition.run(() => condition.notify());
      expect(await second).toEqual({ told: true, held: true });
    });

    it('gives the lock back and the reason when a wait is aborted', async () => {
      const condition = make();
      const reason = new Error('no longer needed');
      const abort = new AbortController();
      const held = await condition.acquire();
      await expect(condition.wait({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      expect(isLocked(condition)).toBe(true);
      const waiting = condition.wait({ signal: abort.signal });
      expect(isLocked(condition)).toBe(false);
      abort.abort(reason);
      await expect(waiting).rejects.toBe(reason);
      expect(isLocked(condition)).toBe(true);
      expect(condition.waiting()).toBe(0);
      held.release();
    });

    it('passes on what it told to a wait that is aborted at the same moment', async () => {
      const condition = make();
      const actor = await stage.actor();
      const abort = new AbortController();
      const first = await condition.acquire();
      const aborted = condition.wait({ signal: abort.signal });
      const second = actor.run('conditions', 'waitBlocking', condition, {});
      await until(() => condition.waiting() === 2);
      const telling = await condition.acquire();
      condition.notify();
      abort.abort(new Error('just then'));
      telling.release();
      const outcome = await aborted.catch((error: Error) => error.message);
      // However the wait has ended, the lock is held again and the guard from before it is good.
      first.release();
      if (outcome === true) {
        // Told before the abort came in: then nothing is passed on.
        await condition.run(() => condition.notify());
      } else expect(outcome).toBe('just then');
      expect(await second).toEqual({ told: true, held: true });
    });

    it.each(['waitBlocking', 'waitAsync'])(
      'passes on what it told to %s, if that cannot go on because the owner of the lock died',
      async (scenario) => {
        const condition = make();
        const [owner, told, next] = [await stage.actor(), await stage.actor(), await stage.actor()];
        const first = told.run('conditions', scenario, condition, {});
        await until(() => condition.waiting() === 1);
        const second = next.run('conditions', scenario, condition, {});
        await until(() => condition.waiting() === 2);
        await owner.call(condition, 'acquireSync');
        await owner.call(condition, 'notify');
        expect(condition.waiting()).toBe(1);
        await owner.kill();
        await expectReject(first, OWNER_DIED);
        expect(condition.waiting()).toBe(0);
        // Told in its place, the next one finds the lock abandoned as well.
        await expectReject(second, OWNER_DIED);
      },
    );

    it('waits for a predicate, looked at after each notification', async () => {
      const condition = make();
      const value = new AtomicInt32(0, stage.at());
      const [one, two] = [await stage.actor(), await stage.actor()];
      const waits = [
        one.run('conditions', 'waitForValue', condition, value, 4, true),
        two.run('conditions', 'waitForValue', condition, value, 4, false),
      ];
      await until(() => condition.waiting() === 2);
      for (let step = 1; step <= 4; step += 1) {
        expect(await isSettled(Promise.race(waits))).toBe(false);
        await condition.run(() => {
          value.store(step);
          condition.notifyAll();
        });
        if (step < 4) await until(() => condition.waiting() === 2);
      }
      expect(await Promise.all(waits)).toEqual([true, true]);
    });

    it('does not wait for a predicate that holds', async () => {
      const condition = make();
      using _held = condition.acquireSync();
      expect(condition.waitForSync(() => true)).toBe(true);
      expect(condition.waitForSync(() => true, { timeout: 0 })).toBe(true);
      expect(await condition.waitFor(() => true)).toBe(true);
      expect(condition.waitForSync(() => false, { timeout: 0 })).toBe(false);
      expect(await condition.waitFor(() => false, { timeout: 0 })).toBe(false);
      await expect(
        condition.waitFor(() => {
          throw new Error('predicate');
        }),
      ).rejects.toThrow('predicate');
    });

    it.each([true, false])('bounds all waits for a predicate together (blocking: %s)', async (blocking) => {
      const condition = make();
      const value = new AtomicInt32(0, stage.at());
      const actor = await stage.actor();
      const began = performance.now();
      const waiting = actor.run('conditions', 'waitForValue', condition, value, 1, blocking, 120);
      // Notifications without the change must not begin the time anew.
      while (!(await isSettled(waiting))) await condition.run(() => condition.notifyAll());
      expect(await waiting).toBe(false);
      expect(performance.now() - began).toBeGreaterThanOrEqual(120);
    });

    it('refuses bad arguments', async () => {
      const condition = make();
      const bad = errorWith('ERR_WEFT_ARGUMENT') as Error;
      const held = condition.acquireSync();
      for (const timeout of [-1, Number.NaN, '5', null, {}] as number[]) {
        expect(() => condition.waitSync({ timeout })).toThrowError(bad);
        expect(() => condition.waitForSync(() => true, { timeout })).toThrowError(bad);
        await expect(condition.wait({ timeout })).rejects.toEqual(bad);
        await expect(condition.waitFor(() => true, { timeout })).rejects.toEqual(bad);
      }
      const signal = {} as AbortSignal;
      await expect(condition.wait({ signal })).rejects.toEqual(bad);
      await expect(condition.waitFor(() => true, { signal })).rejects.toEqual(bad);
      for (const predicate of [undefined, null, 5, true] as unknown as (() => boolean)[]) {
        expect(() => condition.waitForSync(predicate)).toThrowError(bad);
        await expect(condition.waitFor(predicate)).rejects.toEqual(bad);
      }
      for (const n of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null]) {
        expect(() => condition.notify(n as number)).toThrowError(bad);
      }
      expect(condition.waiting()).toBe(0);
      held.release();
      expect(isLocked(condition)).toBe(false);
    });
  });
}
