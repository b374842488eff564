/** What becomes of locks whose owner dies, and of the waits of the dead. */

import {
  AtomicBool,
  AtomicInt32,
  Condition,
  type Guard,
  type Lock,
  type RLock,
  type RWLock,
  type SharedObject,
} from '@weft/atomics';
import { describe, expect, it, type TestOptions } from 'vitest';
import { expectReject, expectThrow } from '../support/outcome.js';
import { has, needs } from '../support/runtime.js';
import { onStage, type Setting } from '../support/setting.js';
import { until } from '../support/until.js';
import type { Actor, RemoteGuard } from '../support/world.js';
import type { Exclusive } from './exclusive.js';
import { LOCK } from './lock.js';
import { RLOCK } from './rlock.js';
import { WRITING } from './rw-lock.js';

const OWNER_DIED = 'ERR_WEFT_OWNER_DIED';
const NOT_OWNER = 'ERR_WEFT_NOT_OWNER';

/** A lock that can be recovered. */
export type Recoverable = SharedObject & { recover(): Guard };

/** Something with an owner. */
export type Mortal<T extends Recoverable> = Exclusive<T>;

export const MORTALS: readonly [Mortal<Lock>, Mortal<RLock>, Mortal<RWLock>] = [LOCK, RLOCK, WRITING];

export function deathSuite<T extends Recoverable>(setting: Setting, kind: Mortal<T>): void {
  const { acquire, acquireSync, tryAcquire, isFree, awaited, verbs } = kind;

  describe(`${kind.title} and the death of its owner, ${setting.title}`, () => {
    const stage = onStage(setting);

    /** An object that an actor has and whose actor is dead. */
    const bereaved = async (end: (actor: Actor) => Promise<unknown>) => {
      const object = kind.make(stage.at('legacy'));
      const actor = await stage.actor('the late');
      await actor.call(object, verbs.acquireSync);
      await end(actor);
      if (!has('prompt-kill')) await deathIsKnown(object);
      return object;
    };

    const deathIsKnown = (object: T) => until(() => throwsOwnerDied(() => tryAcquire(object)));

    const ends: readonly [string, TestOptions, (actor: Actor) => Promise<unknown>][] = [
      ['is killed', {}, (actor) => actor.kill()],
      ['exits', needs('node-modules'), (actor) => actor.run('basics', 'exit').catch(() => {})],
      ['crashes', needs('node-modules'), (actor) => actor.run('basics', 'crash').catch(() => actor.ended)],
    ];

    for (const [how, needed, end] of ends) {
      it(`is abandoned when its owner ${how}, in every way of asking for it`, needed, async () => {
        const object = await bereaved(end);
        const actor = await stage.actor();
        await deathIsKnown(object);
        expectThrow(() => acquireSync(object), OWNER_DIED);
        expectThrow(() => acquireSync(object, { timeout: 0 }), OWNER_DIED);
        expectThrow(() => acquireSync(object, { timeout: 60_000 }), OWNER_DIED);
        await expectReject(acquire(object), OWNER_DIED);
        await expectReject(acquire(object, { timeout: 0 }), OWNER_DIED);
        for (const verb of Object.values(verbs)) await expectReject(actor.call(object, verb), OWNER_DIED);
        expect(object.describe()).toMatchObject({ locked: true, abandoned: true });
      });
    }

    it('names the object and the thread that had it', async () => {
      const object = await bereaved((actor) => actor.kill());
      expect(() => acquireSync(object)).toThrow(/the late.*"legacy"/);
    });

    it('is recovered by one, and then a lock like any other', async () => {
      const object = await bereaved((actor) => actor.kill());
      const actor = await stage.actor('heir');
      const guard = object.recover();
      expect(object.describe()).toMatchObject({ locked: true, owner: 'main' });
      expect(object.describe().abandoned).toBeUndefined();
      expectThrow(() => object.recover(), NOT_OWNER);
      await expectReject(actor.call(object, 'recover'), NOT_OWNER);
      const waiting = actor.call<RemoteGuard>(object, verbs.acquireSync);
      await until(() => awaited(object));
      guard.release();
      await (await waiting).release();
      expect(isFree(object)).toBe(true);
      expectThrow(() => object.recover(), NOT_OWNER);
    });

    it('is recovered at once by who knows of the death, and by another thread', async () => {
      const object = await bereaved((actor) => actor.kill());
      const actor = await stage.actor('heir');
      const guard = await actor.call<RemoteGuard>(object, 'recover');
      expect(object.describe()).toMatchObject({ locked: true, owner: 'heir' });
      await guard.release();
      expect(isFree(object)).toBe(true);
    });

    it('stays with an owner that was killed until that has stopped', async () => {
      const object = kind.make(stage.at());
      const turns = new AtomicInt32(0, stage.at());
      const stop = new AtomicBool(false, stage.at());
      const actor = await stage.actor();
      actor.run('mortality', 'holdBusily', object, verbs.acquireSync, turns, stop).catch(() => {});
      await until(() => turns.load() > 0);
      await actor.kill();
      if (!has('kill')) {
        const before = turns.load();
        await until(() => turns.load() !== before);
        expect(tryAcquire(object)).toBeUndefined();
        stop.store(true);
      }
      await deathIsKnown(object);
      const last = turns.load();
      await expectReject(acquire(object), OWNER_DIED);
      expect(turns.load()).toBe(last);
    });

    it('cannot be recovered while its owner lives', async () => {
      const object = kind.make(stage.at());
      const actor = await stage.actor();
      expectThrow(() => object.recover(), NOT_OWNER);
      const guard = await actor.call<RemoteGuard>(object, verbs.acquireSync);
      expectThrow(() => object.recover(), NOT_OWNER);
      await expectReject(actor.call(object, 'recover'), NOT_OWNER);
      await guard.release();
      expect(isFree(object)).toBe(true);
    });

    it('tells all who wait, blocked or not', async () => {
      const object = kind.make(stage.at());
      const [owner, one, two] = await Promise.all([stage.actor(), stage.actor(), stage.actor()]);
      await owner.call(object, verbs.acquireSync);
      const waits = [
        one.call(object, verbs.acquireSync),
        two.call(object, verbs.acquire),
        two.call(object, verbs.acquireSync, { timeout: 60_000 }),
        acquire(object),
        acquire(object, { timeout: 60_000 }),
      ];
      const outcomes = Promise.allSettled(waits);
      await until(() => awaited(object));
      await owner.kill();
      for (const outcome of await outcomes) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: { code: OWNER_DIED } });
      }
    });

    it.each(['exit', 'crash'])(
      'tells a thread that is blocked when the owner ends by %s',
      needs('node-modules'),
      async (end) => {
        const object = kind.make(stage.at());
        const actor = await stage.actor();
        const held = actor.run('mortality', 'holdUntilAwaited', object, verbs.acquireSync, end);
        await until(() => object.describe().locked === true);
        expectThrow(() => acquireSync(object), OWNER_DIED);
        await held.catch(() => {});
        await actor.ended;
        object.recover().release();
        expect(isFree(object)).toBe(true);
      },
    );

    it.each([verbs.acquireSync, verbs.acquire])(
      'forgets a waiter that dies in %s',
      needs('prompt-kill'),
      async (verb) => {
        const object = kind.make(stage.at());
        const [waiter, next] = [await stage.actor(), await stage.actor()];
        const guard = acquireSync(object);
        const waits = waiter.call(object, verb);
        await until(() => awaited(object));
        const behind = next.call<RemoteGuard>(object, verbs.acquireSync);
        await waiter.kill();
        await expect(waits).rejects.toThrow('the actor ended');
        guard.release();
        await (await behind).release();
        expect(isFree(object)).toBe(true);
      },
    );

    it('is free when a waiter died although the release woke it', needs('prompt-kill'), async () => {
      const object = kind.make(stage.at());
      const [waiter, next] = [await stage.actor(), await stage.actor()];
      for (let round = 0; round < 5; round += 1) {
        const guard = acquireSync(object);
        const dying = await stage.actor();
        const waits = dying.call(object, verbs.acquireSync);
        await until(() => awaited(object));
        const behind = [waiter, next].map((actor) => actor.call<RemoteGuard>(object, verbs.acquire));
        const killing = dying.kill();
        guard.release();
        await Promise.all([killing, waits.catch(() => {})]);
        await Promise.all(behind.map((theirs) => inherit(object, theirs)));
      }
    });

    /** Releases what an actor acquires, or what died with the waiter that was faster. */
    const inherit = async (object: T, theirs: Promise<RemoteGuard>) => {
      try {
        await (await theirs).release();
      } catch (error) {
        expect(error).toMatchObject({ code: OWNER_DIED });
        try {
          object.recover().release();
        } catch (late) {
          expect(late).toMatchObject({ code: NOT_OWNER });
        }
      }
    };
  });
}

