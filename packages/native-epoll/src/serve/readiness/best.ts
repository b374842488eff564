import { isMissing } from '../../selectors/backends/scalable.js';
import { EpollReadiness } from './epoll.js';
import { KqueueReadiness } from './kqueue.js';
import type { Readiness } from './readiness.js';

/**
 * epoll, or where the system has none kqueue. `WEFT_SELECTOR=kqueue` takes kqueue where there are both, for tests.
 *
 * @throws SystemCallError
 */
export function bestReadiness(): Readiness {
  if (process.env.WEFT_SELECTOR === 'kqueue') return new KqueueReadiness();
  try {
    return new EpollReadiness();
  } catch (error) {
    if (!isMissing(error)) throw error;
    return new KqueueReadiness();
  }
}
