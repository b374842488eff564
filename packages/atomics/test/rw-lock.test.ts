import { rwLockSuite } from './conformance/rw-lock.js';
import { threadSettings } from './support/setting.js';

for (const setting of threadSettings) rwLockSuite(setting);
