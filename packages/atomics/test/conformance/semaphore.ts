/** Semaphore and BoundedSemaphore. One permit is exclusive; this is about counts. */
import { AtomicInt32, BoundedSemaphore, type ObjectOptions, Semaphore } from '@weft/atomics';
import { describe, expect, it } from 'vitest';
import { errorWith, expectReject, expectThrow, isSettled } from '../support/outcome.js';
import { onStage, type Setting } from '../support/setting.js';
import { until } from '../support/until.js';
import type { RemoteGuard } from '../support/world.js';
import { type Exclusive, exclusiveSuite } from './exclusive.js';

/** One of the two kinds. */
export interface SemaphoreKind {
  readonly title: 'Semaphore' | 'BoundedSemaphore';
  make(value: number | undefined, options: ObjectOptions): Semaphore;
}

export const SEMAPHORE: SemaphoreKind = {
  title: 'Semaphore',
  make: (value, options) => new Semaphore(value, options),
};

export const BOUNDED: SemaphoreKind = {
  title: 'BoundedSemaphore',
  make: (value, options) => new BoundedSemaphore(value, options),
};

const TIMEOUT = 'ERR_WEFT_TIMEOUT';

function isAwaited(semaphore: Semaphore): boolean {
  return semaphore.describe().waiters === true;
}

function onePermit(kind: SemaphoreKind): Exclusive<Semaphore> {
  return {
    title: `${kind.title} of one permit`,
    make: (options) => kind.make(1, options),
    acquire: (semaphore, options) => semaphore.acquire(options),
    acquireSync: (semaphore, options) => semaphore.acquireSync(options),
    tryAcquire: (semaphore) => semaphore.tryAcquire(),
    verbs: { acquire: 'acquire', acquireSync: 'acquireSync', tryAcquire: 'tryAcquire' },
    isFree: (semaphore) => semaphore.value() === 1,
    awaited: isAwaited,
  };
}

