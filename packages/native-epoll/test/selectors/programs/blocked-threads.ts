/**
 * Ends while threads are blocked in all ways that selectors know, one of them with a bridge. Arguments: `exit` or
 * `return`, which leaves it to Node.
 */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Event, selectSync } from '@weft/atomics';
import { DefaultSelector, EVENT_READ } from '@weft/native-epoll';
import { pair } from '../support/ends.js';
import { say } from '../support/say.js';

function watching(): { selector: DefaultSelector; write(): void } {
  const selector = new DefaultSelector();
  const [one, other] = pair();
  selector.register(one, EVENT_READ);
  return { selector, write: () => other.send('x') };
}

if (isMainThread) {
  for (const how of ['select', 'selectAsync', 'selectSync']) {
    const worker = new Worker(new URL(import.meta.url), { workerData: how });
    await once(worker, 'message');
    worker.unref();
  }
  // This thread has a bridge as well.
  const { selector, write } = watching();
  setTimeout(write, 0);
  try {
    selectSync([new Event(), selector], { timeout: 100 });
  } catch {
    say('timed out');
  }
  say('done');
  if (process.argv[2] === 'exit') process.exit(0);
} else {
  const { selector } = watching();
  parentPort?.postMessage('there');
  if (workerData === 'select') selector.select();
  else if (workerData === 'selectAsync') await selector.selectAsync();
  else selectSync([new Event(), selector]);
}
