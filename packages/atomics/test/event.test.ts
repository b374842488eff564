import { eventSuite } from './conformance/event.js';
import { threadSettings } from './support/setting.js';

for (const setting of threadSettings) eventSuite(setting);
