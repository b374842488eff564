import { AtomicInt32, Barrier, Condition, Latch, Lock, RLock, RWLock, Semaphore } from '@weft/atomics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runSeed } from '../support/random.js';
import { scaled } from '../support/scale.js';
import { type Actor, threadWorld, type World } from '../support/world.js';

const SEED = runSeed('stress of locks');

function plainWords(count: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(count * 4));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}

describe('under stress', () => {
  let world: World;
  beforeEach(() => {
    world = threadWorld();
  });
  afterEach(() => world.close());

  async function actors(count: number): Promise<Actor[]> {
    return Promise.all(Array.from({ length: count }, () => world.actor()));
  }

  it.each([2, 4, 16])('%i threads acquire a lock in every way and lose no update', async (threads) => {
    for (const lock of [new Lock(), new RLock()]) {
      const plain = plainWords(1);
      const done = await Promise.all(
        (await actors(threads)).map((actor, i) =>
          actor.run<number>('hammer', 'countUnderLock', lock, plain, scaled(8000 / threads), SEED + i),
        ),
      );
      expect(plain[0]).toBe(sum(done));
      expect(lock.locked()).toBe(false);
      // Nobody is left parked: a wake-up reaches no one.
      expect(lock.tryAcquire()?.release()).toBe(undefined);
    }
  });

  it('tasks of several threads that only await lose no update', async () => {
    const lock = new Lock();
    const plain = plainWords(1);
    const done = await Promise.all(
      (await actors(3)).map((actor, i) =>
        actor.run<number>('hammer', 'countFromTasks', lock, plain, 20, scaled(50), SEED + i),
      ),
    );
    expect(plain[0]).toBe(sum(done));
    expect(sum(done)).toBe(3 * 20 * scaled(50));
  });

  it('a third thread gets its turns against two that take the lock in a loop', async () => {
    const lock = new Lock();
    const stop = new AtomicInt32();
    const began = new Latch(2);
    const [one, two, third] = (await actors(3)) as [Actor, Actor, Actor];
    const hogs = [one, two].map((actor) => actor.run<number>('hammer', 'hog', lock, stop, began));
    await began.wait();
    expect(await third.run('hammer', 'takeTurns', lock, scaled(100))).toBe(scaled(100));
    stop.store(1);
    expect(Math.min(...(await Promise.all(hogs)))).toBeGreaterThan(0);
  });

  it('an awaiting task gets its turns against two threads that take the lock in a loop', async () => {
    const lock = new Lock();
    const stop = new AtomicInt32();
    const began = new Latch(2);
    const hogs = (await actors(2)).map((actor) => actor.run<number>('hammer', 'hog', lock, stop, began));
    await began.wait();
    for (let turn = 0; turn < scaled(20); turn += 1) (await lock.acquire()).release();
    stop.store(1);
    await Promise.all(hogs);
  });

  it.each([1, 3, 5])('a semaphore of %i never gives more permits than it has', async (limit) => {
    const semaphore = new Semaphore(limit);
    const out = new AtomicInt32();
    const most = await Promise.all(
      (await actors(5)).map((actor, i) =>
        actor.run<number>('hammer', 'takePermits', semaphore, out, limit, scaled(1500), SEED + i),
      ),
    );
    expect(Math.max(...most)).toBeLessThanOrEqual(limit);
    expect(semaphore.value()).toBe(limit);
    expect(out.load()).toBe(0);
  });

  it('a read-write lock never shows half a write', async () => {
    const lock = new RWLock();
    const plain = plainWords(2);
    const torn = await Promise.all(
      (await actors(5)).map((actor, i) =>
        actor.run<number>('hammer', 'readAndWrite', lock, plain, scaled(1500), SEED + i),
      ),
    );
    expect(sum(torn)).toBe(0);
    expect(plain[0]).toBe(plain[1]);
    expect(lock.readers()).toBe(0);
    expect(lock.writing()).toBe(false);
  });

  it('a barrier keeps its parties in step', async () => {
    const barrier = new Barrier(4);
    const counter = new AtomicInt32();
    const outOfStep = await Promise.all(
      (await actors(4)).map((actor, i) =>
        actor.run<number>('hammer', 'meet', barrier, counter, scaled(200), SEED + i),
      ),
    );
    expect(sum(outOfStep)).toBe(0);
    expect(counter.load()).toBe(4 * scaled(200));
    expect(barrier.waiting()).toBe(0);
  });

  it.each(['Lock', 'RLock'])(
    'producers and consumers over a condition with a %s lose nothing',
    async (kind) => {
      const condition = new Condition(kind === 'Lock' ? new Lock() : new RLock());
      const plain = plainWords(3);
      const items = scaled(400);
      const [first, second, ...consumers] = (await actors(5)) as [Actor, Actor, ...Actor[]];
      const producing = [first, second].map((actor, i) =>
        actor.run<number>('hammer', 'produce', condition, plain, items, SEED + i),
      );
      const taken = await Promise.all(
        consumers.map((actor, i) =>
          actor.run<number>('hammer', 'consume', condition, plain, 2 * items, SEED + i),
        ),
      );
      await Promise.all(producing);
      expect(sum(taken)).toBe(2 * items);
      expect(plain[0]).toBe(0);
      expect(condition.waiting()).toBe(0);
    },
  );
});
