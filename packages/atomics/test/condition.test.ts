import { CONDITION_KINDS, conditionSuite } from './conformance/condition.js';
import { threadSettings } from './support/setting.js';

for (const setting of threadSettings) {
  for (const kind of CONDITION_KINDS) conditionSuite(setting, kind);
}
