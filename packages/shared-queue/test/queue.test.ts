import { queueSuite } from './conformance/queue.js';
import { fifo } from './support/kinds.js';
import { threadSettings } from './support/stage.js';

for (const setting of threadSettings) queueSuite(fifo, setting);
