/** A file descriptor that belongs to an object, and how long calls on it may block. */
import { ClosedError, TimeoutError } from '../errors.js';
import { checkFd, timeoutOf } from '../native/arguments.js';
import type { Binding } from '../native/binding.js';
import { inSlices } from '../native/blocking.js';
import { native } from '../native/load.js';
import { checked, EAGAIN, systemCallError } from '../native/system-call.js';

const NOTHING = new Int32Array(0);

/** Milliseconds between attempts at what is ready and yet impossible. */
const LONGEST_PAUSE = 10;

/**
 * What sockets, pipes, eventfds and timerfds have in common.
 *
 * The file descriptor belongs to the object and to the thread that made it: it is closed with `close`, or when the
 * thread ends, however it ends. An object that is merely forgotten keeps it open until then. Nobody else may close it.
 *
 * The system always takes it as non-blocking; calls that are to block wait until it is ready, and then try again. So a
 * worker that is terminated while it blocks ends within 0.2 s, and signals cut nothing short.
 */
export abstract class Descriptor {
  #fd: number;
  /** Milliseconds; negative: for ever. */
  #timeout = -1;
  protected readonly native: Binding = native();

  /** @param fd belongs to the object, and to this thread already */
  constructor(fd: number) {
    this.#fd = fd;
  }

  /** The file descriptor; -1 once it is closed, as in Python. */
  fileno(): number {
    return this.#fd;
  }

  /** Whether it was closed or given away. */
  get closed(): boolean {
    return this.#fd < 0;
  }

  /** How long calls may block, in milliseconds: `undefined` for ever (as at first), 0 not at all. */
  get timeout(): number | undefined {
    return this.#timeout < 0 ? undefined : this.#timeout;
  }

  /**
   * Sets how long each call may block. With 0, calls that would block throw `EAGAIN` (or `EINPROGRESS`).
   * @param timeout milliseconds; `undefined`, negative: for ever
   * @throws ArgumentError
   */
  setTimeout(timeout: number | undefined): void {
    this.#timeout = timeoutOf(timeout);
  }

  /** `true` is `setTimeout(undefined)`, `false` is `setTimeout(0)`. */
  setBlocking(blocking: boolean): void {
    this.#timeout = blocking ? -1 : 0;
  }

  /**
   * Closes it. Other threads that block on it are not woken. @throws ClosedError if it is closed already: by now its
   * number may stand for another file
   */
  close(): void {
    const fd = this.open();
    this.#fd = -1;
    checked(this.native.close(fd), 'close');
  }

  /** Closes it for `using`, if it is not closed yet. */
  [Symbol.dispose](): void {
    if (!this.closed) this.close();
  }

  /**
   * Gives the file descriptor away: the caller closes it, the object is closed. It blocks or not as the object did.
   * @throws ClosedError
   */
  detach(): number {
    const fd = this.open();
    if (this.#timeout < 0) checked(this.native.setNonBlocking(fd, false), 'fcntl');
    checked(this.native.release(fd), 'release');
    this.#fd = -1;
    return fd;
  }

  /** The file descriptor. @throws ClosedError */
  protected open(): number {
    if (this.#fd < 0) throw new ClosedError(`this ${this.constructor.name} is closed`);
    return this.#fd;
  }

  /**
   * The result of a call that has answered `EAGAIN`, once it answers something else. Blocks as long as it may.
   * @throws TimeoutError, SystemCallError
   */
  protected whenReady(events: number, syscall: string, attempt: () => number): number {
    if (this.#timeout === 0) throw systemCallError(EAGAIN, syscall);
    const deadline = this.deadline();
    for (let futile = 0; ; futile += 1) {
      this.waitUntil(events, syscall, deadline);
      const result = attempt();
      if (result !== EAGAIN) return checked(result, syscall);
      // It was ready and is not any more, because somebody else was faster; or it is ready all the time, but not for
      // this: of a message to a Unix socket whose queue is full the system tells nothing. That must not keep it busy.
      this.native.poll(NOTHING, 0, Math.min(futile, LONGEST_PAUSE));
    }
  }

  /** Blocks until it is ready, an error included. @throws TimeoutError at the deadline */
  protected waitUntil(events: number, syscall: string, deadline: number): void {
    const fd = this.open();
    const remaining = deadline - performance.now();
    const wait = (slice: number) => this.native.pollOne(fd, events, slice);
    if (remaining > 0 && checked(inSlices(remaining, wait), 'poll') !== 0) return;
    throw new TimeoutError(`${syscall} did not end within ${this.#timeout} ms`);
  }

  /** When a call that begins now must have ended. */
  protected deadline(): number {
    return performance.now() + (this.#timeout < 0 ? Number.POSITIVE_INFINITY : this.#timeout);
  }
}

/** Takes over a file descriptor of the caller's. @throws ArgumentError, SystemCallError */
export function adopt(fd: number): number {
  checkFd(fd);
  checked(native().adopt(fd), 'adopt');
  const result = native().setNonBlocking(fd, true);
  if (result < 0) native().release(fd);
  checked(result, 'fcntl');
  return fd;
}
