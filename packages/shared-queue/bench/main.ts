/** `npm run bench -w @weft/shared-queue -- --help` */
import { runBench } from '@weft/bench';
import { queueByBatch, queueByThreads } from './queue-of-numbers.js';
import { queueByItemSize, queueOfObjects } from './queue-of-objects.js';
import { queueWakeUp } from './queue-wake-up.js';
import { spscRing } from './spsc-ring.js';

await runBench({
  title: 'What @weft/shared-queue moves',
  subject: 'Weft',
  scenarios: [spscRing, queueByThreads, queueByBatch, queueOfObjects, queueByItemSize, queueWakeUp],
  participants: {
    packages: ['@weft/shared-queue', 'msgpackr', 'multithreading', 'ringbuf.js'],
    from: import.meta.url,
    programs: ['rustc', 'python3'],
  },
  results: new URL('../bench/results/', import.meta.url),
});
