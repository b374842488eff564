/** A worker of `lifetime.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { attach, Event, type Lock } from '@weft/atomics';
import { ProcessRegion } from '@weft/native-shm';

const { how, lock: clone } = workerData as { how: string; lock?: Lock };

if (how === 'alone') {
  const region = ProcessRegion.anonymous({ bytes: 1024 });
  void new Event({ in: region }).wait({ timeout: 5 });
} else {
  const lock = attach<Lock>(clone);
  lock.unref();
  void lock.acquire();
  const again = ProcessRegion.open('workers');
  new Event({ in: again }).unref().wait();
  parentPort?.postMessage('up');
  if (how === 'exit') process.exit();
  if (how === 'terminate') setInterval(() => {}, 1000);
  if (how === 'terminate-blocked') lock.acquireSync();
}
