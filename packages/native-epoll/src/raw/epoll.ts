/** Linux's epoll, as thin as it can be in JavaScript. */
import { checkFd } from '../native/arguments.js';
import { native } from '../native/load.js';
import { checked } from '../native/system-call.js';
import { EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD } from './constants.js';
import { KernelSet } from './kernel-set.js';
import type { ReadySetOptions } from './ready-set.js';

/**
 * A set of file descriptors that the kernel keeps. It takes every flag of the header; those that are ready are found
 * without looking at the others.
 *
 * A file descriptor that is closed leaves the set by itself, if no duplicate of it is open anywhere; if one is (in a
 * child process, for instance), events of it go on coming with its `data`, and nobody can delete it any more. Plain
 * files and folders are refused with `EPERM`: they are always ready.
 *
 * @example
 * using epoll = new Epoll();
 * epoll.add(socket.fileno(), EPOLLIN);
 * const count = epoll.wait(64, 1000);
 * for (let i = 0; i < count; i += 1) serve(epoll.batch[2 * i], epoll.batch[2 * i + 1]);
 */
export class Epoll extends KernelSet {
  /**
   * An epoll over a file descriptor of one, which belongs to it from now on. Duplicates share one set.
   * @throws ArgumentError; SystemCallError if it is not open, or belongs to an object already
   */
  static from(fd: number, options: ReadySetOptions = {}): Epoll {
    checkFd(fd);
    return new Epoll(options, () => checked(native().adopt(fd), 'adopt') || fd);
  }

  readonly #native = native();
  protected readonly waitCall = 'epoll_wait';

  /**
   * @param open how it comes by its file descriptor: `from` has another way
   * @throws ArgumentError, NativeBinaryError, SystemCallError with `ENOSYS` where the system has no epoll
   */
  constructor(options: ReadySetOptions = {}, open: () => number = create) {
    super(open, options);
  }

  protected addNow(fd: number, events: number, data: number): void {
    this.#control(EPOLL_CTL_ADD, fd, events, data);
  }

  protected modifyNow(fd: number, events: number, data: number): void {
    this.#control(EPOLL_CTL_MOD, fd, events, data);
  }

  protected deleteNow(fd: number): void {
    this.#control(EPOLL_CTL_DEL, fd, 0, 0);
  }

  protected waitNow(batch: Float64Array, most: number, timeout: number): number {
    return this.#native.epollWait(this.fd, batch, most, timeout);
  }

  #control(operation: number, fd: number, events: number, data: number): void {
    checked(this.#native.epollControl(this.fd, operation, fd, events, data), 'epoll_ctl');
  }
}

function create(): number {
  return checked(native().epollCreate(), 'epoll_create1');
}
