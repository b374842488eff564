/**
 * A thread without Weft that starts one with it and terminates it when somebody waits for the lock that it has. It
 * so stands between the two: nobody who uses Weft is told that the thread has ended.
 */
import { Worker, workerData } from 'node:worker_threads';
import { BLOCK, MUTEX } from '../../dist/layout.js';

const { buffer, url, data } = workerData as { buffer: SharedArrayBuffer; url: string; data: unknown };
const words = new Int32Array(buffer);
const worker = new Worker(new URL(url), { workerData: data });
const look = setInterval(() => {
  if ((Atomics.load(words, BLOCK.HEADER + MUTEX.WORD) & MUTEX.WAITERS) === 0) return;
  clearInterval(look);
  void worker.terminate();
}, 1);
