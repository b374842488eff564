import { arraySuite } from '../conformance/array.js';
import { dictSuite } from '../conformance/dict.js';
import { listSuite } from '../conformance/list.js';
import { namespaceSuite } from '../conformance/namespace.js';
import { setSuite } from '../conformance/set.js';
import { valueSuite } from '../conformance/value.js';
import { redisSetting } from './support/setting.js';

const setting = redisSetting('Redis');

listSuite(setting);
dictSuite(setting);
setSuite(setting);
namespaceSuite(setting);
valueSuite(setting);
arraySuite(setting);
