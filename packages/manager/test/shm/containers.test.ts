/** The containers of managers on shared memory do what those of all managers do. */
import { arraySuite } from '../conformance/array.js';
import { dictSuite } from '../conformance/dict.js';
import { listSuite } from '../conformance/list.js';
import { namespaceSuite } from '../conformance/namespace.js';
import { setSuite } from '../conformance/set.js';
import { valueSuite } from '../conformance/value.js';
import { shmSetting } from './support/setting.js';

listSuite(shmSetting);
dictSuite(shmSetting);
setSuite(shmSetting);
namespaceSuite(shmSetting);
valueSuite(shmSetting);
arraySuite(shmSetting);
