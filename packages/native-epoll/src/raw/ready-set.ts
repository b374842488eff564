/** What all sets of file descriptors have in common: registering, and waiting into one batch. */
import { ClosedError } from '../errors.js';
import { checkBits, checkData, checkFd, checkInteger, timeoutOf } from '../native/arguments.js';
import { inSlices } from '../native/blocking.js';
import { checked } from '../native/system-call.js';
import { EPOLLIN, EPOLLOUT, EPOLLPRI } from './constants.js';

/** More events than one wait can want. */
const MOST_EVENTS = 1 << 20;

const DEFAULT_EVENTS = 1024;

/** How a set is made. */
export interface ReadySetOptions {
  /** How many events there is room for at first, 1 to 1,048,576; default 1024. `wait` with more makes more room. */
  readonly maxEvents?: number;
}

/**
 * A set of file descriptors, and which of them are ready. Who registers a file descriptor keeps it open until it is
 * deleted. Flags are those of `poll`; epoll's have the same values, and more to them.
 */
export abstract class ReadySet {
  #batch: Float64Array;

  protected constructor({ maxEvents = DEFAULT_EVENTS }: ReadySetOptions) {
    checkInteger(maxEvents, 'maxEvents', 1, MOST_EVENTS);
    this.#batch = new Float64Array(2 * maxEvents);
  }

  /** Whether `close` was called. */
  abstract get closed(): boolean;

  /** What the last wait found: `batch[2 * i]` is the data of event `i`, `batch[2 * i + 1]` its flags. */
  get batch(): Float64Array {
    return this.#batch;
  }

  /**
   * Adds a file descriptor. Does not block.
   *
   * @param events flags to look for; default: reading, writing and urgent data, as in Python
   * @param data comes with its events: an integer of at most 53 bits, by default the file descriptor itself
   * @throws ArgumentError, ClosedError; SystemCallError with `EEXIST` (it is in the set), `EBADF` (it is not open), and
   *   what else the system has against it
   */
  add(fd: number, events: number = EPOLLIN | EPOLLOUT | EPOLLPRI, data: number = fd): void {
    this.#check(fd, events, data);
    this.addNow(fd, events, data);
  }

  /** Changes flags and data. Does not block. @throws as `add` does, `ENOENT` if it is not in the set */
  modify(fd: number, events: number, data: number = fd): void {
    this.#check(fd, events, data);
    this.modifyNow(fd, events, data);
  }

  /** Takes it out of the set. Does not block. @throws as `add` does, `ENOENT` if it is not in the set */
  delete(fd: number): void {
    this.#check(fd, 0, 0);
    this.deleteNow(fd);
  }

  /**
   * **Blocks the thread** until something is ready, and returns how many events lie in `batch`; 0 after the timeout.
   * Signals do not cut it short. A worker that is terminated meanwhile ends within 0.2 s. Which of many that are ready
   * come first changes from call to call, so that all have their turns.
   *
   * @param maxEvents at most so many; default: the room of the batch
   * @param timeout milliseconds, fractions too; `undefined`, negative: for ever
   * @throws ArgumentError, ClosedError, SystemCallError
   */
  wait(maxEvents: number = this.#batch.length / 2, timeout?: number): number {
    const most = timeoutOf(timeout);
    const batch = this.roomFor(maxEvents);
    this.checkOpen();
    // What does not sleep needs no slices: a server under load comes by here.
    const count =
      most === 0
        ? this.waitNow(batch, maxEvents, 0)
        : inSlices(most, (slice) => this.waitNow(batch, maxEvents, slice));
    return checked(count, this.waitCall);
  }

  /** `wait`, with the events as pairs of data and flags. **Blocks the thread.** */
  poll(timeout?: number, maxEvents?: number): [data: number, events: number][] {
    const count = this.wait(maxEvents, timeout);
    const batch = this.#batch;
    return Array.from({ length: count }, (_, i) => [batch[2 * i] as number, batch[2 * i + 1] as number]);
  }

  /** Idempotent; all else is a ClosedError from then on. */
  abstract close(): void;

  /** The same as `close`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** The name of the call that waits, for errors. */
  protected abstract readonly waitCall: string;
  protected abstract addNow(fd: number, events: number, data: number): void;
  protected abstract modifyNow(fd: number, events: number, data: number): void;
  protected abstract deleteNow(fd: number): void;
  /** Waits at most `timeout` milliseconds; the number of events, or the negative one of an error. */
  protected abstract waitNow(batch: Float64Array, most: number, timeout: number): number;

  /** The batch, with room for so many. */
  protected roomFor(maxEvents: number): Float64Array {
    checkInteger(maxEvents, 'maxEvents', 1, MOST_EVENTS);
    if (2 * maxEvents > this.#batch.length) this.#batch = new Float64Array(2 * maxEvents);
    return this.#batch;
  }

  protected checkOpen(): void {
    if (this.closed) throw this.closedError();
  }

  protected closedError(): ClosedError {
    return new ClosedError(`this ${this.constructor.name} is closed`);
  }

  #check(fd: number, events: number, data: number): void {
    checkFd(fd);
    checkBits(events, 'events');
    checkData(data, 'data');
    this.checkOpen();
  }
}
