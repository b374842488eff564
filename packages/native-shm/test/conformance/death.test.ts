import { casualtySuite } from '../../../atomics/dist-test/conformance/casualties.js';
import { conditionDeathSuite, deathSuite, MORTALS } from '../../../atomics/dist-test/conformance/death.js';
import { processSettings } from '../support/setting.js';

for (const setting of processSettings) {
  const [lock, rlock, rwLock] = MORTALS;
  deathSuite(setting, lock);
  deathSuite(setting, rlock);
  deathSuite(setting, rwLock);
  conditionDeathSuite(setting);
  casualtySuite(setting);
}
