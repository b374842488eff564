/** A raw worker with Weft that starts another on `holder.ts`, and stays. */
import { Worker, workerData } from 'node:worker_threads';
import { attach, setThreadName } from '@weft/atomics';

setThreadName('parent');
// Attached, so that this thread is known as the parent.
attach(workerData);
new Worker(new URL('./holder.js', import.meta.url), { workerData });
