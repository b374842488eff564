import { deadlockSuite } from './conformance/deadlock.js';
import { threadSettings } from './support/setting.js';

for (const setting of threadSettings) deadlockSuite(setting);
