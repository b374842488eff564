/** Tickets, generations and counts go on where their 32 bits end: preset in memory, as nobody waits for two billion. */
import {
  AtomicInt32,
  Barrier,
  Condition,
  Event,
  Lock,
  Region,
  RWLock,
  Semaphore,
  select,
  selectSync,
} from '@weft/atomics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BLOCK, CONDITION, EVENT, MUTEX, REGION, RWLOCK, SLOT, TOKEN_MASK } from '../dist/layout.js';
import { expectReject, expectThrow, isSettled } from './support/outcome.js';
import { until } from './support/until.js';
import { type RemoteGuard, threadWorld, type World } from './support/world.js';

/** Where counters are to start: shortly before they change their sign, and before they are 0 again. */
const STARTS: readonly [string, number][] = [
  ['2 ** 31', 2 ** 31 - 3],
  ['2 ** 32', -3],
];

interface Buffers {
  readonly buffer: SharedArrayBuffer;
  readonly home: SharedArrayBuffer;
}

function buffersOf(object: { handle: unknown }): Buffers {
  return object.handle as Buffers;
}

/** Sets a word of the state of an object in a private buffer. */
function preset(object: { handle: unknown }, word: number, value: number): void {
  Atomics.store(new Int32Array(buffersOf(object).buffer), BLOCK.HEADER + word, value);
}

let world: World;
beforeEach(() => {
  world = threadWorld();
});
afterEach(() => world.close());

