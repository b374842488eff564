import type { Binding } from '../../native/binding.js';
import { native } from '../../native/load.js';
import { checked } from '../../native/system-call.js';
import { EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD } from '../../raw/constants.js';
import { MOST_AT_ONCE, type Readiness } from './readiness.js';

/** epoll, whose events need no translation. */
export class EpollReadiness implements Readiness {
  readonly fd: number;
  readonly #native: Binding = native();
  readonly #batch = new Float64Array(2 * MOST_AT_ONCE);

  constructor() {
    this.fd = checked(this.#native.epollCreate(), 'epoll_create1');
  }

  add(fd: number, slot: number, events: number): number {
    return this.#native.epollControl(this.fd, EPOLL_CTL_ADD, fd, events, slot);
  }

  change(fd: number, slot: number, events: number): number {
    return this.#native.epollControl(this.fd, EPOLL_CTL_MOD, fd, events, slot);
  }

  remove(fd: number): void {
    this.#native.epollControl(this.fd, EPOLL_CTL_DEL, fd, 0, 0);
  }

  look(): number {
    return this.#native.epollWait(this.fd, this.#batch, MOST_AT_ONCE, 0);
  }

  slotAt(index: number): number {
    return this.#batch[2 * index]!;
  }

  eventsAt(index: number): number {
    return this.#batch[2 * index + 1]!;
  }

  close(): void {
    this.#native.close(this.fd);
  }
}
