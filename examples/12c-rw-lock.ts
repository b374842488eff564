/**
 * Lesson 12, the read-write lock, which Python does not have: many may read at once, one alone may write.
 *
 * Three readers look at a price at the same time. The writer who wants to change it waits until they have left, and
 * who comes later reads the new price.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { AtomicInt32, attach, Latch, RWLock, share } from '@weft/atomics';

const READERS = 3;

interface Visitor {
  readonly name: string;
  readonly lock: RWLock;
  readonly price: AtomicInt32;
  /** At zero when all readers are inside. If they were not let in together nobody would get past it. */
  readonly allInside: Latch;
}

/** Shown at once, whichever thread prints. */
const print = (line: string) => writeSync(1, `${line}\n`);

function read({ name, lock, price, allInside }: Visitor): void {
  using _reading = lock.acquireReadSync();
  allInside.countDown();
  allInside.waitSync();
  print(`${name} reads ${price.load()}`);
}

function write({ name, lock, price, allInside }: Visitor): void {
  allInside.waitSync();
  using _writing = lock.acquireWriteSync();
  price.store(200);
  print(`${name} writes 200, readers inside: ${lock.readers()}`);
}

if (isMainThread) {
  const shared = { lock: new RWLock(), price: new AtomicInt32(100), allInside: new Latch(READERS) };
  const threads = ['the writer', 'reader 1', 'reader 2', 'reader 3'].map((name) => {
    const visitor: Visitor = { name, ...shared };
    return new Worker(new URL(import.meta.url), { workerData: share(visitor) });
  });
  await Promise.all(threads.map((thread) => once(thread, 'exit')));
  using _reading = await shared.lock.acquireRead();
  print(`the main thread reads ${shared.price.load()}`);
} else {
  const visitor = attach<Visitor>(workerData);
  if (visitor.name === 'the writer') write(visitor);
  else read(visitor);
}
