import { casualtySuite } from './conformance/casualties.js';
import { conditionDeathSuite, deathSuite, MORTALS } from './conformance/death.js';
import { threadSettings } from './support/setting.js';

for (const setting of threadSettings) {
  const [lock, rlock, rwLock] = MORTALS;
  deathSuite(setting, lock);
  deathSuite(setting, rlock);
  deathSuite(setting, rwLock);
  conditionDeathSuite(setting);
  casualtySuite(setting);
}
