import { ArgumentError } from '../../errors.js';
import { FD_SETSIZE, Select } from '../../raw/select.js';
import type { Registration } from '../registration.js';
import { SetWaiter } from './set-waiter.js';

export class SelectWaiter<T> extends SetWaiter<T> {
  /** @throws NativeBinaryError */
  constructor() {
    super('select', new Select());
  }

  override add(registration: Registration<T>): void {
    if (registration.fd >= FD_SETSIZE) {
      throw new ArgumentError(
        `select cannot watch fd ${registration.fd}, only those below ${FD_SETSIZE}: use a DefaultSelector or a PollSelector`,
      );
    }
    super.add(registration);
  }
}
