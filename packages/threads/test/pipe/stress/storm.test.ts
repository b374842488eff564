/** Threads and processes are killed in the middle of sending, receiving and polling; who is left goes on, or is told. */
import { Latch } from '@weft/atomics';
import { ProcessRegion } from '@weft/native-shm';
import { type Connection, Pipe } from '@weft/threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random, runSeed } from '../../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../../atomics/dist-test/support/scale.js';
import { type Actor, threadWorld, type World } from '../../../../atomics/dist-test/support/world.js';
import { mixedWorld, processWorld } from '../../../../native-shm/dist-test/support/process-world.js';

const STORM = '../../../threads/dist-test/pipe/scenarios/storm';
const SEED = runSeed('storm of pipes');
const CAPACITY = 4096;

/** At most so many milliseconds until the next one is killed. */
const MOST_MS = 12;

describe.each([
  ['threads', threadWorld, 'thread', 40],
  ['processes', processWorld, 'process', 20],
  ['processes and threads', mixedWorld, 'process', 20],
] as const)('a storm of %s', (_, makeWorld, scope, rounds) => {
  let world: World;
  /** What is beside the pipes. */
  let region: ProcessRegion | undefined;
  beforeEach(() => {
    world = makeWorld();
    if (scope === 'process') region = ProcessRegion.anonymous({ bytes: 2 ** 18, maxParticipants: 256 });
  });
  afterEach(async () => {
    await world.close();
    region?.close();
    region = undefined;
  });

  const pause = (random: Random) => new Promise((resolve) => setTimeout(resolve, random.below(MOST_MS)));

  it(
    'gives the end of the file, or a broken pipe, to the survivor, and nothing half-written before',
    async () => {
      const random = new Random(SEED);
      let survivor = await world.actor();
      for (let round = 0; round < scaled(rounds); round += 1) {
        const victim = await world.actor();
        const [mine, theirs] = Pipe({ scope, capacity: CAPACITY });
        const began = new Latch(2, { in: region });
        const surviving = survivor.run<{ received: number; broken: boolean }>(
          STORM,
          'churn',
          mine,
          1,
          began,
          random.below(1e9),
        );
        const dying = victim.run(STORM, 'churn', theirs, 2, began, random.below(1e9));
        dying.catch(() => {});
        await Promise.race([began.wait(), surviving]);
        mine.close();
        theirs.close();
        await pause(random);
        await victim.kill();
        expect(await surviving).toMatchObject({ broken: true });
        // Where there are two kinds, the next one is of the other.
        if (random.below(4) === 0) {
          await survivor.kill();
          survivor = await world.actor();
        }
      }
    },
    Math.max(120_000, scaled(120_000)),
  );

  it(
    'leaves the ends whole for others who have them',
    async () => {
      const random = new Random(SEED + 1);
      const [mine, theirs] = Pipe({ scope, capacity: CAPACITY });
      const failures: unknown[] = [];
      let senders = 0;
      const start = async (role: number): Promise<Actor> => {
        const actor = await world.actor();
        const began = new Latch(1, { in: region });
        const seed = random.below(1e9);
        senders += 1;
        const running =
          role % 2 === 0
            ? actor.run(STORM, 'sendUntilKilled', mine, senders, began, seed)
            : actor.run(STORM, 'receiveUntilKilled', theirs, began, seed);
        running.catch((error: Error) => {
          if (!error.message.startsWith('the actor')) failures.push(error);
        });
        await Promise.race([began.wait(), running]);
        return actor;
      };
      // This thread uses both ends too, so that they stay open whoever dies.
      await mine.sendBytes(new Uint8Array(0));
      await theirs.recvBytes();
      const crew = await Promise.all([0, 1, 2, 3].map(start));
      for (let kill = 0; kill < scaled(rounds); kill += 1) {
        const role = random.below(crew.length);
        await pause(random);
        await (crew[role] as Actor).kill();
        expect(failures).toEqual([]);
        crew[role] = await start(role);
      }
      await Promise.all(crew.map((actor) => actor.kill()));
      expect(failures).toEqual([]);
      await goesOn(mine, theirs);
      mine.close();
      theirs.close();
    },
    Math.max(120_000, scaled(120_000)),
  );

  /** What others have left in the pipe when they died does not keep new ones from using it. */
  async function goesOn(mine: Connection, theirs: Connection): Promise<void> {
    const [sender, receiver] = [await world.actor(), await world.actor()];
    const received = receiver.run<number>(STORM, 'receiveFrom', theirs, -1);
    await sender.run(STORM, 'sendOne', mine, -1, 3 * CAPACITY);
    expect(await received).toBe(7);
  }
});
