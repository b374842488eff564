/** The one way to start a worker. */
import { BootstrapError } from '../errors.js';
import { here } from '../table/here.js';
import type { Job, Launched } from './launched.js';
import { ProcessLaunch } from './process-launch.js';
import { ThreadLaunch } from './thread-launch.js';

export type { Job, Launched, Outcome } from './launched.js';

/**
 * Starts a thread or a process. Returns at once.
 *
 * @throws ArgumentError if something in the arguments cannot travel
 * @throws BootstrapError while this thread imports a module to find its own target in it
 * @throws CapacityError if too many threads live already
 */
export function launch(kind: 'thread', job: Job): ThreadLaunch;
export function launch(kind: 'process', job: Job): ProcessLaunch;
export function launch(kind: 'thread' | 'process', job: Job): Launched;
export function launch(kind: 'thread' | 'process', job: Job): Launched {
  if (here().bootstrapping > 0) {
    throw new BootstrapError(
      'this module was imported by a new thread that looks for its target in it, and starts threads itself when it is imported: put what only the program is to do behind `if (isMainProgram())`',
    );
  }
  return kind === 'thread' ? new ThreadLaunch(job) : new ProcessLaunch(job);
}
