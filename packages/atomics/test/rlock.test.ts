import { rlockSuite } from './conformance/rlock.js';
import { threadSettings } from './support/setting.js';

for (const setting of threadSettings) rlockSuite(setting);