export function semaphoreSuite(setting: Setting, kind: SemaphoreKind): void {
  exclusiveSuite(setting, onePermit(kind));

  describe(`${kind.title}, ${setting.title}`, () => {
    const stage = onStage(setting);

    it('has one permit unless told otherwise', () => {
      const semaphore = kind.make(undefined, stage.at());
      expect(semaphore.value()).toBe(1);
    });

    it('counts permits that are taken and given back', () => {
      const semaphore = kind.make(3, stage.at());
      const values = [semaphore.value()];
      const first = semaphore.acquireSync();
      values.push(semaphore.value());
      const two = semaphore.acquireSync({ count: 2 });
      values.push(semaphore.value());
      expect(semaphore.tryAcquire()).toBeUndefined();
      two.release();
      values.push(semaphore.value());
      first.release();
      values.push(semaphore.value());
      expect(values).toEqual([3, 2, 0, 2, 3]);
    });

    it('grants exactly as many of several tries as there are permits', async () => {
      const semaphore = kind.make(3, stage.at());
      const actors = await Promise.all(Array.from({ length: 5 }, () => stage.actor()));
      const tries = actors.flatMap((actor) => [0, 1].map(() => actor.call(semaphore, 'tryAcquire')));
      const granted = (await Promise.all(tries)).filter((guard) => guard !== undefined);
      expect(granted).toHaveLength(3);
      expect(semaphore.value()).toBe(0);
    });

    it('lets any thread give permits back', async () => {
      const semaphore = kind.make(1, stage.at());
      const [taker, giver] = [await stage.actor(), await stage.actor()];
      await taker.call(semaphore, 'acquireSync');
      const waiting = taker.call(semaphore, 'acquireSync');
      await until(() => isAwaited(semaphore));
      await giver.call(semaphore, 'release');
      await waiting;
      expect(semaphore.value()).toBe(0);
      semaphore.release();
      expect(semaphore.value()).toBe(1);
    });

    it('takes several permits at once or none', async () => {
      const semaphore = kind.make(3, stage.at());
      const held = semaphore.acquireSync();
      expect(semaphore.tryAcquire(3)).toBeUndefined();
      expectThrow(() => semaphore.acquireSync({ count: 3, timeout: 0 }), TIMEOUT);
      await expectReject(semaphore.acquire({ count: 3, timeout: 2 }), TIMEOUT);
      expect(semaphore.value()).toBe(2);
      held.release();
      const all = semaphore.tryAcquire(3);
      expect(semaphore.value()).toBe(0);
      all?.release();
      expect(semaphore.value()).toBe(3);
    });

    it('releases several waiters by one release of several permits', async () => {
      const semaphore = kind.make(3, stage.at());
      semaphore.acquireSync({ count: 3 });
      const actors = await Promise.all([stage.actor(), stage.actor(), stage.actor()]);
      const verbs = ['acquireSync', 'acquire', 'acquireSync'];
      const waiting = actors.map((actor, i) => actor.call(semaphore, verbs[i] as string));
      await until(() => isAwaited(semaphore));
      semaphore.release(3);
      await Promise.all(waiting);
      expect(semaphore.value()).toBe(0);
    });

    it.each([
      ['acquireSync', 'acquireSync'],
      ['acquireSync', 'acquire'],
      ['acquire', 'acquireSync'],
      ['acquire', 'acquire'],
    ])('does not stall when %s of 3 waits, then %s of 1, and 1 is released', async (large, small) => {
      const semaphore = kind.make(3, stage.at());
      semaphore.acquireSync({ count: 3 });
      const [one, two] = [await stage.actor(), await stage.actor()];
      const three = one.call<RemoteGuard>(semaphore, large, { count: 3 });
      await until(() => isAwaited(semaphore));
      const single = two.call<RemoteGuard>(semaphore, small, { count: 1 });
      semaphore.release(1);
      const granted = await single;
      expect(await isSettled(three)).toBe(false);
      await granted.release();
      semaphore.release(2);
      await (await three).release();
      expect(semaphore.value()).toBe(3);
    });

    it('does not stall when tasks of one thread wait for 3, 2 and 1 and the permits for the last come first', async () => {
      const semaphore = kind.make(6, stage.at());
      semaphore.acquireSync({ count: 6 });
      const order: number[] = [];
      const waits = [3, 2, 1].map(async (count) => {
        await semaphore.acquire({ count });
        order.push(count);
      });
      for (const [count, wait] of [...waits.entries()].reverse()) {
        semaphore.release(3 - count);
        await wait;
      }
      expect(order).toEqual([1, 2, 3]);
      expect(semaphore.value()).toBe(0);
    });

    it.each(['acquireSync', 'acquire'])('does not stall when %s of many gives up', async (verb) => {
      const semaphore = kind.make(4, stage.at());
      semaphore.acquireSync({ count: 4 });
      const [one, two] = [await stage.actor(), await stage.actor()];
      const many = one.call(semaphore, verb, { count: 4, timeout: 25 });
      await until(() => isAwaited(semaphore));
      const few = two.call(semaphore, 'acquireSync', { count: 2 });
      const task = semaphore.acquire();
      await expectReject(many, TIMEOUT);
      semaphore.release(3);
      await Promise.all([few, task]);
      expect(semaphore.value()).toBe(0);
    });

    it('never has more permits out than it was made with', async () => {
      const semaphore = kind.make(3, stage.at());
      const out = new AtomicInt32(0, stage.at());
      const actors = await Promise.all(Array.from({ length: 6 }, () => stage.actor()));
      const runs = actors.map((actor) => actor.run<number>('permits', 'takeAndGive', semaphore, out, 60));
      const most = await Promise.all(runs);
      expect(Math.max(...most)).toBeLessThanOrEqual(3);
      expect(Math.max(...most)).toBeGreaterThan(0);
      expect(out.load()).toBe(0);
      expect(semaphore.value()).toBe(3);
    });

    it('runs a function with permits and gives them back however that ends', async () => {
      const semaphore = kind.make(3, stage.at());
      expect(await semaphore.run(() => semaphore.value())).toBe(2);
      expect(await semaphore.run(async () => semaphore.value(), { count: 3 })).toBe(0);
      const fails = semaphore.run(() => {
        throw new Error('inside');
      });
      await expect(fails).rejects.toThrow('inside');
      expect(semaphore.value()).toBe(3);
    });

    it('checks counts before anything is changed', async () => {
      const semaphore = kind.make(3, stage.at());
      const bad = errorWith('ERR_WEFT_ARGUMENT') as Error;
      for (const count of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 27, '1', null, 1n]) {
        const wrong = count as number;
        expect(() => semaphore.acquireSync({ count: wrong })).toThrowError(bad);
        await expect(semaphore.acquire({ count: wrong })).rejects.toEqual(bad);
        expect(() => semaphore.tryAcquire(wrong)).toThrowError(bad);
        expect(() => semaphore.release(wrong)).toThrowError(bad);
      }
      expect(semaphore.value()).toBe(3);
    });
  });
}

