import { latchSuite } from '../../../atomics/dist-test/conformance/latch.js';
import { processSettings } from '../support/setting.js';

for (const setting of processSettings) latchSuite(setting);
