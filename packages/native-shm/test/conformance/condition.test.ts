import { CONDITION_KINDS, conditionSuite } from '../../../atomics/dist-test/conformance/condition.js';
import { processSettings } from '../support/setting.js';

for (const setting of processSettings) {
  for (const kind of CONDITION_KINDS) conditionSuite(setting, kind);
}
