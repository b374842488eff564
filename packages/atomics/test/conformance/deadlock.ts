/** Deadlocks: told to exactly one of the threads in a cycle, by name, and never where a wait ends by itself. */
import { type DeadlockMember, Lock, RLock, RWLock, type SharedObject } from '@weft/atomics';
import { describe, expect, it } from 'vitest';
import { onStage, type Setting, type Stage } from '../support/setting.js';
import { until } from '../support/until.js';
import type { Actor, RemoteError, RemoteGuard } from '../support/world.js';

const DEADLOCK = 'ERR_WEFT_DEADLOCK';

/** One thread's part in a ring: what it holds, and how it is asked for by the thread before it. */
interface Part {
  readonly object: SharedObject;
  readonly label: string;
  readonly hold: string;
  readonly want: string;
}

const lockPart = (stage: Stage, name: string): Part => ({
  object: new Lock(stage.at(name)),
  label: `Lock "${name}"`,
  hold: 'acquireSync',
  want: 'acquireSync',
});

const rlockPart = (stage: Stage, name: string): Part => ({
  object: new RLock(stage.at(name)),
  label: `RLock "${name}"`,
  hold: 'acquireSync',
  want: 'acquireSync',
});

const rwPart = (stage: Stage, name: string, hold: 'Read' | 'Write', want: 'Read' | 'Write'): Part => ({
  object: new RWLock(stage.at(name)),
  label: `RWLock "${name}"`,
  hold: `acquire${hold}Sync`,
  want: `acquire${want}Sync`,
});

const RINGS: readonly [string, (stage: Stage) => Part[]][] = [
  ['two locks', (stage) => [lockPart(stage, 'a'), lockPart(stage, 'b')]],
  ['three locks', (stage) => ['a', 'b', 'c'].map((name) => lockPart(stage, name))],
  ['four locks', (stage) => ['a', 'b', 'c', 'd'].map((name) => lockPart(stage, name))],
  ['a Lock and an RLock', (stage) => [lockPart(stage, 'a'), rlockPart(stage, 'b')]],
  ['a Lock and a writer', (stage) => [lockPart(stage, 'a'), rwPart(stage, 'b', 'Write', 'Read')]],
  ['a Lock and a reader', (stage) => [lockPart(stage, 'a'), rwPart(stage, 'b', 'Read', 'Write')]],
  [
    'a Lock, an RLock and two RWLocks',
    (stage) => [
      lockPart(stage, 'a'),
      rlockPart(stage, 'b'),
      rwPart(stage, 'c', 'Write', 'Write'),
      rwPart(stage, 'd', 'Read', 'Write'),
    ],
  ],
];

