/**
 * Lesson 12, the condition: threads that hold a lock wait for a change of what it protects.
 *
 *     with condition:
 *         condition.wait_for(lambda: shelf < 3)   # lets the lock go while it waits
 *         shelf += 1
 *         condition.notify_all()
 *
 * A baker bakes nine loaves, the shelf has room for three, and three customers buy three each.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { AtomicInt32, attach, Condition, share } from '@weft/atomics';

const ROOM = 3;

interface Job {
  readonly role: 'baker' | 'customer';
  readonly loaves: number;
  readonly condition: Condition;
  /** Only touched by who holds the lock of the condition. */
  readonly shelf: AtomicInt32;
}

/** Shown at once, whichever thread prints. */
const print = (line: string) => writeSync(1, `${line}\n`);

function bake({ condition, shelf }: Job): void {
  using _held = condition.acquireSync();
  condition.waitForSync(() => shelf.load() < ROOM);
  shelf.add(1);
  print(`baked one: ${shelf.load()} on the shelf`);
  condition.notifyAll();
}

function buy({ condition, shelf }: Job): void {
  using _held = condition.acquireSync();
  condition.waitForSync(() => shelf.load() > 0);
  shelf.sub(1);
  print(`bought one: ${shelf.load()} on the shelf`);
  condition.notifyAll();
}

if (isMainThread) {
  const shop = { condition: new Condition(), shelf: new AtomicInt32() };
  const jobs: Job[] = [
    { role: 'baker', loaves: 9, ...shop },
    { role: 'customer', loaves: 3, ...shop },
    { role: 'customer', loaves: 3, ...shop },
    { role: 'customer', loaves: 3, ...shop },
  ];
  const threads = jobs.map((job) => new Worker(new URL(import.meta.url), { workerData: share(job) }));
  await Promise.all(threads.map((thread) => once(thread, 'exit')));
  print(`closed: ${shop.shelf.load()} on the shelf`);
} else {
  const job = attach<Job>(workerData);
  for (let loaf = 0; loaf < job.loaves; loaf += 1) {
    if (job.role === 'baker') bake(job);
    else buy(job);
  }
}
