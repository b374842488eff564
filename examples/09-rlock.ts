/**
 * Lesson 9: the re-entrant lock. It knows its owner and counts: the owner may acquire it again, and it is free when
 * it has been released as often.
 *
 *     fork = spoon = threading.RLock()     # the program of lesson 8, with one lock for both
 *
 * Whoever has the one has the other, so nobody can hold just half of what they need, and both eat. With a `Lock` in
 * its place the second acquire would wait for the first one of the same thread: Python hangs there, too, and Weft
 * says so.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { attach, DeadlockError, Latch, Lock, NotOwnerError, RLock, share } from '@weft/atomics';

interface Guest {
  readonly name: string;
  readonly first: RLock;
  readonly second: RLock;
  readonly bothHoldOne: Latch;
}

interface Stranger {
  readonly othersLock: RLock;
}

/** Shown at once, whichever thread prints. */
const print = (line: string) => writeSync(1, `${line}\n`);

/** Starts a thread and joins it. */
function run(data: Guest | Stranger): Promise<unknown> {
  return once(new Worker(new URL(import.meta.url), { workerData: share(data) }), 'exit');
}

function eat({ name, first, second, bothHoldOne }: Guest): void {
  using _one = first.acquireSync();
  print(`${name} holds one`);
  bothHoldOne.countDown();
  bothHoldOne.waitSync({ timeout: 200 }); // in vain for the first: the other one has to wait for everything
  using _two = second.acquireSync();
  print(`${name} holds both and eats`);
}

function releaseOthersLock({ othersLock }: Stranger): void {
  try {
    othersLock.release();
  } catch (error) {
    if (!(error instanceof NotOwnerError)) throw error;
    print(`another thread may not release it: ${error.name}`);
  }
}

function acquireTwice(lock: Lock): void {
  using _once = lock.acquireSync();
  try {
    lock.acquireSync();
  } catch (error) {
    if (!(error instanceof DeadlockError)) throw error;
    print(`a Lock may not be acquired twice: ${error.name}`);
  }
}

if (isMainThread) {
  const lock = new RLock();
  for (let times = 1; times <= 3; times += 1) {
    lock.acquireSync();
    print(`acquired: depth ${lock.describe().depth}`);
  }
  await run({ othersLock: lock });
  for (let times = 1; times <= 3; times += 1) {
    lock.release();
    print(lock.locked() ? `released: depth ${lock.describe().depth}` : 'released: free');
  }
  acquireTwice(new Lock());

  const bothHoldOne = new Latch(2);
  const guests = ['Anna', 'Ben'].map((name) => run({ name, first: lock, second: lock, bothHoldOne }));
  await Promise.all(guests);
} else {
  const data = attach<Guest | Stranger>(workerData);
  if ('othersLock' in data) releaseOthersLock(data);
  else eat(data);
}