export function deadlockSuite(setting: Setting): void {
  describe(`deadlocks, ${setting.title}`, () => {
    const stage = onStage(setting);

    it.each(RINGS)('of %s are told to one thread, and the others go on', async (_, makeParts) => {
      const parts = makeParts(stage);
      const actors = await enter(stage, parts);
      const held = await Promise.all(parts.map(({ object, hold }, i) => take(actors, i, object, hold)));
      const wanted = parts.map((_part, i) => next(parts, i));
      const waits = wanted.map(({ object, want }, i) => take(actors, i, object, want));

      const victim = await Promise.any(
        waits.map((wait, i) =>
          wait.then(
            () => Promise.reject(new Error('acquired')),
            (error: RemoteError) => ({ i, error }),
          ),
        ),
      );
      expect(victim.error.code).toBe(DEADLOCK);
      checkReport(victim.error, parts, victim.i);

      // The victim lets go; so one after the other gets what it wants, and lets go of everything.
      await held[victim.i]?.release();
      for (let step = 1; step < parts.length; step += 1) {
        const i = (victim.i - step + parts.length) % parts.length;
        await (await waits[i])?.release();
        await held[i]?.release();
      }
      for (const { object } of parts) expect(object.describe()).toMatchObject({ locked: false });
    });

    it('is told of a cycle that this thread is in', async () => {
      const [a, b] = [new Lock(stage.at('a')), new Lock(stage.at('b'))];
      const actor = await stage.actor('other');
      const mine = a.acquireSync();
      const outcome = actor.run<string>('crossing', 'takeBoth', b, a);
      await until(() => a.describe().waiters === true);
      let told = false;
      try {
        b.acquireSync().release();
      } catch (error) {
        expect(error).toMatchObject({ code: DEADLOCK });
        expect((error as { cycle: DeadlockMember[] }).cycle.map(({ thread }) => thread)).toEqual([
          'main',
          'other',
        ]);
        told = true;
      }
      mine.release();
      expect([told, await outcome]).toSatisfy(([mineTold, theirs]: [boolean, string]) =>
        mineTold ? theirs === 'both' : theirs === DEADLOCK,
      );
      expect([a.locked(), b.locked()]).toEqual([false, false]);
    });

    it.each([0, 1, 2])(
      'are not told where %i of two waits have a timeout, unless none has',
      async (timed) => {
        const parts = [lockPart(stage, 'a'), lockPart(stage, 'b')];
        const actors = await enter(stage, parts);
        const held = await Promise.all(parts.map(({ object, hold }, i) => take(actors, i, object, hold)));
        const waits = parts.map((_, i) => {
          const { object, want } = next(parts, i);
          return actors[i]?.call<RemoteGuard>(object, want, ...(i < timed ? [{ timeout: 150 }] : []));
        });
        const codes = waits.map((wait, i) =>
          wait?.then(
            async (guard) => {
              await guard.release();
              await held[i]?.release();
              return 'acquired';
            },
            async (error: RemoteError) => {
              await held[i]?.release();
              return error.code;
            },
          ),
        );
        const ended = await Promise.all(codes);
        const expected = [['acquired', DEADLOCK], ['acquired', 'ERR_WEFT_TIMEOUT'], undefined][timed]?.sort();
        // With two timeouts the second wait ends by the first one's release or by its own time.
        if (expected !== undefined) expect(ended.sort()).toEqual(expected);
        else {
          expect(ended).toContain('ERR_WEFT_TIMEOUT');
          expect(ended).not.toContain(DEADLOCK);
        }
      },
    );

    it('are not told to who waits for a thread that is busy, or that waits for something else', async () => {
      const [a, b, c] = [new Lock(stage.at('a')), new Lock(stage.at('b')), new Lock(stage.at('c'))];
      const [one, two] = [await stage.actor('one'), await stage.actor('two')];
      const mine = c.acquireSync();
      const first = await one.call(a, 'acquireSync');
      const second = await two.call(b, 'acquireSync');
      // two waits for one, one for this thread, which waits for nobody; long enough for many looks.
      const waits = [two.call<RemoteGuard>(a, 'acquireSync'), one.call<RemoteGuard>(c, 'acquireSync')];
      await until(() => a.describe().waiters === true && c.describe().waiters === true);
      const looked = performance.now() + 300;
      await until(() => performance.now() > looked);
      mine.release();
      await (await waits[1])?.release();
      await first.release();
      await (await waits[0])?.release();
      await second.release();
      for (const lock of [a, b, c]) expect(lock.locked()).toBe(false);
    });

    it('name the thread and the lock that wait for themselves', () => {
      const lock = new Lock(stage.at('mine'));
      using _held = lock.acquireSync();
      const cycle = [
        { thread: 'main', identity: expect.any(String), wants: 'Lock "mine"', holds: 'Lock "mine"' },
      ];
      expect(() => lock.acquireSync()).toThrowError(expect.objectContaining({ code: DEADLOCK, cycle }));
      expect(() => lock.acquireSync()).toThrow(/main.*Lock "mine"/);
    });
  });
}

function next(parts: readonly Part[], i: number): Part {
  return parts[(i + 1) % parts.length] as Part;
}

function enter(stage: Stage, parts: readonly Part[]): Promise<Actor[]> {
  return Promise.all(parts.map((_, i) => stage.actor(`thread ${i}`)));
}

function take(actors: readonly Actor[], i: number, object: SharedObject, verb: string): Promise<RemoteGuard> {
  return (actors[i] as Actor).call<RemoteGuard>(object, verb);
}

/** The report begins with who got it, and each holds what the one before it wants. */
function checkReport(error: RemoteError, parts: readonly Part[], victim: number): void {
  const { cycle = [] } = error.details;
  const order = parts.map((_, i) => (victim + i) % parts.length);
  expect(cycle.map(({ thread }) => thread)).toEqual(order.map((i) => `thread ${i}`));
  expect(cycle.map(({ holds }) => holds)).toEqual(
    order.map((i) => expect.stringContaining(labelOf(parts, i))),
  );
  expect(cycle.map(({ wants }) => wants)).toEqual(
    order.map((i) => expect.stringContaining(labelOf(parts, (i + 1) % parts.length))),
  );
  expect(new Set(cycle.map(({ identity }) => identity)).size).toBe(parts.length);
  for (const i of order) {
    expect(error.message).toContain(`thread ${i}`);
    expect(error.message).toContain(labelOf(parts, i));
  }
}

function labelOf(parts: readonly Part[], i: number): string {
  return (parts[i] as Part).label;
}
