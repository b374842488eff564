import { linearizabilitySuite } from '../linearizability/suite.js';
import { clusterSetting, redisSetting } from './support/setting.js';

// Leases that outlast a history: what the killed had taken comes back when theirs are over, which the model of a queue, in
// which a dead taker keeps what it has, could not explain. `leases.test.ts` is about that.
linearizabilitySuite(redisSetting('Redis', {}, '?lease=60000'));
linearizabilitySuite(clusterSetting('&lease=60000'));
