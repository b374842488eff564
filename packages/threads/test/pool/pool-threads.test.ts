import { Event, type Lock } from '@weft/atomics';
import { Pool } from '@weft/threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { poolSuite } from './conformance/pool.js';
import * as tasks from './tasks/tasks.js';

poolSuite('thread');

describe('what only pools of threads do', () => {
  let pool: Pool;
  beforeEach(() => {
    pool = new Pool(2);
  });
  afterEach(() => pool.terminate());

  it('moves arguments', async () => {
    for (const length of [10, 2_000_000]) {
      const all = new Uint8Array(length).fill(1);
      expect(await pool.apply(tasks.sum, [all], { transfer: [all.buffer] })).toBe(length);
      expect(all.length).toBe(0);
      const more = new Uint8Array(length).fill(1);
      expect(pool.applySync(tasks.sum, [more], { transfer: [more.buffer] })).toBe(length);
      expect(more.length).toBe(0);
    }
  });

  it('moves results', async () => {
    expect((await pool.apply(tasks.moved, [5])).length).toBe(5);
    expect(pool.applySync(tasks.moved, [3_000_000]).length).toBe(3_000_000);
  });

  it('brings shared objects and memory without a region', async () => {
    const gate = new Event();
    const waiting = pool.apply(tasks.waitFor, [gate]);
    gate.set();
    expect(await waiting).toBe('through');
    const lock = (await pool.apply(() => import('@weft/atomics').then(({ Lock }) => new Lock()))) as Lock;
    expect(lock.tryAcquire()).toBeDefined();
    const memory = new SharedArrayBuffer(8);
    expect(await pool.apply(tasks.same, [memory])).toBeInstanceOf(SharedArrayBuffer);
  });

  it('tells that a thread ran out of memory', async () => {
    await using small = new Pool(1, { resourceLimits: { maxOldGenerationSizeMb: 64 } });
    await expect(small.apply(tasks.exhaust)).rejects.toMatchObject({
      code: 'ERR_WEFT_WORKER_DIED',
      cause: { reason: 'out-of-memory' },
    });
    expect(await small.apply(tasks.square, [3])).toBe(9);
  });
});
