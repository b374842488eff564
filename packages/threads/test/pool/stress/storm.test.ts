/**
 * Pools under everything that tasks and users can do to them: tasks that exit, loop, wait for ever and fail, workers
 * that are killed, tasks that are given up, pools that are terminated at any moment. Every promise has to settle, and
 * every pool to end.
 */
import { Pool } from '@weft/threads';
import { describe, expect, it } from 'vitest';
import { Random, runSeed } from '../../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../../atomics/dist-test/support/scale.js';
import { risky, square } from '../tasks/tasks.js';

const SEED = runSeed('storm of pools');

/** What the promise of a task may reject with here. */
const CODES = new Set([
  'ERR_WEFT_WORKER_DIED',
  'ERR_WEFT_POOL_TERMINATED',
  'ERR_WEFT_TIMEOUT',
  'ABORT_ERR',
  20,
]);

async function settles(promise: Promise<unknown>, what: number, value: number): Promise<void> {
  try {
    const result = await promise;
    expect(what).toBeGreaterThan(3);
    if (what === 4) expect((result as Uint8Array).length).toBe(200_000);
    else expect(result).toBe(value);
  } catch (error) {
    const { code, message } = error as { code?: string | number; message: string };
    if (message !== `risk ${value}`) expect(CODES).toContain(code);
  }
}

/** What an earlier task has left in a worker may still end it under a later one. */
async function squared(pool: Pool, x: number): Promise<number> {
  for (;;) {
    try {
      return await pool.apply(square, [x]);
    } catch (error) {
      if ((error as { code?: string }).code !== 'ERR_WEFT_WORKER_DIED') throw error;
    }
  }
}

/** One pool with some tasks, of which none may hang. */
async function round(kind: 'thread' | 'process', random: Random): Promise<void> {
  const pool = new Pool(1 + random.below(2), { kind, maxTasksPerChild: random.pick([undefined, 1, 3]) });
  const settling: Promise<void>[] = [];
  for (let i = 0; i < 2 + random.below(8); i += 1) {
    const what = random.below(9);
    const abort = new AbortController();
    const endless = what === 1 || what === 2;
    const options = {
      signal: abort.signal,
      ...((endless || random.below(4) === 0) && {
        killAfter: random.below(3),
        timeout: 1 + random.below(20),
      }),
      priority: random.pick([0, 0, -1, 1]),
    };
    settling.push(settles(pool.apply(risky, [what, i], options), what, i));
    if (random.below(6) === 0) abort.abort();
    if (random.below(5) === 0) await new Promise((resolve) => setTimeout(resolve, random.below(10)));
  }
  if (random.below(2) === 0) {
    await Promise.all(settling);
    expect(await squared(pool, 3)).toBe(9);
    pool.close();
    expect(await pool.join({ timeout: 30_000 })).toBe(true);
  } else {
    await new Promise((resolve) => setTimeout(resolve, random.below(20)));
    await pool.terminate();
    await Promise.all(settling);
  }
  expect(pool.stats().workers).toBe(0);
}

describe('a storm', () => {
  it.each([
    ['threads', 'thread', 120],
    ['processes', 'process', 40],
  ] as const)(
    'of %s leaves nothing hanging',
    async (_, kind, rounds) => {
      const random = new Random(SEED);
      for (let i = 0; i < scaled(rounds); i += 1) await round(kind, random);
    },
    Math.max(600_000, scaled(600_000)),
  );
});