describe.each(STARTS)('around %s', (_, start) => {
  it('conditions tell in the order of arrival', async () => {
    const condition = new Condition();
    preset(condition, CONDITION.NEXT_TICKET, start);
    const order: number[] = [];
    const waits: Promise<unknown>[] = [];
    for (let i = 0; i < 8; i += 1) {
      const held = await condition.acquire();
      const wait = condition.wait().then(() => {
        order.push(i);
        condition.release();
      });
      waits.push(wait);
      held.release();
    }
    for (let told = 1; told <= 8; told += 1) {
      await condition.run(() => condition.notify());
      await until(() => order.length === told);
    }
    await Promise.all(waits);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('events release their waiters by a pulse', async () => {
    const event = new Event();
    // The generation stands in the high bits; the flags must be clear.
    preset(event, EVENT.WORD, start & -EVENT.GENERATION);
    const actor = await world.actor();
    for (let round = 0; round < 6; round += 1) {
      const mine = event.wait();
      event.set();
      event.clear();
      expect(await mine).toBe(true);
      expect(event.waitSync({ timeout: 0 })).toBe(false);
      const theirs = actor.call(event, 'waitSync');
      await until(() => event.describe().waiters === true);
      event.set();
      expect(await theirs).toBe(true);
      event.clear();
    }
  });

  it('writers learn that readers have left', async () => {
    const lock = new RWLock();
    preset(lock, RWLOCK.DRAIN, start);
    const actor = await world.actor();
    for (let round = 0; round < 6; round += 1) {
      const reading = lock.acquireReadSync();
      const writing = actor.call<RemoteGuard>(lock, 'acquireWriteSync');
      await until(() => lock.describe().locked === true);
      reading.release();
      await (await writing).release();
    }
    expect(lock.describe().locked).toBe(false);
  });

  it('selecting threads hear the bell', async () => {
    const event = new Event();
    const semaphore = new Semaphore(0);
    Atomics.store(new Int32Array(buffersOf(event).home), REGION.BELL, start);
    const actor = await world.actor();
    for (let round = 0; round < 6; round += 1) {
      const mine = select([semaphore, event]);
      const theirs = actor.run('selecting', 'indexOfReady', [semaphore, event], true);
      expect(await isSettled(Promise.race([mine, theirs]))).toBe(false);
      event.set();
      expect([await mine, await theirs]).toEqual([event, 1]);
      event.clear();
    }
    event.set();
    expect(selectSync([semaphore, event])).toBe(event);
  });

  it('threads that wait for each other are told so', async () => {
    const [a, b] = [new Lock({ name: 'a' }), new Lock({ name: 'b' })];
    const [one, two] = [await world.actor('one'), await world.actor('two')];
    // The sequence numbers of both waits, which must stay even while nobody waits.
    const words = new Int32Array(buffersOf(a).home);
    const first = words[REGION.PARTICIPANTS] as number;
    for (let slot = first; slot < first + (words[REGION.CAPACITY] as number) * SLOT.SIZE; slot += SLOT.SIZE) {
      Atomics.store(words, slot + SLOT.WAIT_SEQUENCE, (start + 1) & ~1);
      Atomics.store(words, slot + SLOT.WAIT_CONFIRMED, start);
    }
    for (let round = 0; round < 3; round += 1) {
      const held = [await one.call(a, 'acquireSync'), await two.call(b, 'acquireSync')];
      const waits = [one.call(b, 'acquireSync'), two.call(a, 'acquireSync')];
      const outcomes = waits.map((wait, i) =>
        wait.then(
          async (guard) => {
            await guard.release();
            await held[i]?.release();
            return 'acquired';
          },
          async (error: { code: string }) => {
            await held[i]?.release();
            return error.code;
          },
        ),
      );
      expect((await Promise.all(outcomes)).sort()).toEqual(['ERR_WEFT_DEADLOCK', 'acquired']);
    }
  });
});

describe('generations of participants', () => {
  it('start again after the last one, and no token is 0 or that of another', async () => {
    const capacity = 2;
    const region = Region.create({ bytes: 256, maxParticipants: capacity });
    const words = new Int32Array(buffersOf(region).buffer);
    const generations = Math.floor(TOKEN_MASK / capacity);
    const slot = (words[REGION.PARTICIPANTS] as number) + SLOT.SIZE;
    Atomics.store(words, slot + SLOT.GENERATION, generations - 3);
    const lock = new Lock({ in: region });
    const tokens: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      const actor = await world.actor();
      const guard = await actor.call(lock, 'acquireSync');
      const { token } = region.inspect().participants.find((other) => other.token % capacity === 1) ?? {};
      tokens.push(token as number);
      expectThrow(() => lock.acquireSync({ timeout: 0 }), 'ERR_WEFT_TIMEOUT');
      await guard.release();
      await actor.kill();
      await until(() => region.inspect().participants.length === 1);
      lock.acquireSync().release();
    }
    expect(new Set(tokens).size).toBe(6);
    for (const token of tokens) {
      expect(token).toBeGreaterThan(0);
      expect(token).toBeLessThanOrEqual(TOKEN_MASK);
    }
    region.close();
  });
});

describe('clocks', () => {
  it('that fairness reads may have gone around since the last round', async () => {
    const lock = new Lock();
    const cell = new AtomicInt32();
    const actors = await Promise.all([world.actor(), world.actor()]);
    for (const at of [0, 2 ** 31 - 1, -1, -(2 ** 31)]) {
      preset(lock, MUTEX.FAIR_AT, at);
      const runs = actors.map((actor) => actor.run('hogs', 'take', lock, cell, 500));
      await Promise.all(runs);
    }
    expect(cell.load()).toBe(4000);
    expect(lock.describe()).toEqual({ locked: false });
  });
});

describe('rounds of a barrier', () => {
  it('can be as many as one likes', async () => {
    const barrier = new Barrier(2);
    const actor = await world.actor();
    const theirs = actor.run('barriers', 'passInStep', barrier, new AtomicInt32(), 3000, true);
    for (let round = 0; round < 3000; round += 1) barrier.waitSync();
    await theirs;
    const last = actor.call(barrier, 'waitSync', { timeout: 1 });
    await expectReject(last, 'ERR_WEFT_BROKEN_BARRIER');
  });
});
