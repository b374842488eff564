/** The keys of an object are together wherever a cluster keeps them. */
import { arraySuite } from '../conformance/array.js';
import { barrierSuite } from '../conformance/barrier.js';
import { conditionSuite } from '../conformance/condition.js';
import { dictSuite } from '../conformance/dict.js';
import { eventSuite } from '../conformance/event.js';
import { listSuite } from '../conformance/list.js';
import { lockSuite, rlockSuite } from '../conformance/lock.js';
import { namespaceSuite } from '../conformance/namespace.js';
import { queueSuite } from '../conformance/queue.js';
import { semaphoreSuite } from '../conformance/semaphore.js';
import { setSuite } from '../conformance/set.js';
import { valueSuite } from '../conformance/value.js';
import { redisSetting } from './support/setting.js';

const setting = redisSetting('Redis in a cluster', { cluster: true });

for (const suite of [
  listSuite,
  dictSuite,
  setSuite,
  namespaceSuite,
  valueSuite,
  arraySuite,
  lockSuite,
  rlockSuite,
  semaphoreSuite,
  eventSuite,
  conditionSuite,
  barrierSuite,
  queueSuite,
]) {
  suite(setting);
}
