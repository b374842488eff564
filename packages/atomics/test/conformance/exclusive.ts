/**
 * What everything must do that only one may have at a time: Lock, RLock, the writing side of RWLock, semaphores of
 * one permit, the lock of a condition.
 */
import { attach, type Guard, type ObjectOptions, type SharedObject, share } from '@weft/atomics';
import { describe, expect, it } from 'vitest';
import { errorWith, expectReject, expectThrow, isSettled } from '../support/outcome.js';
import { onStage, type Setting } from '../support/setting.js';
import { until } from '../support/until.js';
import type { RemoteGuard } from '../support/world.js';

interface Wait {
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** An object with its verbs. */
export interface Exclusive<T extends SharedObject = SharedObject> {
  readonly title: string;
  make(options: ObjectOptions): T;
  acquire(object: T, options?: Wait): Promise<Guard>;
  acquireSync(object: T, options?: { timeout?: number }): Guard;
  tryAcquire(object: T): Guard | undefined;
  /** Names of the methods, for actors. */
  readonly verbs: { readonly acquire: string; readonly acquireSync: string; readonly tryAcquire: string };
  /** Whether nobody has it. */
  isFree(object: T): boolean;
  /** Whether somebody waits and has announced it. */
  awaited(object: T): boolean;
}

const TIMEOUT = 'ERR_WEFT_TIMEOUT';

export function exclusiveSuite<T extends SharedObject>(setting: Setting, kind: Exclusive<T>): void {
  const { acquire, acquireSync, tryAcquire, isFree, awaited, verbs } = kind;

  describe(`${kind.title} as what one may have at a time, ${setting.title}`, () => {
    const stage = onStage(setting);

    it('is acquired and released in every way', async () => {
      const object = kind.make(stage.at());
      for (const take of [() => acquireSync(object), () => acquire(object), () => tryAcquire(object)]) {
        const guard = (await take()) as Guard;
        expect(isFree(object)).toBe(false);
        guard.release();
        expect(isFree(object)).toBe(true);
      }
    });

    it('is acquired with options that need no waiting', async () => {
      const object = kind.make(stage.at());
      const { signal } = new AbortController();
      for (const timeout of [0, 0.5, 1e12, Number.POSITIVE_INFINITY]) {
        acquireSync(object, { timeout }).release();
        (await acquire(object, { timeout, signal })).release();
      }
      expect(isFree(object)).toBe(true);
    });

    it('is refused at once to who only tries while another has it', async () => {
      const object = kind.make(stage.at());
      const actor = await stage.actor();
      const guard = acquireSync(object);
      expect(await actor.call(object, verbs.tryAcquire)).toBeUndefined();
      await expectReject(actor.call(object, verbs.acquireSync, { timeout: 0 }), TIMEOUT);
      await expectReject(actor.call(object, verbs.acquire, { timeout: 0 }), TIMEOUT);
      guard.release();
      const theirs = await actor.call<RemoteGuard>(object, verbs.tryAcquire);
      expect(tryAcquire(object)).toBeUndefined();
      expectThrow(() => acquireSync(object, { timeout: 0 }), TIMEOUT);
      await expectReject(acquire(object, { timeout: 0 }), TIMEOUT);
      await theirs.release();
      expect(isFree(object)).toBe(true);
    });

    it.each([verbs.acquireSync, verbs.acquire])('makes %s of another wait for the release', async (verb) => {
      const object = kind.make(stage.at());
      const actor = await stage.actor();
      const guard = acquireSync(object);
      const theirs = actor.call<RemoteGuard>(object, verb);
      await until(() => awaited(object));
      expect(await isSettled(theirs)).toBe(false);
      guard.release();
      await (await theirs).release();
      expect(isFree(object)).toBe(true);
    });

    it('makes a task of this thread wait for the release by another', async () => {
      const object = kind.make(stage.at());
      const actor = await stage.actor();
      const theirs = await actor.call<RemoteGuard>(object, verbs.acquireSync);
      const mine = acquire(object);
      expect(await isSettled(mine)).toBe(false);
      await theirs.release();
      (await mine).release();
      expect(isFree(object)).toBe(true);
    });

    it.each([verbs.acquireSync, verbs.acquire])(
      'lets %s time out, not early, and then forgets it',
      async (verb) => {
        const object = kind.make(stage.at());
        const actor = await stage.actor();
        const guard = acquireSync(object);
        const began = performance.now();
        await expectReject(actor.call(object, verb, { timeout: 30 }), TIMEOUT);
        expect(performance.now() - began).toBeGreaterThanOrEqual(30);
        guard.release();
        expect(isFree(object)).toBe(true);
      },
    );

    it('lets a blocked test thread time out, not early', async () => {
      const object = kind.make(stage.at());
      const actor = await stage.actor();
      const theirs = await actor.call<RemoteGuard>(object, verbs.acquireSync);
      const began = performance.now();
      expectThrow(() => acquireSync(object, { timeout: 20 }), TIMEOUT);
      expect(performance.now() - began).toBeGreaterThanOrEqual(20);
      await theirs.release();
      expect(isFree(object)).toBe(true);
    });

    it('rejects with the reason of the signal, before and while it waits', async () => {
      const object = kind.make(stage.at());
      const reason = new Error('no longer needed');
      await expect(acquire(object, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      const guard = acquireSync(object);
      await expect(acquire(object, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      const abort = new AbortController();
      const waiting = acquire(object, { signal: abort.signal });
      expect(await isSettled(waiting)).toBe(false);
      abort.abort(reason);
      await expect(waiting).rejects.toBe(reason);
      guard.release();
      expect(isFree(object)).toBe(true);
    });

    it('ignores a signal that comes after the acquire', async () => {
      const object = kind.make(stage.at());
      const abort = new AbortController();
      const guard = await acquire(object, { signal: abort.signal });
      abort.abort();
      expect(isFree(object)).toBe(false);
      guard.release();
      expect(isFree(object)).toBe(true);
    });

    it('passes on the wake-up of a waiter that is aborted just then', async () => {
      const object = kind.make(stage.at());
      const actor = await stage.actor();
      const guard = acquireSync(object);
      const abort = new AbortController();
      // First in line, so the release wakes this one.
      const aborted = acquire(object, { signal: abort.signal });
      const blocked = actor.call<RemoteGuard>(object, verbs.acquireSync);
      const awaiting = acquire(object);
      guard.release();
      abort.abort(new Error('too late'));
      const settled = await Promise.allSettled([aborted]);
      for (const outcome of settled) if (outcome.status === 'fulfilled') outcome.value.release();
      await Promise.all([
        blocked.then((theirs) => theirs.release()),
        awaiting.then((mine) => mine.release()),
      ]);
      expect(isFree(object)).toBe(true);
    });

    it('serves a thousand waits of one thread in the order in which they came', async () => {
      const object = kind.make(stage.at());
      const guard = acquireSync(object);
      const order: number[] = [];
      const waits = Array.from({ length: 1000 }, async (_, i) => {
        const mine = await acquire(object);
        order.push(i);
        mine.release();
      });
      expect(order).toEqual([]);
      guard.release();
      await Promise.all(waits);
      expect(order).toEqual(Array.from({ length: 1000 }, (_, i) => i));
      expect(isFree(object)).toBe(true);
    });

    it('drops the waits out of the middle of a line that time out or are aborted', async () => {
      const object = kind.make(stage.at());
      const guard = acquireSync(object);
      const abort = new AbortController();
      const first = acquire(object);
      const timed = acquire(object, { timeout: 5 });
      const aborted = acquire(object, { signal: abort.signal });
      const last = acquire(object);
      await expectReject(timed, TIMEOUT);
      abort.abort(new Error('gone'));
      await expect(aborted).rejects.toThrow('gone');
      guard.release();
      (await first).release();
      (await last).release();
      expect(isFree(object)).toBe(true);
    });

    it('is acquired or times out, and never both, when the release and the timeout come together', async () => {
      const object = kind.make(stage.at());
      const outcomes = { acquired: 0, timedOut: 0 };
      for (let round = 0; round < 20; round += 1) {
        const guard = acquireSync(object);
        const waits = Array.from({ length: 10 }, (_, i) =>
          acquire(object, { timeout: (i % 4) + 1 }).then(
            (mine) => {
              outcomes.acquired += 1;
              mine.release();
            },
            (error) => {
              expect(error).toMatchObject({ code: TIMEOUT });
              outcomes.timedOut += 1;
            },
          ),
        );
        const released = new Promise((resolve) => setTimeout(resolve, (round % 4) + 1)).then(() =>
          guard.release(),
        );
        await Promise.all([...waits, released]);
      }
      expect(outcomes.acquired + outcomes.timedOut).toBe(200);
      await until(() => isFree(object));
    });

    it('goes round among threads that block and tasks that await', async () => {
      const object = kind.make(stage.at());
      const actors = await Promise.all([stage.actor(), stage.actor(), stage.actor()]);
      const guard = acquireSync(object);
      let inside = 0;
      const enter = async (theirs: Promise<Guard | RemoteGuard>) => {
        const entered = await theirs;
        inside += 1;
        expect(inside).toBe(1);
        inside -= 1;
        await entered.release();
      };
      const turns = actors.flatMap((actor, i) => [
        enter(actor.call<RemoteGuard>(object, i % 2 === 0 ? verbs.acquireSync : verbs.acquire)),
        enter(acquire(object)),
      ]);
      await until(() => awaited(object));
      guard.release();
      await Promise.all(turns);
      expect(isFree(object)).toBe(true);
    });

    it('is released by a guard once only', async () => {
      const object = kind.make(stage.at());
      const guard = acquireSync(object);
      guard.release();
      guard.release();
      const again = acquireSync(object);
      guard.release();
      guard[Symbol.dispose]();
      expect(isFree(object)).toBe(false);
      again[Symbol.dispose]();
      expect(isFree(object)).toBe(true);
    });

    it('is released at the end of the scope of `using`, also by an exception', () => {
      const object = kind.make(stage.at());
      {
        using _guard = acquireSync(object);
        expect(isFree(object)).toBe(false);
      }
      expect(isFree(object)).toBe(true);
      expect(() => {
        using _guard = acquireSync(object);
        throw new Error('inside');
      }).toThrow('inside');
      expect(isFree(object)).toBe(true);
    });

    it('is one and the same through every handle', () => {
      const object = kind.make(stage.at());
      const twin = attach<T>(share(object));
      const guard = acquireSync(object);
      expect(isFree(twin)).toBe(false);
      expect(twin.describe()).toEqual(object.describe());
      guard.release();
      expect(isFree(twin)).toBe(true);
    });

    it('refuses bad arguments without taking anything, free or not', async () => {
      const object = kind.make(stage.at());
      const bad = errorWith('ERR_WEFT_ARGUMENT') as Error;
      const check = async () => {
        for (const timeout of [-1, Number.NaN, Number.NEGATIVE_INFINITY, '5', null, {}, 5n] as number[]) {
          expect(() => acquireSync(object, { timeout })).toThrowError(bad);
          await expect(acquire(object, { timeout })).rejects.toEqual(bad);
        }
        for (const signal of [null, 5, {}, 'abort'] as unknown as AbortSignal[]) {
          await expect(acquire(object, { signal })).rejects.toEqual(bad);
        }
        for (const options of [5, 'x', null, true, () => {}] as unknown as Wait[]) {
          expect(() => acquireSync(object, options as { timeout: number })).toThrowError(bad);
          await expect(acquire(object, options)).rejects.toEqual(bad);
        }
      };
      await check();
      const guard = acquireSync(object);
      await check();
      guard.release();
      expect(isFree(object)).toBe(true);
    });
  });
}