/** Whether a failing call says that an owner died. */
function throwsOwnerDied(call: () => unknown): boolean {
  try {
    call();
    return false;
  } catch (error) {
    return (error as { code?: string }).code === OWNER_DIED;
  }
}

/** A condition whose lock is abandoned. */
export function conditionDeathSuite(setting: Setting): void {
  describe(`Condition and death, ${setting.title}`, () => {
    const stage = onStage(setting);

    it('tells the next one if who was told dies before it could go on', needs('prompt-kill'), async () => {
      const condition = new Condition(undefined, stage.at());
      const [dying, next] = [await stage.actor(), await stage.actor()];
      const lost = dying.run('conditions', 'waitBlocking', condition, {});
      await until(() => condition.waiting() === 1);
      const waits = next.run('conditions', 'waitBlocking', condition, {});
      await until(() => condition.waiting() === 2);
      const held = condition.acquireSync();
      condition.notify();
      // Told, but it cannot go on while the lock is held here.
      await dying.kill();
      await expect(lost).rejects.toThrow('the actor ended');
      held.release();
      expect(await waits).toEqual({ told: true, held: true });
    });

    it('does not count the dead among those who are told', needs('prompt-kill'), async () => {
      const condition = new Condition(undefined, stage.at());
      const [dying, next] = [await stage.actor(), await stage.actor()];
      dying.run('conditions', 'waitBlocking', condition, {}).catch(() => {});
      await until(() => condition.waiting() === 1);
      const waits = next.run('conditions', 'waitAsync', condition, {});
      await until(() => condition.waiting() === 2);
      await dying.kill();
      await condition.run(() => condition.notify());
      expect(await waits).toEqual({ told: true, held: true });
    });

    it('gives OwnerDiedError to who returns from a wait when the owner of the lock died', async () => {
      const condition = new Condition(undefined, stage.at());
      const [blocked, awaiting, owner] = [await stage.actor(), await stage.actor(), await stage.actor()];
      const waits = [
        blocked.run('conditions', 'waitBlocking', condition, {}),
        awaiting.run('conditions', 'waitAsync', condition, {}),
      ];
      await until(() => condition.waiting() === 2);
      await owner.call(condition, 'acquireSync');
      await owner.call(condition, 'notifyAll');
      await owner.kill();
      for (const wait of waits) await expectReject(wait, OWNER_DIED);
      expect(condition.waiting()).toBe(0);
    });
  });
}
