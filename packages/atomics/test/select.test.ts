import { selectSuite } from './conformance/select.js';
import { threadSettings } from './support/setting.js';

for (const setting of threadSettings) selectSuite(setting);
