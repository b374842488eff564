/** All suites of containers. */
import { arraySuite } from './array.js';
import { dictSuite } from './dict.js';
import { listSuite } from './list.js';
import { namespaceSuite } from './namespace.js';
import { setSuite } from './set.js';
import type { Setting } from './stage.js';
import { valueSuite } from './value.js';

export function containerSuites(setting: Setting): void {
  listSuite(setting);
  dictSuite(setting);
  setSuite(setting);
  namespaceSuite(setting);
  valueSuite(setting);
  arraySuite(setting);
}
