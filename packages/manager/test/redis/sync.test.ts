import { barrierSuite } from '../conformance/barrier.js';
import { conditionSuite } from '../conformance/condition.js';
import { eventSuite } from '../conformance/event.js';
import { lockSuite, rlockSuite } from '../conformance/lock.js';
import { queueSuite } from '../conformance/queue.js';
import { semaphoreSuite } from '../conformance/semaphore.js';
import { redisSettings } from './support/setting.js';

for (const setting of redisSettings()) {
  lockSuite(setting);
  rlockSuite(setting);
  semaphoreSuite(setting);
  eventSuite(setting);
  conditionSuite(setting);
  barrierSuite(setting);
  queueSuite(setting);
}
