/**
 * Threads that come to use Weft in different orders, and share a lock, an event and a dead owner all the same.
 *
 *     import-order <which thread is first>
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Event, Lock } from '@weft/atomics';

type Weft = typeof import('@weft/atomics');

const order = globalThis.process.argv[2];
const peer = new URL('../threads/peer.js', import.meta.url);

/** A peer that has started, with Weft loaded or not yet. */
async function startPeer(load: 'at once' | 'when told'): Promise<Worker> {
  const worker = new Worker(peer, { workerData: load });
  await once(worker, 'message');
  return worker;
}

async function ask<T>(worker: Worker, verb: string, value?: unknown): Promise<T> {
  const answered = once(worker, 'message');
  worker.postMessage({ verb, value });
  const [answer] = await answered;
  return answer as T;
}

/** Two peers share an object that one of them made, while this thread has no Weft at all. */
async function amongPeers(): Promise<void> {
  const [one, two] = [await startPeer('at once'), await startPeer('at once')];
  const made = await ask(one, 'make');
  assert.equal(await ask(two, 'acquire', made), 'acquired');
  assert.equal(await ask(one, 'try'), 'taken');
  const waiting = ask(one, 'acquire', made);
  await ask(two, 'release');
  assert.equal(await waiting, 'acquired');
  await one.terminate();
  assert.equal(await ask(two, 'acquire', made), 'ERR_WEFT_OWNER_DIED');
  await two.terminate();
}

/** This thread and a peer share objects made by either, block each other, and learn of a death. */
async function withPeer(worker: Worker, weft: Weft): Promise<void> {
  const mine = { lock: new weft.Lock(), event: new weft.Event() };
  const theirs = weft.attach<typeof mine>(await ask(worker, 'make'));
  for (const { lock, event } of [mine, theirs]) await exchange(worker, weft, lock, event);
  const { lock } = mine;
  assert.equal(await ask(worker, 'acquire', weft.share(mine)), 'acquired');
  assert.equal(lock.locked(), true);
  await worker.terminate();
  assert.throws(() => lock.acquireSync(), { code: 'ERR_WEFT_OWNER_DIED' });
  lock.recover().release();
}

async function exchange(worker: Worker, weft: Weft, lock: Lock, event: Event): Promise<void> {
  const guard = lock.acquireSync();
  const waiting = ask(worker, 'acquire', weft.share({ lock, event }));
  while (lock.describe().waiters !== true) await new Promise((resolve) => setTimeout(resolve, 1));
  guard.release();
  assert.equal(await waiting, 'acquired');
  assert.equal(lock.tryAcquire(), undefined);
  const setting = ask(worker, 'release and set');
  assert.equal(event.waitSync(), true);
  lock.acquireSync().release();
  assert.equal(await setting, 'set');
}

switch (order) {
  case 'main first': {
    const weft = await import('@weft/atomics');
    await withPeer(await startPeer('at once'), weft);
    break;
  }
  case 'worker first': {
    const worker = await startPeer('at once');
    await withPeer(worker, await import('@weft/atomics'));
    break;
  }
  case 'worker started first': {
    const worker = await startPeer('when told');
    const weft = await import('@weft/atomics');
    new weft.Lock().acquireSync();
    await withPeer(worker, weft);
    break;
  }
  case 'both at once': {
    const worker = await startPeer('when told');
    const making = ask(worker, 'make');
    const weft = await import('@weft/atomics');
    const { lock } = weft.attach<{ lock: Lock }>(await making);
    lock.acquireSync().release();
    await withPeer(worker, weft);
    break;
  }
  default:
    await amongPeers();
}
console.log('ok');
