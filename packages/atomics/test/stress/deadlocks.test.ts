import { Lock } from '@weft/atomics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runSeed } from '../support/random.js';
import { scaled } from '../support/scale.js';
import { threadWorld, type World } from '../support/world.js';

const SEED = runSeed('stress of deadlock detection');

describe('deadlock detection under stress', () => {
  let world: World;
  beforeEach(() => {
    world = threadWorld();
  });
  afterEach(() => world.close());

  it('reports nothing where locks are taken in one order, however long they are held', async () => {
    const locks = Array.from({ length: 4 }, (_, i) => new Lock({ name: `lock-${i}` }));
    const plain = new Int32Array(new SharedArrayBuffer(4));
    const rounds = scaled(40);
    const runs = Array.from({ length: 6 }, async (_, i) => {
      const actor = await world.actor();
      // Holds of up to 40 ms: the others look around several times while they wait.
      return actor.run<number>('hammer', 'takeInOrder', locks, plain, 40, rounds, SEED + i);
    });
    expect(await Promise.all(runs)).toEqual(Array(6).fill(rounds));
  });

  it('ends every deadlock, so that all get through', async () => {
    const locks = Array.from({ length: 3 }, (_, i) => new Lock({ name: `lock-${i}` }));
    const crew = await Promise.all(Array.from({ length: 4 }, () => world.actor()));
    const run = (rounds: number) =>
      Promise.all(
        crew.map((actor, i) => actor.run<number>('hammer', 'takeInAnyOrder', locks, rounds, SEED + i)),
      );
    // One round first: then all have loaded what they run, and begin together.
    await run(1);
    const deadlocks = await run(scaled(300));
    expect(deadlocks.some((count) => count > 0)).toBe(true);
    expect(locks.map((lock) => lock.locked())).toEqual([false, false, false]);
  });
});
