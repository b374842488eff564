/** Everything of the realm: bundles see these exports where they name a global. */
import './callbacks.js';

export { AbortController, AbortSignal } from './abort.js';
export { queueMicrotask } from './jobs.js';
export { Promise } from './promise.js';
export {
  clearImmediate,
  clearInterval,
  clearTimeout,
  setImmediate,
  setInterval,
  setTimeout,
} from './timers.js';
