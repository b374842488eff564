/** Raw worker threads: not started by anything of Weft's, and ended in every way there is. */
import type { Worker } from 'node:worker_threads';
import { Latch, Lock, share } from '@weft/atomics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectThrow } from './support/outcome.js';
import { needs } from './support/runtime.js';
import { until } from './support/until.js';

const OWNER_DIED = 'ERR_WEFT_OWNER_DIED';

function thread(name: string): URL {
  return new URL(`./threads/${name}.js`, import.meta.url);
}

describe('a raw worker that holds a lock', needs('node-modules'), () => {
  let lock: Lock;
  let held: Latch;
  const workers: Worker[] = [];
  const start = (name: string, workerData: unknown) => {
    const { Worker } = globalThis.process.getBuiltinModule('node:worker_threads');
    const worker = new Worker(thread(name), { workerData });
    workers.push(worker);
    return worker;
  };
  beforeEach(() => {
    lock = new Lock();
    held = new Latch(1);
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
  });

  it('is known by its name', async () => {
    start('holder', share({ lock, held }));
    await held.wait();
    expect(lock.describe()).toEqual({ locked: true, owner: 'holder' });
  });

  it('leaves it abandoned when it is terminated', async () => {
    const worker = start('holder', share({ lock, held }));
    await held.wait();
    await worker.terminate();
    expectThrow(() => lock.acquireSync(), OWNER_DIED);
    lock.recover().release();
  });

  it('leaves it abandoned when the thread that started it is terminated', async () => {
    const parent = start('parent', share({ lock, held }));
    await held.wait();
    const waiting = lock.acquire();
    await parent.terminate();
    await expect(waiting).rejects.toMatchObject({ code: OWNER_DIED });
    lock.recover().release();
  });

  it('is found dead by a blocked thread although nobody tells', needs('os-threads', 'blocking'), async () => {
    const { buffer } = lock.handle as unknown as { buffer: SharedArrayBuffer };
    start('terminator', { buffer, url: thread('holder').href, data: share({ lock, held }) });
    await held.wait();
    expectThrow(() => lock.acquireSync(), OWNER_DIED);
    lock.recover().release();
  });

  it('is found dead by a task although nobody tells', needs('os-threads'), async () => {
    const { buffer } = lock.handle as unknown as { buffer: SharedArrayBuffer };
    start('terminator', { buffer, url: thread('holder').href, data: share({ lock, held }) });
    await held.wait();
    await expect(lock.acquire()).rejects.toMatchObject({ code: OWNER_DIED });
    lock.recover().release();
  });

  it('is found dead by who only tries, although nobody tells', needs('os-threads'), async () => {
    const { buffer } = lock.handle as unknown as { buffer: SharedArrayBuffer };
    start('terminator', { buffer, url: thread('holder').href, data: share({ lock, held }) });
    await held.wait();
    const waiting = new AbortController();
    // Makes the terminator strike, and is then not there to find out.
    const seen = lock.acquire({ signal: waiting.signal }).catch(() => {});
    await until(() => lock.describe().waiters === true);
    waiting.abort();
    await seen;
    let code: unknown;
    await until(() => {
      try {
        lock.tryAcquire()?.release();
      } catch (error) {
        code = (error as { code?: unknown }).code;
      }
      return code !== undefined;
    }, 'a try tells of the death');
    expect(code).toBe(OWNER_DIED);
  });
});
