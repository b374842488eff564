import {
  Condition,
  Latch,
  Lock,
  OwnerDiedError,
  Region,
  RWLock,
  Semaphore,
  TimeoutError,
} from '@weft/atomics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random, runSeed } from '../support/random.js';
import { needs } from '../support/runtime.js';
import { scaled } from '../support/scale.js';
import { type Actor, threadWorld, type World } from '../support/world.js';

const SEED = runSeed('kill storm');

describe('threads killed in the middle of anything', needs('prompt-kill'), () => {
  let world: World;
  beforeEach(() => {
    world = threadWorld();
  });
  afterEach(() => world.close());

  it('leave nobody hanging and nothing corrupt', async () => {
    const random = new Random(SEED);
    const region = Region.create({ bytes: 64 * 1024, maxParticipants: 16 });
    const lock = new Lock({ in: region, name: 'lock' });
    const semaphore = new Semaphore(3, { in: region, name: 'semaphore' });
    const rwLock = new RWLock({ in: region, name: 'rw-lock' });
    const condition = new Condition(undefined, { in: region, name: 'condition' });
    const killed = scaled(60);
    let recovered = 0;

    const start = async (): Promise<Actor> => {
      const began = new Latch(1);
      const actor = await world.actor();
      actor
        .run('hammer', 'useUntilKilled', lock, semaphore, rwLock, condition, began, random.below(1e9))
        .catch(() => {});
      await began.wait();
      return actor;
    };

    const acquireOrRecover = async (
      what: { recover(): { release(): void } },
      acquire: () => Promise<{ release(): void }>,
    ) => {
      for (;;) {
        try {
          return (await acquire()).release();
        } catch (error) {
          if (!(error instanceof OwnerDiedError)) throw error;
          try {
            what.recover().release();
            recovered += 1;
          } catch {
            // Another thread was faster.
          }
        }
      }
    };

    const crew = await Promise.all(Array.from({ length: 4 }, start));
    for (let kill = 0; kill < killed; kill += 1) {
      const index = random.below(crew.length);
      await new Promise((resolve) => setTimeout(resolve, random.below(4)));
      await (crew[index] as Actor).kill();
      // Every lock must be to be had again, by right or by recovery.
      await acquireOrRecover(lock, () => lock.acquire());
      await acquireOrRecover(rwLock, () => rwLock.acquireWrite());
      crew[index] = await start();
    }
    await Promise.all(crew.map((actor) => actor.kill()));
    console.log(`${killed + crew.length} threads killed, ${recovered} locks recovered`);

    await acquireOrRecover(lock, () => lock.acquire());
    await acquireOrRecover(rwLock, () => rwLock.acquireWrite());
    expect(rwLock.readers()).toBe(0);
    // Permits of the dead are gone, as documented: what is there is between none and all.
    expect(semaphore.value()).toBeGreaterThanOrEqual(0);
    expect(semaphore.value()).toBeLessThanOrEqual(3);
    expect(() => semaphore.acquireSync({ count: 3, timeout: 1 }).release()).toSatisfy((run: () => void) => {
      try {
        run();
        return semaphore.value() === 3;
      } catch (error) {
        return error instanceof TimeoutError && semaphore.value() < 3;
      }
    });
    expect(region.inspect().participants).toHaveLength(1);
    region.close();
  });
});
