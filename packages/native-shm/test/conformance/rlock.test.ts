import { rlockSuite } from '../../../atomics/dist-test/conformance/rlock.js';
import { processSettings } from '../support/setting.js';

for (const setting of processSettings) rlockSuite(setting);
