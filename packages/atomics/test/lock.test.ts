import { lockSuite } from './conformance/lock.js';
import { threadSettings } from './support/setting.js';

for (const setting of threadSettings) lockSuite(setting);
