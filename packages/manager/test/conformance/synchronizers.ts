/** All suites of what processes meet at. */
import { barrierSuite } from './barrier.js';
import { conditionSuite } from './condition.js';
import { eventSuite } from './event.js';
import { lockSuite, rlockSuite } from './lock.js';
import { queueSuite } from './queue.js';
import { semaphoreSuite } from './semaphore.js';
import type { Setting } from './stage.js';

export function synchronizerSuites(setting: Setting): void {
  lockSuite(setting);
  rlockSuite(setting);
  semaphoreSuite(setting);
  eventSuite(setting);
  conditionSuite(setting);
  barrierSuite(setting);
  queueSuite(setting);
}
