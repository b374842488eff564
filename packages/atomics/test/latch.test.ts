import { latchSuite } from './conformance/latch.js';
import { threadSettings } from './support/setting.js';

for (const setting of threadSettings) latchSuite(setting);
