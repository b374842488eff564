import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { Event, type Lock } from '@weft/atomics';
import { Pool } from '@weft/threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../atomics/dist-test/support/until.js';
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

  it('moves arguments at once, and refuses what cannot be moved', async () => {
    const all = new Uint8Array(10).fill(1);
    const first = pool.apply(tasks.sum, [all], { transfer: [all.buffer] });
    expect(all.length).toBe(0);
    const again = pool.apply(tasks.sum, [all], { transfer: [all.buffer] });
    await expect(again).rejects.toThrow();
    await expect(pool.apply(tasks.same, [() => 1], { transfer: [] })).rejects.toThrow(/cloned/);
    expect(() => pool.applySync(tasks.same, [() => 1], { transfer: [] })).toThrow(/cloned/);
    expect(await first).toBe(10);
    const { port1, port2 } = new MessageChannel();
    await pool.apply(tasks.answerAt, [port1, 'hello'], { transfer: [port1] });
    expect(await new Promise((resolve) => port2.once('message', resolve))).toBe('hello');
    port2.close();
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

  it.skipIf(process.platform === 'win32')(
    'terminate does not wait for ever for what nothing can end',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'weft-pool-'));
      const fifo = join(folder, 'fifo');
      execFileSync('mkfifo', [fifo]);
      const reading = pool.apply(tasks.readFile, [fifo]);
      const writer = await openOnceRead(fifo);
      const terminated = pool.terminate();
      await expect(reading).rejects.toMatchObject({ code: 'ERR_WEFT_POOL_TERMINATED' });
      await terminated;
      expect(pool.stats()).toMatchObject({ state: 'terminated', workers: 1 });
      closeSync(writer);
      expect(await pool.join()).toBe(true);
      rmSync(folder, { recursive: true });
    },
  );

  it('tells that a thread ran out of memory', async () => {
    await using small = new Pool(1, { resourceLimits: { maxOldGenerationSizeMb: 64 } });
    await expect(small.apply(tasks.exhaust)).rejects.toMatchObject({
      code: 'ERR_WEFT_WORKER_DIED',
      cause: { reason: 'out-of-memory' },
    });
    expect(await small.apply(tasks.square, [3])).toBe(9);
  });
});

/** Opens a pipe of the system for writing, which only succeeds once somebody is reading there. */
async function openOnceRead(fifo: string): Promise<number> {
  let writer: number | undefined;
  await until(() => {
    try {
      writer = openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENXIO') throw error;
    }
    return writer !== undefined;
  }, 'somebody reads');
  return writer as number;
}
