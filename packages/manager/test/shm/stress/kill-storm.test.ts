/**
 * Processes killed by SIGKILL, and threads terminated, in the middle of any change. `WEFT_STRESS_SCALE=50` kills thousands.
 */
import { Semaphore } from '@weft/atomics';
import { ProcessRegion } from '@weft/native-shm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random, runSeed } from '../../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../../atomics/dist-test/support/scale.js';
import type { Actor, World } from '../../../../atomics/dist-test/support/world.js';
import { mixedWorld, processWorld } from '../../../../native-shm/dist-test/support/process-world.js';
import { ShmArray, ShmDict, ShmList, ShmValue } from '../../../dist/shm/index.js';
import type { Storm } from '../scenarios/storm.js';
import { expectNothingLost } from '../support/audit.js';

const SEED = runSeed('kill storm over shared containers');
const CREW = 3;
const SPARES = 2;
const ACCOUNTS = [1000, 1000, 1000, 1000];

/** Seen from the actors of `@weft/atomics`, who look for scenarios in their own package. */
const STORM = '../../../manager/dist-test/shm/scenarios/storm';

const WORLDS: readonly [string, () => World, number][] = [
  ['processes', processWorld, 30],
  ['processes and threads', mixedWorld, 20],
];

function stormIn(region: ProcessRegion): Storm {
  const steps = new ShmArray({ in: region, type: 'float64', length: CREW });
  steps.initSync(new Array(CREW).fill(0));
  const accounts = new ShmValue<number[]>({ in: region });
  accounts.setSync(ACCOUNTS);
  return {
    log: new ShmList({ in: region }),
    accounts,
    notes: new ShmDict({ in: region }),
    heap: new ShmList({ in: region }),
    steps,
    began: new Semaphore(0, { in: region }),
  };
}

/** What holds at any moment, whoever has died; the number after the last one that each worker has logged. */
function expectSound({ log, accounts, notes, heap, steps }: Storm): number[] {
  const counts: number[] = [];
  for (const { worker, number } of log.toArraySync()) {
    expect(number).toBe(counts[worker] ?? number);
    counts[worker] = number + 1;
  }
  expect(accounts.getSync().reduce((sum, account) => sum + account)).toBe(4000);
  for (const [key, note] of notes.entriesSync()) {
    expect(note.key).toBe(key);
    expect(note.text).toMatch(/^\.*$/);
  }
  for (const item of heap.toArraySync())
    expect(typeof item === 'number' || typeof item === 'string').toBe(true);
  expect(steps.toArraySync().every((count) => Number.isInteger(count))).toBe(true);
  return counts;
}

/** Takes out what was logged long ago, but for the last entry of each worker: the next one in its place goes on from there. */
function trim({ log }: Storm): void {
  const entries = log.toArraySync();
  const lasts = Array.from({ length: CREW }, (_, worker) =>
    entries.findLastIndex((entry) => entry.worker === worker),
  );
  log.spliceSync(0, Math.max(0, Math.min(...lasts)));
}

describe.each(WORLDS)('%s killed in the middle of any change', (_title, makeWorld, rounds) => {
  let world: World;
  beforeEach(() => {
    world = makeWorld();
  });
  afterEach(() => world.close());

  it('leave what they share sound, and no byte is lost', async () => {
    const random = new Random(SEED);
    using region = ProcessRegion.anonymous({ bytes: 32 * 2 ** 20, maxParticipants: 32 });
    const storm = stormIn(region);
    /** Whatever stops a worker but its death. */
    const failures: Error[] = [];
    const spares = Array.from({ length: SPARES }, () => world.actor());
    const start = async (worker: number): Promise<Actor> => {
      spares.push(world.actor());
      const actor = await (spares.shift() as Promise<Actor>);
      const run = actor.run(STORM, 'useAllUntilKilled', storm, worker, random.below(1e9));
      // Until it has begun nobody kills it: if it ends, something is wrong.
      await Promise.race([storm.began.acquire(), run]);
      run.catch((error: Error) => {
        if (!/^the actor ended/.test(error.message)) failures.push(error);
      });
      return actor;
    };
    const crew = await Promise.all(Array.from({ length: CREW }, (_, worker) => start(worker)));
    for (let kill = 0; kill < scaled(rounds); kill += 1) {
      const worker = random.below(CREW);
      await new Promise((resolve) => setTimeout(resolve, random.below(8)));
      await (crew[worker] as Actor).kill();
      expect(failures).toEqual([]);
      expectSound(storm);
      trim(storm);
      crew[worker] = await start(worker);
    }
    await Promise.all([...crew, ...(await Promise.all(spares))].map((actor) => actor.kill()));
    const counts = expectSound(storm);
    console.log(`${scaled(rounds)} killed after ${counts.join(', ')} rounds`);
    // All are dead: what the last ones have left is put right by who comes next.
    const { log, accounts, notes, heap, steps } = storm;
    for (const touched of [log, heap]) touched.spliceSync(0, 0);
    accounts.updateSync((value) => value);
    notes.deleteSync('no such key');
    expect(notes.sizeSync()).toBe(notes.keysSync().length);
    expectNothingLost(region, [log, accounts, notes, heap, steps]);
    for (const each of [log, notes, heap]) each.clearSync();
    expectNothingLost(region, [log, accounts, notes, heap, steps]);
  });
});
