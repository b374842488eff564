import { KqueueSelector } from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { errorWith } from '../../../atomics/dist-test/support/outcome.js';
import { selectorSuite } from '../conformance/selectors.js';
import { modelSuite } from '../conformance/selectors-model.js';
import { registeringSuite } from '../conformance/selectors-registering.js';
import { waitingSuite } from '../conformance/selectors-waiting.js';
import { allSettings, kqueue } from './support/settings.js';

if (!allSettings.includes(kqueue)) {
  describe('KqueueSelector', () => {
    it('says that this system has no kqueue', () => {
      expect(() => new KqueueSelector()).toThrow(errorWith('ENOSYS') as Error);
    });
  });
} else if (kqueue.isEmulated) {
  registeringSuite(kqueue);
  waitingSuite(kqueue);
  modelSuite(kqueue);
} else {
  selectorSuite(kqueue);
}
