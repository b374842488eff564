import { boundedSemaphoreSuite, unboundedSemaphoreSuite } from './conformance/semaphore.js';
import { threadSettings } from './support/setting.js';

for (const setting of threadSettings) {
  unboundedSemaphoreSuite(setting);
  boundedSemaphoreSuite(setting);
}
