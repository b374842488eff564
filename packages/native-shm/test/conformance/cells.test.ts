import { cellSuite } from '../../../atomics/dist-test/conformance/cells.js';
import { processSettings } from '../support/setting.js';

for (const setting of processSettings) cellSuite(setting);
