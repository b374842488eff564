/**
 * Lesson 10: the semaphore lets a number of threads in at once.
 *
 *     slots = threading.BoundedSemaphore(5)
 *     with slots:
 *         time.sleep(0.1)       # ten threads, but never more than five of them in here
 *
 * A bounded semaphore also notices when somebody gives back what was never taken.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { AtomicInt32, attach, Barrier, BoundedSemaphore, Event, share } from '@weft/atomics';

const THREADS = 10;
const AT_A_TIME = 5;

interface Visitor {
  readonly name: string;
  readonly slots: BoundedSemaphore;
  readonly inside: AtomicInt32;
  readonly start: Barrier;
}

/** Shown at once, whichever thread prints. */
const print = (line: string) => writeSync(1, `${line}\n`);

/** `time.sleep`: waits for what nobody will set. */
const pause = (ms: number) => new Event().waitSync({ timeout: ms });

/** Goes in and out again; returns how many were inside then. */
function visit({ name, slots, inside }: Visitor): number {
  using _slot = slots.acquireSync();
  const visitors = inside.add(1) + 1; // `add` returns the value from before
  print(`${name} is in`);
  pause(100);
  inside.sub(1);
  return visitors;
}

if (isMainThread) {
  const slots = new BoundedSemaphore(AT_A_TIME);
  const inside = new AtomicInt32();
  const start = new Barrier(THREADS);
  const visits = Array.from({ length: THREADS }, async (_, i): Promise<number> => {
    const visitor: Visitor = { name: `thread ${i + 1}`, slots, inside, start };
    const thread = new Worker(new URL(import.meta.url), { workerData: share(visitor) });
    const [visitors] = await once(thread, 'message');
    return visitors;
  });
  print(`At most ${Math.max(...(await Promise.all(visits)))} of ${THREADS} were in at once.`);
  try {
    slots.release();
  } catch (error) {
    print(`One release too many: ${(error as Error).name}`);
  }
} else {
  const visitor = attach<Visitor>(workerData);
  visitor.start.waitSync(); // so that all ten are there before the first one leaves
  parentPort?.postMessage(visit(visitor));
}
