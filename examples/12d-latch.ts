/**
 * Lesson 12, the latch, which Python does not have: a number that is counted down to zero, once. It waits until so
 * many things have happened, whoever does them and however many each one does.
 *
 * Three helpers lay six plates; the host calls to the table when all six are there.
 */
import { writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { attach, Latch, share } from '@weft/atomics';

interface Helper {
  readonly name: string;
  readonly plates: number;
  readonly missing: Latch;
}

/** Shown at once, whichever thread prints. */
const print = (line: string) => writeSync(1, `${line}\n`);

if (isMainThread) {
  const missing = new Latch(6);
  print(`Plates missing: ${missing.count()}`);
  const helpers: Helper[] = [
    { name: 'Anna', plates: 3, missing },
    { name: 'Ben', plates: 2, missing },
    { name: 'Cleo', plates: 1, missing },
  ];
  for (const helper of helpers) new Worker(new URL(import.meta.url), { workerData: share(helper) });
  await missing.wait();
  print(`Plates missing: ${missing.count()}`);
} else {
  const { name, plates, missing } = attach<Helper>(workerData);
  print(`${name} lays ${plates}`);
  missing.countDown(plates);
}
