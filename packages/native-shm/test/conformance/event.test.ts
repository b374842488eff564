import { eventSuite } from '../../../atomics/dist-test/conformance/event.js';
import { processSettings } from '../support/setting.js';

for (const setting of processSettings) eventSuite(setting);
