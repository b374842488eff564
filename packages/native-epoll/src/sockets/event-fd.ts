/** Counters that can be waited for: eventfd of Linux and FreeBSD. */
import { checkInteger } from '../native/arguments.js';
import { native } from '../native/load.js';
import { checked, EAGAIN } from '../native/system-call.js';
import { POLLIN, POLLOUT } from '../raw/constants.js';
import { Descriptor } from './descriptor.js';

/** How an eventfd counts. */
export interface EventFdOptions {
  /** `read` takes one at a time, not all. */
  readonly semaphore?: boolean;
}

/** A number that threads and processes add to and take from. It is readable while it is not 0. */
export class EventFd extends Descriptor {
  /** Adds to it. Blocks if it would become too large, beyond 2^64 - 2. @throws ArgumentError, SystemCallError */
  add(count = 1): void {
    checkInteger(count, 'count', 1, Number.MAX_SAFE_INTEGER);
    const add = () => this.native.eventFdAdd(this.open(), count);
    const result = add();
    if (result === EAGAIN) this.whenReady(POLLOUT, 'write', add);
    else checked(result, 'write');
  }

  /** Takes all of it, of a semaphore one; never 0. Blocks. @throws TimeoutError, SystemCallError */
  read(): number {
    return this.tryRead() ?? this.whenReady(POLLIN, 'read', () => this.native.readCounter(this.open()));
  }

  /** The same without blocking: `undefined` if it is 0. @throws SystemCallError */
  tryRead(): number | undefined {
    const result = this.native.readCounter(this.open());
    return result === EAGAIN ? undefined : checked(result, 'read');
  }
}

/**
 * @param initial 0 to 2^32 - 1
 * @throws ArgumentError, NativeBinaryError, SystemCallError with `ENOSYS` where the system has none
 */
export function eventfd(initial = 0, { semaphore = false }: EventFdOptions = {}): EventFd {
  checkInteger(initial, 'initial', 0, 0xffff_ffff);
  return new EventFd(checked(native().eventFd(initial, Boolean(semaphore)), 'eventfd'));
}
