/** Barrier: all arrive, then all go on. */
import { AtomicInt32, Barrier, type BarrierOptions } from '@weft/atomics';
import { describe, expect, it } from 'vitest';
import { errorWith, expectReject, expectThrow, isSettled } from '../support/outcome.js';
import { onStage, type Setting } from '../support/setting.js';
import { until } from '../support/until.js';
import type { Actor } from '../support/world.js';

const BROKEN = 'ERR_WEFT_BROKEN_BARRIER';
const WAITS = ['waitSync', 'wait'];

export function barrierSuite(setting: Setting): void {
  describe(`Barrier, ${setting.title}`, () => {
    const stage = onStage(setting);
    const make = (parties: number, options: BarrierOptions = {}) =>
      new Barrier(parties, { ...stage.at(), ...options });
    const crew = (size: number) => Promise.all(Array.from({ length: size }, () => stage.actor()));
    /** Lets the actors arrive, blocking or not in turn, and waits until they are there. */
    const arrive = async (barrier: Barrier, actors: readonly Actor[]) => {
      const before = barrier.waiting();
      const waits = actors.map((actor, i) => actor.call<number>(barrier, WAITS[i % 2] as string));
      await until(() => barrier.waiting() === before + actors.length);
      return waits;
    };

    it('tells how many it is for, how many are there and whether it is broken', async () => {
      const barrier = make(3);
      const [one] = await crew(1);
      expect([barrier.parties, barrier.waiting(), barrier.broken()]).toEqual([3, 0, false]);
      await arrive(barrier, [one as Actor]);
      expect(barrier.describe()).toEqual({ waiting: 1, parties: 3, broken: false });
      expect(String(barrier)).toBe('[Barrier waiting=1 parties=3 broken=false]');
      barrier.abort();
      expect(String(barrier)).toBe('[Barrier waiting=0 parties=3 broken=true]');
    });

    it('lets five threads pass in step, ten times', async () => {
      const barrier = make(5);
      const arrived = new AtomicInt32(0, stage.at());
      const actors = await crew(5);
      const runs = actors.map((actor, i) =>
        actor.run<number>('barriers', 'passInStep', barrier, arrived, 10, i % 2 === 0),
      );
      expect(await Promise.all(runs)).toEqual([0, 0, 0, 0, 0]);
      expect(arrived.load()).toBe(50);
      expect([barrier.waiting(), barrier.broken()]).toEqual([0, false]);
    });

    it('gives each party its place in the order of arrival', async () => {
      const barrier = make(4);
      const indexes: Promise<number>[] = [];
      for (const actor of await crew(3)) indexes.push(...(await arrive(barrier, [actor])));
      expect(await isSettled(Promise.race(indexes))).toBe(false);
      indexes.push(barrier.wait());
      expect(await Promise.all(indexes)).toEqual([0, 1, 2, 3]);
    });

    it('lets one party pass at once, again and again', async () => {
      const barrier = make(1);
      expect([barrier.waitSync(), barrier.waitSync({ timeout: 0 })]).toEqual([0, 0]);
      expect([await barrier.wait(), await barrier.wait({ timeout: 0 })]).toEqual([0, 0]);
      expect(barrier.broken()).toBe(false);
    });

    it('lets tasks of one thread meet', async () => {
      const barrier = make(3);
      const rounds = [0, 1, 2].map(async () => [await barrier.wait(), await barrier.wait()]);
      const places = await Promise.all(rounds);
      expect(places.map(([first]) => first)).toEqual([0, 1, 2]);
      expect(places.map(([, second]) => second).sort()).toEqual([0, 1, 2]);
    });

    it('releases this thread while it blocks', async () => {
      const barrier = make(2);
      const [other] = await crew(1);
      const theirs = other?.call<number>(barrier, 'waitSync');
      expect([barrier.waitSync(), await theirs].sort()).toEqual([0, 1]);
    });

    it('runs the action once per round before anyone goes on', async () => {
      let ran = 0;
      const barrier = make(3, {
        action: () => {
          ran += 1;
        },
      });
      for (let round = 1; round <= 3; round += 1) {
        const waits = await arrive(barrier, await crew(2));
        expect(ran).toBe(round - 1);
        await Promise.all([...waits, barrier.wait().then(() => expect(ran).toBe(round))]);
      }
      expect(ran).toBe(3);
    });

    it.each(['wait', 'waitSync'] as const)(
      'has %s run the action where another arrives last',
      async (wait) => {
        let ran = 0;
        const barrier = make(3, {
          action: () => {
            ran += 1;
          },
        });
        const [first, last] = await crew(2);
        const waits = await arrive(barrier, [first as Actor]);
        // The actors came by the barrier through its handle, and have no action.
        waits.push(last?.run<number>('barriers', 'arriveLast', barrier) as Promise<number>);
        expect(await barrier[wait]()).toBe(1);
        expect(ran).toBe(1);
        expect(await Promise.all(waits)).toEqual([0, 2]);
      },
    );

    it('waits for an asynchronous action, and makes newcomers wait as well', async () => {
      const finish: (() => void)[] = [];
      const action = () => new Promise<void>((resolve) => finish.push(resolve));
      const barrier = make(2, { action });
      const [other, next] = await crew(2);
      const waits = [...(await arrive(barrier, [other as Actor])), barrier.wait()];
      const newcomers = [next?.call<number>(barrier, 'waitSync'), barrier.wait()];
      expect(await isSettled(Promise.race([...waits, ...newcomers]))).toBe(false);
      expect(finish).toHaveLength(1);
      finish[0]?.();
      expect((await Promise.all(waits)).sort()).toEqual([0, 1]);
      await until(() => finish.length === 2);
      finish[1]?.();
      expect((await Promise.all(newcomers)).sort()).toEqual([0, 1]);
    });

    it('is broken by an action that fails, and tells its error to who ran it', async () => {
      const fail = () => {
        throw new Error('the action failed');
      };
      for (const wait of ['wait', 'waitSync'] as const) {
        const barrier = make(2, { action: fail });
        const [other] = await crew(1);
        const [theirs] = await arrive(barrier, [other as Actor]);
        await expect((async () => barrier[wait]())()).rejects.toThrow('the action failed');
        await expectReject(theirs as Promise<number>, BROKEN);
        expect(barrier.broken()).toBe(true);
      }
    });

    it('is broken by an asynchronous action where a thread blocks', async () => {
      const barrier = make(1, { action: async () => {} });
      expectThrow(() => barrier.waitSync(), 'ERR_WEFT_ARGUMENT');
      expect(barrier.broken()).toBe(true);
      barrier.reset();
      expect(await barrier.wait()).toBe(0);
    });

    it('is broken by abort, for those who wait and for all who come', async () => {
      const barrier = make(4);
      const mine = barrier.wait();
      const waits = await arrive(barrier, await crew(2));
      barrier.abort();
      for (const wait of [mine, ...waits]) await expectReject(wait, BROKEN);
      expect(barrier.broken()).toBe(true);
      expectThrow(() => barrier.waitSync(), BROKEN);
      await expectReject(barrier.wait(), BROKEN);
      barrier.abort();
      expect([barrier.broken(), barrier.waiting()]).toEqual([true, 0]);
    });

    it('is made new by reset, which breaks the round of those who wait', async () => {
      const barrier = make(3);
      const actors = await crew(2);
      const waits = await arrive(barrier, actors);
      barrier.reset();
      for (const wait of waits) await expectReject(wait, BROKEN);
      expect([barrier.broken(), barrier.waiting()]).toEqual([false, 0]);
      barrier.abort();
      barrier.reset();
      const again = [...(await arrive(barrier, actors)), barrier.wait()];
      expect((await Promise.all(again)).sort()).toEqual([0, 1, 2]);
    });

    it.each(WAITS)('is broken for all when one %s times out, who is told so', async (verb) => {
      const barrier = make(4);
      const actors = await crew(3);
      const waits = await arrive(barrier, actors.slice(0, 2));
      const began = performance.now();
      await expect(actors[2]?.call(barrier, verb, { timeout: 20 })).rejects.toMatchObject({
        code: BROKEN,
        details: { causeName: 'TimeoutError' },
      });
      expect(performance.now() - began).toBeGreaterThanOrEqual(20);
      for (const wait of waits) {
        await expect(wait).rejects.toMatchObject({ code: BROKEN, details: {} });
      }
      expect(barrier.broken()).toBe(true);
    });

    it('takes the timeout of the constructor where none is given', async () => {
      const barrier = make(2, { timeout: 10 });
      for (const wait of [() => barrier.waitSync(), () => barrier.wait()]) {
        const began = performance.now();
        await expectReject((async () => wait())(), BROKEN);
        expect(performance.now() - began).toBeGreaterThanOrEqual(10);
        barrier.reset();
      }
      const [other] = await crew(1);
      const patient = [barrier.wait({ timeout: 60_000 })];
      expect(barrier.waiting()).toBe(1);
      patient.push(other?.call<number>(barrier, 'waitSync') as Promise<number>);
      expect(await Promise.all(patient)).toEqual([0, 1]);
    });

    it('is broken at once by who tries and is not the last', async () => {
      const barrier = make(2);
      expectThrow(() => barrier.waitSync({ timeout: 0 }), BROKEN);
      expect(barrier.broken()).toBe(true);
      barrier.reset();
      const [other] = await crew(1);
      const theirs = await arrive(barrier, [other as Actor]);
      expect(await barrier.wait({ timeout: 0 })).toBe(1);
      expect(await Promise.all(theirs)).toEqual([0]);
    });

    it('is broken for all when one is aborted, who gets the reason', async () => {
      const barrier = make(3);
      const waits = await arrive(barrier, await crew(1));
      const abort = new AbortController();
      const mine = barrier.wait({ signal: abort.signal });
      abort.abort(new Error('no longer'));
      await expect(mine).rejects.toThrow('no longer');
      await expectReject(waits[0] as Promise<number>, BROKEN);
      barrier.reset();
      await expect(barrier.wait({ signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow('never');
      expect([barrier.broken(), barrier.waiting()]).toEqual([false, 0]);
    });

    it('refuses bad arguments, and nobody has arrived then', async () => {
      const barrier = make(2);
      const bad = errorWith('ERR_WEFT_ARGUMENT') as Error;
      for (const timeout of [-1, Number.NaN, '5', null, {}] as number[]) {
        expect(() => barrier.waitSync({ timeout })).toThrowError(bad);
        await expect(barrier.wait({ timeout })).rejects.toEqual(bad);
        expect(() => make(2, { timeout })).toThrowError(bad);
      }
      await expect(barrier.wait({ signal: {} as AbortSignal })).rejects.toEqual(bad);
      for (const action of [null, 5, {}] as unknown as (() => void)[]) {
        expect(() => make(2, { action })).toThrowError(bad);
      }
      for (const parties of [0, -1, 1.5, Number.NaN, 65_537, '2', null, undefined]) {
        expect(() => make(parties as number)).toThrowError(bad);
      }
      expect([barrier.waiting(), barrier.broken()]).toEqual([0, false]);
    });
  });
}
