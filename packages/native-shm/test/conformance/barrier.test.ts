import { barrierSuite } from '../../../atomics/dist-test/conformance/barrier.js';
import { processSettings } from '../support/setting.js';

for (const setting of processSettings) barrierSuite(setting);
