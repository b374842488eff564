import { Poll } from '../../raw/poll.js';
import { SetWaiter } from './set-waiter.js';

export class PollWaiter<T> extends SetWaiter<T> {
  /** @throws NativeBinaryError */
  constructor() {
    super('poll', new Poll());
  }
}
