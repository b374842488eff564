/** The worker of this thread's bridge, from among the workers that Node tells of. */
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { helperThreads } from './helper.js';

const running = new Set<Worker>();

process.on('worker', (worker) => {
  running.add(worker);
  worker.once('exit', () => running.delete(worker));
});

/** Ends it, as nobody should. */
export async function endBridgeThread(): Promise<void> {
  // Everything else that runs is a helper.
  const bridge = [...running].find((worker) => !helperThreads.has(worker));
  if (bridge === undefined) throw new Error('there is no bridge to end');
  await Promise.all([once(bridge, 'exit'), bridge.terminate()]);
}
