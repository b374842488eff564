/** A raw worker that acquires what it is given by `workerData`, tells its parent, and stays. */
import { parentPort, workerData } from 'node:worker_threads';
import { attach, type Latch, type Lock, setThreadName } from '@weft/atomics';

const { lock, held } = attach<{ lock: Lock; held: Latch }>(workerData);
setThreadName('holder');
lock.acquireSync();
held.countDown();
parentPort?.postMessage('held');
setInterval(() => {}, 60_000);
