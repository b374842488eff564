/**
 * Lesson 8: the deadlock. Anna and Ben need the fork and the spoon to eat. Anna takes the fork first, Ben the spoon:
 *
 *     fork.acquire()   | spoon.acquire()
 *     spoon.acquire()  | fork.acquire()     # each waits for the other, for ever
 *
 * In Python the program hangs. In Weft a thread that blocks tells the others whom it waits for, so the circle is
 * found: one of the two gets a `DeadlockError` that says who holds what and who wants what.
 */
import { writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { attach, DeadlockError, Latch, Lock, setThreadName, share } from '@weft/atomics';

interface Guest {
  readonly name: string;
  readonly first: Lock;
  readonly second: Lock;
  /** Makes sure that they do get into trouble: each goes on when both hold something. */
  readonly bothHoldOne: Latch;
}

/** `console.log` of a worker is shown later, by the main thread; this is shown at once. */
const print = (line: string) => writeSync(1, `${line}\n`);

function eat({ name, first, second, bothHoldOne }: Guest): void {
  using _one = first.acquireSync();
  print(`${name} holds one`);
  bothHoldOne.countDown();
  bothHoldOne.waitSync({ timeout: 5000 });
  using _two = second.acquireSync();
  print(`${name} holds both and eats`);
}

if (isMainThread) {
  const fork = new Lock({ name: 'fork' });
  const spoon = new Lock({ name: 'spoon' });
  const bothHoldOne = new Latch(2);
  const guests: Guest[] = [
    { name: 'Anna', first: fork, second: spoon, bothHoldOne },
    { name: 'Ben', first: spoon, second: fork, bothHoldOne },
  ];
  for (const guest of guests) new Worker(new URL(import.meta.url), { workerData: share(guest) });
} else {
  const guest = attach<Guest>(workerData);
  setThreadName(guest.name);
  try {
    eat(guest);
  } catch (error) {
    if (!(error instanceof DeadlockError)) throw error;
    print(`${guest.name} gets a DeadlockError:`);
    for (const { thread, holds, wants } of error.cycle)
      print(`  ${thread} holds ${holds} and wants ${wants}`);
    // `using` has put the first thing back, so the other one can eat. Now in the same order as the other one.
    eat({ ...guest, first: guest.second, second: guest.first });
  }
}
