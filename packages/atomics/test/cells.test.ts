import { cellSuite } from './conformance/cells.js';
import { threadSettings } from './support/setting.js';

for (const setting of threadSettings) cellSuite(setting);
