import { selectSuite } from '../../../atomics/dist-test/conformance/select.js';
import { processSettings } from '../support/setting.js';

for (const setting of processSettings) selectSuite(setting);
