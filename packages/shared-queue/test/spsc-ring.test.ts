import { spscRingSuite } from './conformance/spsc-ring.js';
import { threadSettings } from './support/stage.js';

for (const setting of threadSettings) spscRingSuite(setting);
