/** The locks and queues of managers on shared memory do what those of all managers do. */
import { barrierSuite } from '../conformance/barrier.js';
import { conditionSuite } from '../conformance/condition.js';
import { eventSuite } from '../conformance/event.js';
import { lockSuite } from '../conformance/lock.js';
import { queueSuite } from '../conformance/queue.js';
import { semaphoreSuite } from '../conformance/semaphore.js';
import { shmSetting } from './support/setting.js';

lockSuite(shmSetting);
semaphoreSuite(shmSetting);
eventSuite(shmSetting);
conditionSuite(shmSetting);
barrierSuite(shmSetting);
queueSuite(shmSetting);
