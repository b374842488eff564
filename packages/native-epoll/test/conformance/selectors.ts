/** All suites that every selector passes. */
import type { SelectorSetting } from '../selectors/support/settings.js';
import { asyncSuite } from './selectors-async.js';
import { modelSuite } from './selectors-model.js';
import { registeringSuite } from './selectors-registering.js';
import { waitingSuite } from './selectors-waiting.js';
import { wakeUpSuite } from './selectors-wake-up.js';
import { watchOptionsSuite } from './selectors-watch-options.js';

export function selectorSuite(setting: SelectorSetting): void {
  registeringSuite(setting);
  waitingSuite(setting);
  asyncSuite(setting);
  wakeUpSuite(setting);
  watchOptionsSuite(setting);
  modelSuite(setting);
}
