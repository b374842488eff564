import { failedWith } from '../failed-with.js';
import type { Backend } from './backend.js';
import { EpollBackend } from './epoll.js';
import { KqueueBackend } from './kqueue.js';

/** A backend that can itself be waited for. @throws NativeBinaryError, SystemCallError if this system has none */
export function scalableBackend<T>(): Backend<T> {
  try {
    return new EpollBackend<T>();
  } catch (error) {
    if (!isMissing(error)) throw error;
    return new KqueueBackend<T>();
  }
}

/**
 * Whether the error says that this system does not have, or does not permit, that way to wait, as sandboxes do; it is
 * worth trying the next one then. That no file descriptor is left is none of this.
 */
export function isMissing(error: unknown): boolean {
  return failedWith(error, 'ERR_WEFT_UNSUPPORTED', 'ENOSYS', 'EOPNOTSUPP', 'ENOTSUP', 'EPERM', 'EACCES');
}
