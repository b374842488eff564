/** Parking on words of process memory: the seam that everything else stands on. */
import { readdirSync } from 'node:fs';
import { Lock } from '@weft/atomics';
import { ProcessRegion } from '@weft/native-shm';
import { afterEach, describe, expect, it } from 'vitest';
import { isSettled } from '../../atomics/dist-test/support/outcome.js';
import { until } from '../../atomics/dist-test/support/until.js';
import { mapFile, type ProcessMemory } from '../dist/memory/process-memory.js';
import { native } from '../dist/native/load.js';

/** A waiter of its own for each view: as if they were two processes, for they share no address. */
function twoViews(): [ProcessMemory, ProcessMemory] {
  const file = native().unnamedFile('test', 8192);
  const views: [ProcessMemory, ProcessMemory] = [mapFile(file, 0, 8192), mapFile(file, 0, 8192)];
  native().closeFile(file);
  return views;
}

/** Names of the threads of this process. */
function threads(): number {
  return readdirSync('/proc/self/task').length;
}

const pending: { cancel(): void }[] = [];
afterEach(() => {
  for (const wait of pending.splice(0)) wait.cancel();
});

describe('ProcessMemory', () => {
  it('is the kind of buffer that the runtime offers, or that is forced', () => {
    const [memory] = twoViews();
    const shared =
      process.env.WEFT_SHM_BUFFER === undefined
        ? native().canBeShared()
        : process.env.WEFT_SHM_BUFFER === 'shared';
    expect(memory.buffer instanceof SharedArrayBuffer).toBe(shared);
    expect(memory.words).toHaveLength(2048);
    expect(memory.scope).toBe('process');
  });

  it('does not wait for a word that has another value', async () => {
    const [memory] = twoViews();
    expect(memory.wait(5, 1)).toBe('not-equal');
    expect(await memory.waitAsync(5, 1).promise).toBe('not-equal');
  });

  it('waits for as long as it may, also beyond one slice', () => {
    const [memory] = twoViews();
    for (const timeout of [0, 3, 120]) {
      const began = performance.now();
      expect(memory.wait(0, 0, timeout)).toBe('timed-out');
      expect(performance.now() - began).toBeGreaterThanOrEqual(timeout);
    }
  });

  it('wakes those who wait through another mapping', async () => {
    const [one, two] = twoViews();
    const waits = Array.from({ length: 3 }, () => one.waitAsync(7, 0));
    pending.push(...waits);
    // The fallback sees changes only, which is all that the objects of Weft need.
    const fallback = process.env.WEFT_SHM_ASYNC === 'poll';
    if (!fallback) {
      await until(() => two.notify(7, 1) === 1);
      expect(await Promise.race(waits.map((wait) => wait.promise))).toBe('ok');
    }
    Atomics.store(two.words, 7, 1);
    two.notify(7);
    for (const wait of waits) expect(await wait.promise).toBe('ok');
    expect(two.notify(7)).toBe(0);
  });

  it('sees a change that nobody notified of before the wait began', async () => {
    const [one, two] = twoViews();
    Atomics.store(two.words, 3, 9);
    expect(await one.waitAsync(3, 0).promise).toBe('not-equal');
  });

  it('lets asynchronous waits time out and be cancelled', async () => {
    const [memory] = twoViews();
    const began = performance.now();
    expect(await memory.waitAsync(0, 0, 20).promise).toBe('timed-out');
    expect(performance.now() - began).toBeGreaterThanOrEqual(19);
    const wait = memory.waitAsync(0, 0);
    expect(await isSettled(wait.promise)).toBe(false);
    wait.cancel();
    wait.cancel();
    expect(await wait.promise).toBe('cancelled');
    // The waiter thread leaves the queue of the word as soon as it gets to run.
    await until(() => memory.notify(0) === 0);
  });

  it('passes on what a wait ate that was cancelled just then', async () => {
    const [one, two] = twoViews();
    for (let round = 0; round < 200; round += 1) {
      Atomics.store(one.words, 0, 0);
      const eager = one.waitAsync(0, 0);
      const patient = two.waitAsync(0, 0);
      Atomics.store(one.words, 0, 1);
      one.notify(0, 1);
      eager.cancel();
      expect(await patient.promise).toBe('ok');
    }
  });

  it('costs one thread for a thousand pending waits on a thousand words', async () => {
    const [one, two] = twoViews();
    await one.waitAsync(0, 0, 1).promise;
    const before = threads();
    const waits = Array.from({ length: 1000 }, (_, i) => one.waitAsync(i, 0));
    expect(threads()).toBe(before);
    for (let i = 0; i < 1000; i += 1) {
      Atomics.store(two.words, i, 1);
      two.notify(i, 1);
    }
    for (const wait of waits) expect(await wait.promise).toBe('ok');
  });

  it('costs a lock one registration, however many tasks await it', async () => {
    using region = ProcessRegion.anonymous({ bytes: 1024 });
    const lock = new Lock({ in: region });
    const guard = lock.acquireSync();
    const order: number[] = [];
    const waits = Array.from({ length: 1000 }, (_, i) =>
      lock.run(() => {
        order.push(i);
      }),
    );
    guard.release();
    await Promise.all(waits);
    expect(order).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });
});
