/**
 * Processes killed by SIGKILL in the middle of anything: they use everything in one region, and one after the other
 * is killed a few milliseconds after its predecessor's place was taken. `WEFT_STRESS_SCALE=50` kills thousands.
 */
import { Barrier, Condition, Lock, OwnerDiedError, RWLock, Semaphore, TimeoutError } from '@weft/atomics';
import { ProcessRegion } from '@weft/native-shm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random, runSeed } from '../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../atomics/dist-test/support/scale.js';
import type { Actor, World } from '../../../atomics/dist-test/support/world.js';
import { mixedWorld, processWorld } from '../support/process-world.js';

const SEED = runSeed('kill storm over processes');
const CREW = 3;
const SPARES = 2;

/** Survivors have 100 ms; a busy machine may take longer, a hang takes for ever. */
const BOUND_MS = 5000;

const WORLDS: readonly [string, () => World, number][] = [
  ['processes', processWorld, 50],
  ['processes and threads', mixedWorld, 30],
];

describe.each(WORLDS)('%s killed in the middle of anything', (_title, makeWorld, rounds) => {
  let world: World;
  beforeEach(() => {
    world = makeWorld();
  });
  afterEach(() => world.close());

  it('leave nobody hanging and nothing corrupt', async () => {
    const random = new Random(SEED);
    const kills = scaled(rounds);
    const region = ProcessRegion.anonymous({ bytes: 64 * 1024, maxParticipants: 16 });
    const lock = new Lock({ in: region, name: 'lock' });
    const semaphore = new Semaphore(3, { in: region, name: 'semaphore' });
    const rwLock = new RWLock({ in: region, name: 'rw-lock' });
    const condition = new Condition(undefined, { in: region, name: 'condition' });
    const barrier = new Barrier(2, { in: region, name: 'barrier' });
    const began = new Semaphore(0, { in: region, name: 'began' });
    let recovered = 0;
    let slowest = 0;

    // To start a process takes longest by far, so the next ones are on their way all the time.
    const spares = Array.from({ length: SPARES }, () => world.actor());
    const start = async (): Promise<Actor> => {
      spares.push(world.actor());
      const actor = await (spares.shift() as Promise<Actor>);
      const seed = random.below(1e9);
      actor
        .run(STORM, 'useAllUntilKilled', { lock, semaphore, rwLock, condition, barrier, began }, seed)
        .catch(() => {});
      await began.acquire();
      return actor;
    };

    const acquireOrRecover = async (
      what: { recover(): { release(): void } },
      acquire: () => Promise<{ release(): void }>,
    ) => {
      const began = performance.now();
      for (;;) {
        try {
          (await acquire()).release();
          break;
        } catch (error) {
          if (!(error instanceof OwnerDiedError)) throw error;
          try {
            what.recover().release();
            recovered += 1;
          } catch {
            // Another process was faster.
          }
        }
      }
      slowest = Math.max(slowest, performance.now() - began);
    };

    const crew = await Promise.all(Array.from({ length: CREW }, start));
    for (let kill = 0; kill < kills; kill += 1) {
      const index = random.below(crew.length);
      await new Promise((resolve) => setTimeout(resolve, random.below(4)));
      await (crew[index] as Actor).kill();
      // Every lock must be to be had again, by right or by recovery.
      await acquireOrRecover(lock, () => lock.acquire());
      await acquireOrRecover(rwLock, () => rwLock.acquireWrite());
      crew[index] = await start();
    }
    await Promise.all([...crew, ...(await Promise.all(spares))].map((actor) => actor.kill()));
    console.log(
      `${kills + CREW} killed, ${recovered} locks recovered, slowest acquire ${slowest.toFixed(0)} ms`,
    );

    await acquireOrRecover(lock, () => lock.acquire());
    await acquireOrRecover(rwLock, () => rwLock.acquireWrite());
    expect(slowest).toBeLessThan(BOUND_MS);
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
    expect(region.participants()).toHaveLength(1);
    // The heap is whole: a walk over it and a new object show.
    expect(region.inspect().objects.map(({ name }) => name)).toContain('condition');
    new Lock({ in: region, name: 'after the storm' });
    region.close();
  });
});

/** Seen from the actors of `@weft/atomics`, who look for scenarios in their own package. */
const STORM = '../../../native-shm/dist-test/scenarios/storm';
