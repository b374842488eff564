import { Mirrored } from './backends/mirrored.js';
import { SelectWaiter } from './backends/select.js';
import { Selector } from './selector.js';

/**
 * A selector on select, the oldest way: it takes file descriptors below 1024 only, and a wait fails (`EBADF`) while
 * one is registered that was closed. For comparison, and where there is nothing else.
 */
export class SelectSelector<T = unknown> extends Selector<T> {
  /** @throws NativeBinaryError, SystemCallError */
  constructor() {
    super(new Mirrored<T>(new SelectWaiter<T>()));
  }
}
