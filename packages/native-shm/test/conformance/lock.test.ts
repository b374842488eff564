import { lockSuite } from '../../../atomics/dist-test/conformance/lock.js';
import { processSettings } from '../support/setting.js';

for (const setting of processSettings) lockSuite(setting);
