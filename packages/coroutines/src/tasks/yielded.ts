import { shown } from '../checks.js';
import { ArgumentError } from '../errors.js';
import { isPromise, until } from '../waiting/until.js';
import { type Wait, Waiting } from '../waiting/wait.js';
import { Ending } from './ending.js';

/** What a generator has yielded, as a wait. @throws ArgumentError */
export function waitFor(yielded: unknown): Waiting<unknown> {
  let wait: Wait<unknown>;
  if (yielded instanceof Waiting) wait = yielded;
  else if (yielded instanceof Ending) wait = yielded.get();
  else if (isPromise(yielded)) wait = until(yielded);
  else {
    throw new ArgumentError(
      `a task yields waits, tasks and promises, or nothing to let others run, got ${shown(yielded)}`,
    );
  }
  return wait as Waiting<unknown>;
}
