import { Latch, Region } from '@weft/atomics';
import { int32, LifoQueue, PriorityQueue, Queue } from '@weft/shared-queue';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random, runSeed } from '../../../atomics/dist-test/support/random.js';
import { needs } from '../../../atomics/dist-test/support/runtime.js';
import { scaled } from '../../../atomics/dist-test/support/scale.js';
import { type Actor, threadWorld, type World } from '../../../atomics/dist-test/support/world.js';
import type { Parcel } from '../scenarios/hammer.js';
import { preset } from '../support/white-box.js';

const HAMMER = '../../../shared-queue/dist-test/scenarios/hammer';
const SEED = runSeed('stress of queues');

/** Every item exactly once; per consumer, the items of each producer in order. */
function check(taken: readonly (readonly [number, number][])[], producers: number, count: number): void {
  for (const one of taken) {
    const last = new Map<number, number>();
    for (const [producer, number] of one) {
      expect(number).toBeGreaterThan(last.get(producer) ?? -1);
      last.set(producer, number);
    }
  }
  const seen = new Set(taken.flat().map(([producer, number]) => producer * count + number));
  expect(taken.flat().length).toBe(producers * count);
  expect(seen.size).toBe(producers * count);
}

describe('under stress', () => {
  let world: World;
  beforeEach(() => {
    world = threadWorld();
  });
  afterEach(() => world.close());

  async function move(queue: Queue<Parcel>, producers: number, consumers: number, count: number) {
    const crew = await Promise.all(Array.from({ length: producers + consumers }, () => world.actor()));
    const receiving = crew
      .slice(producers)
      .map((actor, i) => actor.run<[number, number][]>(HAMMER, 'receive', queue, SEED + 100 + i));
    await Promise.all(
      crew.slice(0, producers).map((a, i) => a.run(HAMMER, 'send', queue, i, count, SEED + i)),
    );
    queue.joinSync();
    queue.shutdown();
    const taken = await Promise.all(receiving);
    check(taken, producers, count);
    expect(queue.describe()).toMatchObject({ size: 0, unfinished: 0 });
  }

  it.each([
    [1, 1],
    [1, 4],
    [4, 1],
    [2, 2],
    [8, 8],
  ])('%i producers and %i consumers lose, double and reorder nothing', async (producers, consumers) => {
    await move(new Queue({ bytes: 8192, maxsize: 50 }), producers, consumers, scaled(3000 / producers));
  });

  it('16 producers and 16 consumers over a queue of few bytes', async () => {
    await move(new Queue({ bytes: 8192 }), 16, 16, scaled(60));
  });

  it.each([
    ['2^31 items', 2 ** 31 - 700, 12345],
    ['2^32 words', 55, 2 ** 32 - 20_000],
    ['2^31 words and items', -700, 2 ** 31 - 20_000],
  ])('counters go round at %s', async (_, items, words) => {
    const queue = new Queue<Parcel>({ bytes: 8192, maxsize: 50 });
    preset(queue as Queue<never>, items, words);
    expect([queue.qsize(), queue.describe().unfinished, queue.full()]).toEqual([0, 0, false]);
    await move(queue, 2, 2, scaled(1000));
  });

  it.each([
    ['LifoQueue', () => new LifoQueue<Parcel>({ bytes: 16_384 })],
    ['PriorityQueue', () => new PriorityQueue<string>({ bytes: 16_384, maxsize: 20 })],
  ] as const)('a %s loses and doubles nothing', async (_, make) => {
    const queue = make() as unknown as Queue<unknown>;
    const crew = await Promise.all(Array.from({ length: 6 }, () => world.actor()));
    const scenarios = '../../../shared-queue/dist-test/scenarios/queues';
    const count = scaled(1000);
    const draining = crew.slice(3).map((actor) => actor.run<unknown[]>(scenarios, 'drain', queue));
    await Promise.all(
      crew.slice(0, 3).map((actor, p) => {
        const items = Array.from({ length: count }, (_, i) => [i, `${p}:${i}${'x'.repeat((i * 31) % 300)}`]);
        return actor.run(scenarios, 'putAll', queue, items);
      }),
    );
    queue.joinSync();
    queue.shutdown();
    const taken = (await Promise.all(draining)).flat() as [number, string][];
    expect(new Set(taken.map(([, text]) => text)).size).toBe(3 * count);
    expect(taken.length).toBe(3 * count);
  });

  it.each([
    ['Queue', (region: Region) => new Queue<Parcel>({ in: region, bytes: 8192 })],
    ['LifoQueue', (region: Region) => new LifoQueue<Parcel>({ in: region, bytes: 16_384 })],
  ] as const)('threads killed at any moment leave a %s whole', async (_, make) => {
    const random = new Random(SEED);
    const region = Region.create({ bytes: 256 * 1024 });
    const failures: unknown[] = [];
    const queue = make(region) as unknown as Queue<Parcel>;
    const start = async (role: number): Promise<Actor> => {
      const actor = await world.actor();
      const began = new Latch(1);
      const name = role % 2 === 0 ? 'sendUntilKilled' : 'receiveUntilKilled';
      const args = role % 2 === 0 ? [queue, role, began] : [queue, began];
      actor.run(HAMMER, name, ...args, random.below(1e9)).catch((error) => {
        if (!error.message.startsWith('the actor')) failures.push(error);
      });
      await began.wait();
      return actor;
    };
    const crew = await Promise.all([0, 1, 2, 3].map(start));
    for (let kill = 0; kill < scaled(40); kill += 1) {
      const victim = random.below(crew.length);
      await new Promise((resolve) => setTimeout(resolve, random.below(5)));
      await (crew[victim] as Actor).kill();
      // What others put and take here goes on, whoever died with whatever.
      await queue.put({ producer: -1, number: 0, load: '' }, { timeout: 20_000 });
      expect(isWhole(await queue.get({ timeout: 20_000 }))).toBe(true);
      expect(failures).toEqual([]);
      crew[victim] = await start(victim);
    }
    await Promise.all(crew.map((actor) => actor.kill()));
    const left = queue.shutdown({ immediate: true });
    expect(left.every(isWhole)).toBe(true);
    expect(queue.qsize()).toBe(0);
    region.close();
  });

  it(
    'items are read right while other threads load msgpackr, with its native code',
    needs('node-modules'),
    async () => {
      // That code begins by emptying a table which all threads decode by. An item of some length, with a number of two
      // bytes between its texts, comes out wrong if it is decoded at that moment.
      const item = { producer: 0, number: 11_705, load: 'f'.repeat(890) };
      const queue = new Queue<typeof item>();
      const { Worker } = process.getBuiltinModule('node:worker_threads');
      const from = JSON.stringify(import.meta.url);
      const program = `require('node:module').createRequire(${from})('msgpackr')`;
      for (let round = 0; round < scaled(20); round += 1) {
        let running = 2;
        for (let i = 0; i < 2; i += 1) {
          new Worker(program, { eval: true }).once('exit', (code) => {
            running -= 1;
            expect(code).toBe(0);
          });
        }
        while (running > 0) {
          for (let i = 0; i < 1000; i += 1) {
            queue.putSync(item);
            expect(queue.getSync().load === item.load).toBe(true);
          }
          await new Promise(setImmediate);
        }
      }
    },
  );

  it('all that is put into a queue of numbers in batches comes out once', () => {
    const queue = new Queue({ codec: int32, maxsize: 100 });
    const random = new Random(SEED);
    preset(queue as unknown as Queue<never>, 2 ** 31 - 1000, 2 ** 32 - 5000);
    let put = 0;
    let taken = 0;
    while (taken < scaled(200_000)) {
      const room = 100 - queue.qsize();
      const items = Array.from({ length: random.below(room + 1) }, (_, i) => put + i);
      put += queue.putManySync(items);
      const max = 1 + random.below(100);
      for (const item of queue.empty() ? [] : queue.getManySync(max)) {
        expect(item).toBe(taken);
        taken += 1;
      }
    }
  });
});

function isWhole({ number, load }: Parcel): boolean {
  return load === String.fromCharCode(97 + (number % 26)).repeat(load.length);
}
