/** Sets that the kernel keeps, behind a file descriptor of their own: those of epoll and kqueue. */
import { LoopReadiness } from '../loop/loop-readiness.js';
import { ReadyWaits } from '../loop/ready-waits.js';
import { timeoutOf } from '../native/arguments.js';
import { native } from '../native/load.js';
import { checked } from '../native/system-call.js';
import { ReadySet, type ReadySetOptions } from './ready-set.js';

/** What `waitAsync` waits for, and how long. */
export interface AsyncWaitOptions {
  /** At most so many events. Default: what the batch has room for. */
  readonly maxEvents?: number;
  /** Milliseconds; `undefined`: for ever. */
  readonly timeout?: number;
  /** Gives the wait up; it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What epoll and kqueue have in common: a file descriptor, and waiting in the event loop. */
export abstract class KernelSet extends ReadySet {
  #fd: number;
  #readiness: LoopReadiness | undefined;
  #waits: ReadyWaits<number> | undefined;

  /** @param open makes the file descriptor, once the options are found good; it belongs to this object */
  protected constructor(open: () => number, options: ReadySetOptions) {
    super(options);
    this.#fd = open();
  }

  /** The file descriptor, which is readable while something is ready. @throws ClosedError */
  get fd(): number {
    this.checkOpen();
    return this.#fd;
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#fd < 0;
  }

  /**
   * As `wait`, in the event loop: resolves with the number of events in `batch`, which are to be read before anything
   * else is awaited; 0 after the timeout. Pending waits keep the process alive, and are served in the order of their
   * calls. It looks not before the loop has turned.
   *
   * @throws ArgumentError, ClosedError (also when it is closed meanwhile), the signal's reason, SystemCallError
   */
  async waitAsync(options: AsyncWaitOptions = {}): Promise<number> {
    const { maxEvents = this.batch.length / 2, signal } = options;
    const timeout = timeoutOf(options.timeout);
    this.roomFor(maxEvents);
    this.checkOpen();
    const take = () =>
      checked(this.waitNow(this.roomFor(maxEvents), maxEvents, 0), this.waitCall) || undefined;
    this.#readiness ??= new LoopReadiness(this.#fd);
    this.#waits ??= new ReadyWaits(this.#readiness);
    const limit = timeout < 0 ? Number.POSITIVE_INFINITY : timeout;
    return (await this.#waits.wait(take, limit, signal)) ?? 0;
  }

  /** Pending waits reject with a ClosedError. */
  close(): void {
    if (this.#fd < 0) return;
    const fd = this.#fd;
    this.#fd = -1;
    this.#readiness?.close(this.closedError());
    checked(native().close(fd), 'close');
  }
}
