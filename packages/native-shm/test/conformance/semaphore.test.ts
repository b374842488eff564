import {
  boundedSemaphoreSuite,
  unboundedSemaphoreSuite,
} from '../../../atomics/dist-test/conformance/semaphore.js';
import { processSettings } from '../support/setting.js';

for (const setting of processSettings) {
  unboundedSemaphoreSuite(setting);
  boundedSemaphoreSuite(setting);
}
