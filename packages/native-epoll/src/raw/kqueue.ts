/** kqueue of macOS and the BSDs; on Linux of libkqueue, if the native binary was built with it. */
import { checkFd, checkInteger, timeoutOf } from '../native/arguments.js';
import { inSlices } from '../native/blocking.js';
import { native } from '../native/load.js';
import { checked } from '../native/system-call.js';
import { KernelSet } from './kernel-set.js';
import { type Kevent, keventNumbers, keventsOf, NUMBERS } from './kevent.js';
import type { ReadySetOptions } from './ready-set.js';

/** Events of one call. */
const MOST_EVENTS = 1 << 20;

/**
 * Events of the kernel: file descriptors, timers, signals, processes, files. `control` is all of it. `add`, `modify`,
 * `delete` and `wait` are what epoll has too, for reading and writing only; a file descriptor that is ready for both is
 * reported twice, and adding one twice is no error.
 */
export class Kqueue extends KernelSet {
  /**
   * A kqueue over a file descriptor of one, which belongs to it from now on.
   * @throws ArgumentError; SystemCallError if it is not open, or belongs to an object already
   */
  static from(fd: number, options: ReadySetOptions = {}): Kqueue {
    checkFd(fd);
    return new Kqueue(options, () => checked(native().adopt(fd), 'adopt') || fd);
  }

  readonly #native = native();
  protected readonly waitCall = 'kevent';

  /**
   * @param open how it comes by its file descriptor: `from` has another way
   * @throws ArgumentError, NativeBinaryError, SystemCallError with `ENOSYS` where the system has no kqueue
   */
  constructor(options: ReadySetOptions = {}, open: () => number = create) {
    super(open, options);
  }

  /**
   * Makes changes, then **blocks the thread** until something happens, and returns it: nothing after the timeout, or if
   * `maxEvents` is 0. Signals do not cut it short. A worker that is terminated meanwhile ends within 0.2 s.
   *
   * @param changes made in their order; one that fails is reported as an event with `KQ_EV_ERROR`, whose data is the
   *   number of the error, as long as `maxEvents` leaves room, else thrown
   * @param maxEvents at most so many
   * @param timeout milliseconds, fractions too; `undefined`, negative: for ever
   * @throws ArgumentError, ClosedError, SystemCallError
   */
  control(changes: Iterable<Kevent>, maxEvents: number, timeout?: number): Kevent[] {
    const most = timeoutOf(timeout);
    checkInteger(maxEvents, 'maxEvents', 0, MOST_EVENTS);
    const numbers = keventNumbers(changes);
    const events = new Float64Array(maxEvents * NUMBERS);
    const { fd } = this;
    let pending = numbers.length / NUMBERS;
    const wait = (slice: number) => {
      const count = this.#native.kevent(fd, numbers, pending, events, maxEvents, slice);
      pending = 0;
      return count;
    };
    // The system waits for no events at all without end.
    const count = maxEvents === 0 ? wait(0) : inSlices(most, wait);
    return keventsOf(events, checked(count, 'kevent'));
  }

  protected addNow(fd: number, events: number, data: number): void {
    checked(this.#native.kqueueSet(this.fd, fd, events, data), 'kevent');
  }

  protected modifyNow(fd: number, events: number, data: number): void {
    checked(this.#native.kqueueSet(this.fd, fd, events, data), 'kevent');
  }

  protected deleteNow(fd: number): void {
    checked(this.#native.kqueueDelete(this.fd, fd), 'kevent');
  }

  protected waitNow(batch: Float64Array, most: number, timeout: number): number {
    return this.#native.kqueueWait(this.fd, batch, most, timeout);
  }
}

function create(): number {
  return checked(native().kqueueCreate(), 'kqueue');
}
