/** The stress suite of `@weft/atomics` over processes, and over processes and threads mixed. */
import { AtomicInt32, Barrier, Condition, Latch, Lock, RLock, RWLock, Semaphore } from '@weft/atomics';
import { SharedMemoryBlock } from '@weft/native-shm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runSeed } from '../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../atomics/dist-test/support/scale.js';
import type { Actor, World } from '../../../atomics/dist-test/support/world.js';
import { mixedWorld, processWorld } from '../support/process-world.js';

const SEED = runSeed('stress over processes');

/** Seen from the actors of `@weft/atomics`, who look for scenarios in their own package. */
const IN_BLOCK = '../../../native-shm/dist-test/scenarios/hammer';

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}

const WORLDS: readonly [string, () => World][] = [
  ['processes', processWorld],
  ['processes and threads', mixedWorld],
];

describe.each(WORLDS)('%s under stress', (_title, makeWorld) => {
  let world: World;
  let crew: Actor[];
  let block: SharedMemoryBlock;
  let plain: Int32Array;
  beforeAll(async () => {
    world = makeWorld();
    crew = await Promise.all(Array.from({ length: 5 }, () => world.actor()));
  });
  beforeEach(() => {
    block = new SharedMemoryBlock(undefined, 64);
    plain = new Int32Array(block.buffer);
  });
  afterEach(() => block.close());
  afterAll(() => world.close());

  function all<T>(count: number, run: (actor: Actor, i: number) => Promise<T>): Promise<T[]> {
    return Promise.all(crew.slice(0, count).map(run));
  }

  it('acquire a lock in every way and lose no update', async () => {
    for (const lock of [new Lock({ in: block }), new RLock({ in: block })]) {
      plain[0] = 0;
      const done = await all(4, (actor, i) =>
        actor.run<number>(IN_BLOCK, 'countUnderLock', lock, block, scaled(1500), SEED + i),
      );
      expect(plain[0]).toBe(sum(done));
      expect(lock.locked()).toBe(false);
    }
  });

  it('lose no update from tasks that only await', async () => {
    const lock = new Lock({ in: block });
    const done = await all(3, (actor, i) =>
      actor.run<number>(IN_BLOCK, 'countFromTasks', lock, block, 20, scaled(40), SEED + i),
    );
    expect(plain[0]).toBe(sum(done));
    expect(sum(done)).toBe(3 * 20 * scaled(40));
  });

  it('let a third have its turns against two that take the lock in a loop', async () => {
    const lock = new Lock({ in: block });
    const stop = new AtomicInt32(0, { in: block });
    const began = new Latch(2, { in: block });
    const hogs = all(2, (actor) => actor.run<number>('hammer', 'hog', lock, stop, began));
    await began.wait();
    const third = crew[2] as Actor;
    expect(await third.run('hammer', 'takeTurns', lock, scaled(50))).toBe(scaled(50));
    for (let turn = 0; turn < scaled(10); turn += 1) (await lock.acquire()).release();
    stop.store(1);
    expect(Math.min(...(await hogs))).toBeGreaterThan(0);
  });

  it.each([1, 3])('never have more than the %i permits of a semaphore', async (limit) => {
    const semaphore = new Semaphore(limit, { in: block });
    const out = new AtomicInt32(0, { in: block });
    const most = await all(4, (actor, i) =>
      actor.run<number>('hammer', 'takePermits', semaphore, out, limit, scaled(500), SEED + i),
    );
    expect(Math.max(...most)).toBeLessThanOrEqual(limit);
    expect(semaphore.value()).toBe(limit);
    expect(out.load()).toBe(0);
  });

  it('never see half a write under a read-write lock', async () => {
    const lock = new RWLock({ in: block });
    const torn = await all(4, (actor, i) =>
      actor.run<number>(IN_BLOCK, 'readAndWrite', lock, block, scaled(500), SEED + i),
    );
    expect(sum(torn)).toBe(0);
    expect(plain[0]).toBe(plain[1]);
    expect(lock.readers()).toBe(0);
    expect(lock.writing()).toBe(false);
  });

  it('stay in step at a barrier', async () => {
    const barrier = new Barrier(4, { in: block });
    const counter = new AtomicInt32(0, { in: block });
    const outOfStep = await all(4, (actor, i) =>
      actor.run<number>('hammer', 'meet', barrier, counter, scaled(100), SEED + i),
    );
    expect(sum(outOfStep)).toBe(0);
    expect(counter.load()).toBe(4 * scaled(100));
    expect(barrier.waiting()).toBe(0);
  });

  it('lose nothing between producers and consumers over a condition', async () => {
    const condition = new Condition(undefined, { in: block });
    const items = scaled(200);
    const work = await all(5, (actor, i) =>
      i < 2
        ? actor.run<number>(IN_BLOCK, 'produce', condition, block, items, SEED + i)
        : actor.run<number>(IN_BLOCK, 'consume', condition, block, 2 * items, SEED + i),
    );
    expect(sum(work.slice(2))).toBe(2 * items);
    expect(plain[0]).toBe(0);
    expect(condition.waiting()).toBe(0);
  });

  it('report no deadlock where locks are taken in one order', async () => {
    const locks = Array.from({ length: 4 }, (_, i) => new Lock({ in: block, name: `lock-${i}` }));
    const rounds = scaled(20);
    const done = await all(4, (actor, i) =>
      actor.run<number>(IN_BLOCK, 'takeInOrder', locks, block, 20, rounds, SEED + i),
    );
    expect(done).toEqual([rounds, rounds, rounds, rounds]);
  });

  it('end every deadlock, so that all get through', async () => {
    const locks = Array.from({ length: 3 }, (_, i) => new Lock({ in: block, name: `lock-${i}` }));
    const deadlocks = await all(4, (actor, i) =>
      actor.run<number>('hammer', 'takeInAnyOrder', locks, scaled(500), SEED + i),
    );
    console.log(`deadlocks met and ended: ${deadlocks.join(', ')}`);
    expect(locks.map((lock) => lock.locked())).toEqual([false, false, false]);
  });
});
