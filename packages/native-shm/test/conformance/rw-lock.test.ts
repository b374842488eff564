import { rwLockSuite } from '../../../atomics/dist-test/conformance/rw-lock.js';
import { processSettings } from '../support/setting.js';

for (const setting of processSettings) rwLockSuite(setting);
