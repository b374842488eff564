/** What becomes of a wait whose time is over. */
import { TimeoutError } from '../errors.js';
import type { Waiting } from './wait.js';

/** It throws. */
export function failLate(what: string): (wait: Waiting<unknown>) => void {
  return (wait) => wait.fail(new TimeoutError(`${what} took longer than its timeout: nothing was changed`));
}
