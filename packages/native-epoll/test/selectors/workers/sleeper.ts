/** A thread that sleeps in its selector until it is terminated. */
import { parentPort, workerData } from 'node:worker_threads';
import { EVENT_READ } from '@weft/native-epoll';
import { pair } from '../support/ends.js';
import { settings } from '../support/settings.js';

const { kind, how } = workerData as { kind: string; how: 'select' | 'selectAsync' };
for (const { make } of settings) {
  const selector = make();
  if (selector.kind !== kind) {
    selector.close();
    continue;
  }
  selector.register(pair()[0], EVENT_READ);
  parentPort?.postMessage(selector.waker());
  for (;;) {
    if (how === 'select') selector.select();
    else await selector.selectAsync();
  }
}