/** What the unbounded kind does otherwise. */
export function unboundedSemaphoreSuite(setting: Setting): void {
  semaphoreSuite(setting, SEMAPHORE);

  describe(`Semaphore without a bound, ${setting.title}`, () => {
    const stage = onStage(setting);

    it('may be released above its start', () => {
      const semaphore = new Semaphore(2, stage.at());
      semaphore.release();
      expect(semaphore.value()).toBe(3);
      semaphore.release(5);
      expect(semaphore.value()).toBe(8);
      expect(String(semaphore)).toBe('[Semaphore value=8]');
    });

    it('may start empty', async () => {
      const semaphore = new Semaphore(0, stage.at());
      const actor = await stage.actor();
      const waiting = actor.call(semaphore, 'acquireSync');
      await until(() => isAwaited(semaphore));
      semaphore.release();
      await waiting;
      expect(semaphore.value()).toBe(0);
    });

    it('tells when it has more permits than it can count', () => {
      const most = 2 ** 27 - 1;
      const semaphore = new Semaphore(most, stage.at());
      expectThrow(() => semaphore.release(), 'ERR_WEFT_SEMAPHORE_OVERFLOW');
      semaphore.acquireSync({ count: most }).release();
      expect(semaphore.value()).toBe(most);
    });

    it('keeps who asks for several waiting although others ask for more at once', async () => {
      const semaphore = new Semaphore(0, stage.at());
      const actor = await stage.actor();
      const waiting = actor.call(semaphore, 'acquireSync', { count: 5 });
      await until(() => isAwaited(semaphore));
      semaphore.release(4);
      expect(await isSettled(waiting)).toBe(false);
      semaphore.acquireSync({ count: 4 }).release();
      semaphore.release();
      await waiting;
      expect(semaphore.value()).toBe(0);
    });
  });
}

/** What the bounded kind does otherwise. */
export function boundedSemaphoreSuite(setting: Setting): void {
  semaphoreSuite(setting, BOUNDED);

  describe(`BoundedSemaphore and its bound, ${setting.title}`, () => {
    const stage = onStage(setting);

    it.each([1, 2, 9])('of %i permits is not released above them', async (bound) => {
      const semaphore = new BoundedSemaphore(bound, stage.at());
      const actor = await stage.actor();
      expectThrow(() => semaphore.release(), 'ERR_WEFT_SEMAPHORE_OVERFLOW');
      for (let i = 0; i < bound; i += 1) await actor.call(semaphore, 'acquireSync');
      for (let i = 0; i < bound; i += 1) semaphore.release();
      await expectReject(actor.call(semaphore, 'release'), 'ERR_WEFT_SEMAPHORE_OVERFLOW');
      expect(semaphore.value()).toBe(bound);
    });

    it('refuses a release that is too large, and adds nothing', () => {
      const semaphore = new BoundedSemaphore(4, stage.at());
      semaphore.acquireSync({ count: 2 });
      expectThrow(() => semaphore.release(3), 'ERR_WEFT_SEMAPHORE_OVERFLOW');
      expect(semaphore.value()).toBe(2);
      expect(String(semaphore)).toBe('[BoundedSemaphore value=2 bound=4]');
    });

    it('refuses at once what it can never grant', async () => {
      const semaphore = new BoundedSemaphore(4, stage.at());
      expectThrow(() => semaphore.acquireSync({ count: 5 }), 'ERR_WEFT_ARGUMENT');
      await expectReject(semaphore.acquire({ count: 5 }), 'ERR_WEFT_ARGUMENT');
      expectThrow(() => semaphore.tryAcquire(5), 'ERR_WEFT_ARGUMENT');
    });
  });
}
