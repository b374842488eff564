import { barrierSuite } from './conformance/barrier.js';
import { threadSettings } from './support/setting.js';

for (const setting of threadSettings) barrierSuite(setting);
