import { arraySuite } from '../conformance/array.js';
import { dictSuite } from '../conformance/dict.js';
import { listSuite } from '../conformance/list.js';
import { namespaceSuite } from '../conformance/namespace.js';
import { setSuite } from '../conformance/set.js';
import { valueSuite } from '../conformance/value.js';
import { onServer } from './setting.js';

listSuite(onServer);
dictSuite(onServer);
setSuite(onServer);
namespaceSuite(onServer);
valueSuite(onServer);
arraySuite(onServer);
