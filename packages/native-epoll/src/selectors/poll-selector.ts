import { Mirrored } from './backends/mirrored.js';
import { PollWaiter } from './backends/poll.js';
import { Selector } from './selector.js';

/**
 * A selector on poll, which every Unix has: a wait costs as much as is registered. It watches regular files too, which
 * are always ready.
 */
export class PollSelector<T = unknown> extends Selector<T> {
  /** @throws NativeBinaryError, SystemCallError */
  constructor() {
    super(new Mirrored<T>(new PollWaiter<T>()));
  }
}
