import { getIntoSuite } from './conformance/get-into.js';
import { queueSuite } from './conformance/queue.js';
import { spscRingSuite } from './conformance/spsc-ring.js';
import { fifo, lifo, priority } from './support/kinds.js';
import { processSettings } from './support/processes.js';

for (const setting of processSettings) {
  queueSuite(fifo, setting);
  spscRingSuite(setting);
  getIntoSuite(setting);
}
for (const kind of [lifo, priority]) queueSuite(kind, processSettings[1]!);
