/**
 * Lesson 12, the barrier: threads meet, and nobody goes on before all have arrived.
 *
 *     start = threading.Barrier(4, action=whistle)
 *     start.wait()        # when all four are there one of them runs the action, then all go on
 *
 * Three runners and a referee meet at the start of each of two rounds. The action belongs to the referee's view of
 * the barrier, because functions do not travel to other threads; so it is the referee who runs it. The referee is
 * the main thread, which waits without blocking.
 */
import { writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { attach, Barrier, share } from '@weft/atomics';

const ROUNDS = 2;

interface Runner {
  readonly name: string;
  readonly start: Barrier;
}

/** Shown at once, whichever thread prints. */
const print = (line: string) => writeSync(1, `${line}\n`);

if (isMainThread) {
  const start = new Barrier(4, { action: () => print('All are here: go!') });
  for (const name of ['Anna', 'Ben', 'Cleo']) {
    const runner: Runner = { name, start };
    new Worker(new URL(import.meta.url), { workerData: share(runner) });
  }
  for (let round = 1; round <= ROUNDS; round += 1) await start.wait();
} else {
  const { name, start } = attach<Runner>(workerData);
  for (let round = 1; round <= ROUNDS; round += 1) {
    print(`${name} is at the start of round ${round}`);
    start.waitSync();
  }
}
