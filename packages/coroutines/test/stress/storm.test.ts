/** Many tasks that pass items on, are killed and timed out in the middle: nothing is lost, doubled or left behind. */
import {
  Channel,
  Event,
  idle,
  killAll,
  Queue,
  Semaphore,
  sleep,
  spawn,
  type Task,
  Timeout,
} from '@weft/coroutines';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { kinds } from '../support/kinds.js';
import { setting } from '../support/runtime.js';

const seed = Number(setting('WEFT_SEED')) || undefined;
const scale = Number(setting('WEFT_STRESS_SCALE')) || 1;
const settings = { numRuns: 30 * scale, ...(seed !== undefined && { seed }) };

const delays = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 8 });

it.each(kinds)('items go through a chain exactly once, in order: $name', async ({ of }) => {
  const hop = of(function* (
    from: Channel<number> | Queue<number>,
    to: Channel<number> | Queue<number>,
    pauses: number[],
  ) {
    for (let i = 0; ; i += 1) {
      const item = yield* from.get();
      if ((pauses[i % pauses.length] as number) > 0) yield* sleep(0);
      yield* to.put(item);
    }
  });
  await fc.assert(
    fc.asyncProperty(delays, fc.integer({ min: 0, max: 3 }), async (pauses, capacity) => {
      const lines = pauses.map((_, i) =>
        i % 2 === 0 ? new Channel<number>(capacity) : new Queue<number>({ maxsize: capacity }),
      );
      const end = new Queue<number>();
      const tasks = lines.map((line, i) => spawn(hop, line, lines[i + 1] ?? end, pauses));
      const source = spawn(
        of(function* () {
          for (let i = 0; i < 100; i += 1) yield* (lines[0] as Channel<number>).put(i);
        }),
      );
      const got: number[] = [];
      while (got.length < 100) got.push(await end.get());
      expect(got).toEqual(Array.from({ length: 100 }, (_, i) => i));
      await source.get();
      await killAll(tasks);
      expect(end.qsize()).toBe(0);
    }),
    settings,
  );
});

it('generators that are killed at any point have taken an item and handled it, or left it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(5), { minLength: 10, maxLength: 60 }), async (moves) => {
      const queue = new Queue<number>();
      const handled: number[] = [];
      const workers: Task<void>[] = [];
      const worker = function* () {
        for (;;) handled.push(yield* queue.get());
      };
      let put = 0;
      for (const move of moves) {
        if (move === 0) workers.push(spawn(worker));
        else if (move === 1) void workers[put % Math.max(1, workers.length)]?.kill();
        else if (move === 2) await idle();
        else {
          queue.putNowait(put);
          put += 1;
        }
      }
      await killAll(workers);
      for (let item = queue.tryGet(); item !== undefined; item = queue.tryGet()) handled.push(item);
      expect(handled.toSorted((a, b) => a - b)).toEqual(Array.from({ length: put }, (_, i) => i));
    }),
    settings,
  );
});

for (const { name, known, of } of kinds)
  it(`permits come back from tasks that are killed, timed out or done: ${name}`, known, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(3), { maxLength: 30 }),
        async (value, fates) => {
          const semaphore = new Semaphore(value);
          const started = new Event();
          const body = of(function* (fate: number) {
            using _permit = yield* semaphore.acquire();
            started.set();
            if (fate === 0) yield* new Event().wait();
            else yield* sleep(fate - 1);
          });
          const tasks = fates.map((fate, i) =>
            i % 3 === 0
              ? spawn(() => Timeout.run(2, () => spawn(body, fate).get(), { value: undefined }))
              : spawn(body, fate),
          );
          if (tasks.length > 0) await started.wait();
          await killAll(tasks);
          await idle();
          expect(semaphore.value).toBe(value);
        },
      ),
      settings,
    );
  });
