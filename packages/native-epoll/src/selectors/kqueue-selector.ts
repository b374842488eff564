import { KqueueBackend } from './backends/kqueue.js';
import { Selector } from './selector.js';

/** A selector on the kqueue of macOS and FreeBSD: a wait costs as much as there is ready. */
export class KqueueSelector<T = unknown> extends Selector<T> {
  /** @throws NativeBinaryError, SystemCallError */
  constructor() {
    super(new KqueueBackend<T>());
  }
}
