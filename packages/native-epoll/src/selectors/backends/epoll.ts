import { EPOLLET, EPOLLEXCLUSIVE, EPOLLONESHOT } from '../../raw/constants.js';
import { Epoll } from '../../raw/epoll.js';
import type { Interest } from '../events.js';
import { failedWith } from '../failed-with.js';
import type { ReadyList } from '../ready-list.js';
import type { Registration } from '../registration.js';
import type { Backend } from './backend.js';
import { SetWaiter } from './set-waiter.js';

export class EpollBackend<T> extends SetWaiter<T> implements Backend<T> {
  readonly abilities = { edge: true, oneShot: true, exclusive: true } as const;
  #epoll: Epoll;
  moved: ((fd: number) => void) | undefined;

  /** @throws NativeBinaryError, SystemCallError */
  constructor() {
    const epoll = new Epoll();
    super('epoll', epoll);
    this.#epoll = epoll;
  }

  watchableFd(): number {
    return this.#epoll.fd;
  }

  override modify(registration: Registration<T>, next: Interest): void {
    registration.spent = false;
    if (!registration.interest.exclusive && !next.exclusive) {
      super.modify(registration, next);
      return;
    }
    // The kernel modifies no exclusive watch, and makes none exclusive. Added anew it reports what is ready by then.
    this.#epoll.delete(registration.fd);
    this.#epoll.add(registration.fd, this.flagsOf(next), registration.ticket);
  }

  override wait(ready: ReadyList<T>, max: number, timeoutMs: number): void {
    const deadline = timeoutMs === 0 ? 0 : performance.now() + timeoutMs;
    let left = timeoutMs;
    while (this.waitOnce(ready, max, left) > 0) {
      if (!this.#leaveStrangersBehind() || ready.count > 0 || ready.woken) return;
      left = Math.max(deadline - performance.now(), 0);
    }
  }

  /**
   * Goes on with a new epoll. A file that was closed while a copy of it is open elsewhere, as in a child process, is
   * still in the old one, and nobody can take it out any more. As long as it is ready every wait would end at once, and
   * so it does if no file descriptor is left for a new one: `false`.
   */
  #leaveStrangersBehind(): boolean {
    const old = this.#epoll;
    try {
      this.#epoll = new Epoll();
    } catch (error) {
      if (!failedWith(error, 'EMFILE', 'ENFILE', 'ENOMEM')) throw error;
      return false;
    }
    this.moveTo(this.#epoll);
    this.moved?.(this.#epoll.fd);
    old.close();
    return true;
  }

  protected override flagsOf(interest: Interest): number {
    const { edge, oneShot, exclusive } = interest;
    const how = (edge ? EPOLLET : 0) | (oneShot ? EPOLLONESHOT : 0) | (exclusive ? EPOLLEXCLUSIVE : 0);
    return super.flagsOf(interest) | how;
  }
}
