/**
 * Lesson 7: the lock. The program of lesson 6, with one line more:
 *
 *     with lock:
 *         seen = number
 *         time.sleep(0.001)
 *         number = seen - 1
 *
 * Read, pause and write now happen in one go, so each of the hundred finds what the one before it has left, and
 * nothing is left in the end. `using` is JavaScript's `with`: the lock is released at the closing brace, whatever
 * happens before it.
 */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { AtomicInt32, attach, Barrier, Lock, share } from '@weft/atomics';

const THREADS = 10;
const TASKS = 10;

interface Shared {
  readonly number: AtomicInt32;
  readonly lock: Lock;
  readonly start: Barrier;
}

async function takeOne(number: AtomicInt32, lock: Lock): Promise<void> {
  using _held = await lock.acquire(); // waits for tasks of this thread and of all others
  const seen = number.load();
  await pause(1);
  number.store(seen - 1);
}

if (isMainThread) {
  const shared: Shared = {
    number: new AtomicInt32(THREADS * TASKS),
    lock: new Lock(),
    start: new Barrier(THREADS),
  };
  const threads = Array.from({ length: THREADS }, () => {
    return new Worker(new URL(import.meta.url), { workerData: share(shared) });
  });
  await Promise.all(threads.map((thread) => once(thread, 'exit'))); // join
  console.log(`${THREADS * TASKS} tasks on ${THREADS} threads took one each from ${THREADS * TASKS}.`);
  console.log(`Left: ${shared.number.load()}`);
} else {
  const { number, lock, start } = attach<Shared>(workerData);
  start.waitSync();
  await Promise.all(Array.from({ length: TASKS }, () => takeOne(number, lock)));
}
