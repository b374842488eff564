import { Lock } from '@weft/atomics';
import { Pool } from '@weft/threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectReject } from '../../../atomics/dist-test/support/outcome.js';
import { until } from '../../../atomics/dist-test/support/until.js';
import { poolSuite } from './conformance/pool.js';
import * as tasks from './tasks/tasks.js';

poolSuite('process');

describe('what only pools of processes do', () => {
  let pool: Pool;
  beforeEach(() => {
    pool = new Pool(2, { kind: 'process' });
  });
  afterEach(() => pool.terminate());

  it('refuses what only threads share, by name', async () => {
    await expect(pool.apply(tasks.same, [new Lock()])).rejects.toThrow(/Lock/);
    await expectReject(pool.apply(tasks.sum, [new Uint8Array(1)], { transfer: [] }), 'ERR_WEFT_ARGUMENT');
    expect(await pool.apply(tasks.square, [3])).toBe(9);
  });

  it('outlives the kill of a worker from outside', async () => {
    const running = pool.apply(tasks.loop);
    running.catch(() => {});
    await until(() => pool.stats().running === 1);
    const [first] = pool.stats().ids;
    process.kill(first as number, 'SIGKILL');
    expect(await pool.map(tasks.square, [1, 2, 3], { chunksize: 1, timeout: 30_000 })).toEqual([1, 4, 9]);
  });
});
