import { EpollBackend } from './backends/epoll.js';
import { Selector } from './selector.js';

/** A selector on Linux' epoll: a wait costs as much as there is ready, not as much as is registered. */
export class EpollSelector<T = unknown> extends Selector<T> {
  /** @throws NativeBinaryError, SystemCallError */
  constructor() {
    super(new EpollBackend<T>());
  }
}
