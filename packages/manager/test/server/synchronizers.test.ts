import { barrierSuite } from '../conformance/barrier.js';
import { conditionSuite } from '../conformance/condition.js';
import { eventSuite } from '../conformance/event.js';
import { lockSuite, rlockSuite } from '../conformance/lock.js';
import { queueSuite } from '../conformance/queue.js';
import { semaphoreSuite } from '../conformance/semaphore.js';
import { onServer } from './setting.js';

lockSuite(onServer);
rlockSuite(onServer);
semaphoreSuite(onServer);
eventSuite(onServer);
conditionSuite(onServer);
barrierSuite(onServer);
queueSuite(onServer);
