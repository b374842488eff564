import { deadlockSuite } from '../../../atomics/dist-test/conformance/deadlock.js';
import { processSettings } from '../support/setting.js';

for (const setting of processSettings) deadlockSuite(setting);
