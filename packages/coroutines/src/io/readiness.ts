import { EVENT_READ, EVENT_WRITE, type FileObject } from '@weft/native-epoll';
import { failLate } from '../waiting/late.js';
import type { Wait, WaitOptions } from '../waiting/wait.js';
import { attempt } from './attempts.js';

const lateRead = failLate('readable()');
const lateWrite = failLate('writable()');

/** Not ready at first; ready as soon as the selector says so. */
function ifTold(): () => true | undefined {
  let isTold = false;
  return () => {
    if (isTold) return true;
    isTold = true;
    return undefined;
  };
}

/**
 * Waits until reading from `file` would not block: data, a connection to accept, the end or an error is there. Never
 * blocks the thread; keeps the process alive.
 *
 * @param file a file descriptor, a `Socket`, or whatever a selector takes, but always the same for one file; kill who
 * waits for it before it is closed
 * @throws TimeoutError; the signal's reason; what `register` of a selector throws
 */
export function readable(file: FileObject, options?: WaitOptions): Wait<true> {
  return attempt(file, EVENT_READ, ifTold(), options, lateRead);
}

/** The same for writing. */
export function writable(file: FileObject, options?: WaitOptions): Wait<true> {
  return attempt(file, EVENT_WRITE, ifTold(), options, lateWrite);
}
