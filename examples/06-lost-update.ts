/**
 * Lesson 6: the lost update.
 *
 * In Python a hundred threads each take one from a number that starts at 100:
 *
 *     seen = number         # read
 *     time.sleep(0.001)     # pause: meanwhile the others read the same number
 *     number = seen - 1     # write: over what the others have written
 *
 * Nothing should be left, but 99 is, or a little less: nearly every update is lost.
 *
 * A thread of Node is a JavaScript engine of its own, so a hundred of them would be a heavy way to show it: here ten
 * threads run ten tasks each. The number lies in memory that they share. Reading it is one indivisible step and so
 * is writing it, and yet that does not help, because the update is both of them and a pause in between.
 */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { AtomicInt32, attach, Barrier, share } from '@weft/atomics';

const THREADS = 10;
const TASKS = 10;

interface Shared {
  readonly number: AtomicInt32;
  readonly start: Barrier;
}

async function takeOne(number: AtomicInt32): Promise<void> {
  const seen = number.load();
  await pause(1);
  number.store(seen - 1);
}

if (isMainThread) {
  const shared: Shared = { number: new AtomicInt32(THREADS * TASKS), start: new Barrier(THREADS) };
  const threads = Array.from({ length: THREADS }, () => {
    return new Worker(new URL(import.meta.url), { workerData: share(shared) });
  });
  await Promise.all(threads.map((thread) => once(thread, 'exit'))); // join
  console.log(`${THREADS * TASKS} tasks on ${THREADS} threads took one each from ${THREADS * TASKS}.`);
  console.log(`Left: ${shared.number.load()} (should be 0)`);
} else {
  const { number, start } = attach<Shared>(workerData);
  start.waitSync(); // so that all begin at the same moment
  await Promise.all(Array.from({ length: TASKS }, () => takeOne(number)));
}
