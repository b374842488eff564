import { arraySuite } from '../conformance/array.js';
import { dictSuite } from '../conformance/dict.js';
import { listSuite } from '../conformance/list.js';
import { namespaceSuite } from '../conformance/namespace.js';
import { setSuite } from '../conformance/set.js';
import { valueSuite } from '../conformance/value.js';
import { redisSettings } from './support/setting.js';

for (const setting of redisSettings()) {
  listSuite(setting);
  dictSuite(setting);
  setSuite(setting);
  namespaceSuite(setting);
  valueSuite(setting);
  arraySuite(setting);
}
