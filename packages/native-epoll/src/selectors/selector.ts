import { ClosedError } from '../errors.js';
import { LoopReadiness } from '../loop/loop-readiness.js';
import { ReadyWaits } from '../loop/ready-waits.js';
import type { Backend, BackendKind } from './backends/backend.js';
import { type BellOffer, type SelectHooks, selectHooksOf } from './bridge/select-hooks.js';
import { type EventMask, type Interest, isReportedOnce, type WatchOptions } from './events.js';
import type { FileObject } from './file-object.js';
import { isReadable } from './is-readable.js';
import {
  checkInterest,
  checkMax,
  checkSelectOptions,
  checkSignal,
  checkTimeout,
  type SelectAsyncOptions,
  type SelectOptions,
} from './options.js';
import { ReadyList } from './ready-list.js';
import type { Registration } from './registration.js';
import { Registry } from './registry.js';
import type { SelectorKey } from './selector-key.js';
import { SelectorMap } from './selector-map.js';
import { WakeUp } from './wake-up.js';
import type { Waker } from './waker.js';

/** Events of one look, if no smaller number is asked for: more memory than for these is not set aside. */
const MOST_AT_ONCE = 65_536;

/** `data` may be left out where `T` allows `undefined`. */
type More<T> = undefined extends T ? [data?: T, options?: WatchOptions] : [data: T, options?: WatchOptions];

/**
 * Waits until some of many files are ready to be read or written. After Python's `selectors.BaseSelector`, with the
 * same rules; `T` is what the caller attaches to each file.
 *
 * A selector belongs to the thread that made it; others can wake it (`waker`). It never reads or writes, and takes
 * nothing: a file that it reports is *likely* to be ready, and is to be read or written without blocking, as somebody
 * else may be faster. An error or a hang-up is reported as all that the file is watched for: the next read or write
 * tells which it is.
 *
 * **Unregister files before they are closed.** A number that is registered and closed means whatever gets that number
 * next. An object that was closed can still be unregistered by itself.
 */
export abstract class Selector<T = unknown>
  implements AsyncIterable<[SelectorKey<T>, EventMask]>, Disposable
{
  readonly #backend: Backend<T>;
  readonly #registry = new Registry<T>();
  readonly #map = new SelectorMap<T>(this.#registry);
  /** A list to be filled by the next look; there is none while it is in use. */
  #spare: ReadyList<T> | undefined;
  /** What somebody took and did not want, but the kernel reports once only. */
  readonly #leftovers: ReadyList<T>[] = [];
  #wakeUp: WakeUp<T> | undefined;
  #readiness: LoopReadiness | undefined;
  #waits: ReadyWaits<ReadyList<T>> | undefined;
  #referenced = true;
  #closed = false;

  /** @internal */
  constructor(backend: Backend<T>) {
    this.#backend = backend;
    backend.moved = (fd) => this.#readiness?.moveTo(fd);
  }

  /** What it waits with: `epoll`, `kqueue`, `poll` or `select`. */
  get kind(): BackendKind {
    return this.#backend.kind;
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Watches a file for `events`, from now on. `data` comes back with its key.
   *
   * @throws AlreadyRegisteredError if its file descriptor is registered
   * @throws ArgumentError if there is no open file descriptor, or select is to watch one of 1024 or above
   * @throws UnsupportedError if this selector has no such option
   * @throws SystemCallError if the system refuses: `EBADF` if it is closed; epoll and kqueue refuse regular files
   * (`EPERM`), which are always ready
   * @throws ClosedError
   */
  register(fileobj: FileObject, events: EventMask, ...[data, options]: More<T>): SelectorKey<T> {
    this.#checkOpen();
    const interest = checkInterest(events, options, this.#backend);
    const registration = this.#registry.add(fileobj, interest, data as T);
    try {
      this.#backend.add(registration);
    } catch (error) {
      this.#registry.delete(registration);
      throw error;
    }
    return registration.key;
  }

  /**
   * Watches no longer; returns the key as it was. Of a file that has been closed too, which is no error here.
   *
   * @throws NotRegisteredError, ArgumentError, ClosedError
   */
  unregister(fileobj: FileObject): SelectorKey<T> {
    this.#checkOpen();
    const registration = this.#registry.get(fileobj);
    this.#forget(registration);
    return registration.key;
  }

  /**
   * Replaces events, data and options of a registered file; what is left out is as if it were registered without. With
   * `oneShot` or `edge` it also arms the watch anew: what is ready now is reported again.
   *
   * @throws NotRegisteredError, ArgumentError, UnsupportedError, ClosedError
   * @throws SystemCallError if the system refuses, then the file is not registered any more
   */
  modify(fileobj: FileObject, events: EventMask, ...[data, options]: More<T>): SelectorKey<T> {
    this.#checkOpen();
    const registration = this.#registry.get(fileobj);
    const interest = checkInterest(events, options, this.#backend);
    if (changes(registration.interest, interest)) {
      try {
        this.#backend.modify(registration, interest);
      } catch (error) {
        this.#forget(registration);
        throw error;
      }
      registration.interest = interest;
    }
    registration.key = { ...registration.key, events, data: data as T };
    return registration.key;
  }

  /** @throws NotRegisteredError, ArgumentError, ClosedError */
  getKey(fileobj: FileObject): SelectorKey<T> {
    this.#checkOpen();
    return this.#registry.get(fileobj).key;
  }

  /** What is registered: a live view, not a copy. It is empty once the selector is closed. @throws ClosedError */
  getMap(): SelectorMap<T> {
    this.#checkOpen();
    return this.#map;
  }

  /**
   * Blocks this thread until at least one file is ready; returns each ready one once, with what it is ready for. The
   * list is empty after the timeout and after a wake-up. Signals of the operating system do not end the wait; their
   * handlers run after it, since they need this thread.
   *
   * @throws ArgumentError, ClosedError
   * @throws SystemCallError as `EBADF` from a `SelectSelector` with a file that was closed
   */
  select(options?: SelectOptions): [SelectorKey<T>, EventMask][] {
    checkSelectOptions(options);
    return this.#listOf(this.#look(checkMax(options?.max), checkTimeout(options?.timeout)));
  }

  /**
   * As `select`, without a list: calls `visit` for each ready file, and returns how many there were. What `visit`
   * unregisters is not visited any more. If it throws, the rest comes with the next select.
   */
  forEachReady(visit: (key: SelectorKey<T>, mask: EventMask) => void, options?: SelectOptions): number {
    checkSelectOptions(options);
    const ready = this.#look(checkMax(options?.max), checkTimeout(options?.timeout));
    let visited = 0;
    try {
      while (ready.advance()) {
        visited += 1;
        visit(ready.key, ready.mask);
      }
    } finally {
      this.#putBack(ready);
    }
    return visited;
  }

  /**
   * As `select`, waiting in the event loop. It looks in the next turn of the loop at the earliest, so that who selects
   * again and again lets others run. Several may be pending on one selector; a wake-up ends the first of them.
   *
   * A pending one keeps the process alive, unless the selector is `unref`ed.
   *
   * @throws ArgumentError, the signal's reason; ClosedError also if the selector is closed meanwhile
   */
  async selectAsync(options?: SelectAsyncOptions): Promise<[SelectorKey<T>, EventMask][]> {
    this.#checkOpen();
    checkSelectOptions(options);
    const max = checkMax(options?.max);
    const timeout = checkTimeout(options?.timeout);
    const signal = options?.signal;
    checkSignal(signal);
    signal?.throwIfAborted();
    const ready = timeout === 0 ? this.#look(max, 0) : await this.#lookInLoop(max, timeout, signal);
    return ready === undefined ? [] : this.#listOf(ready);
  }

  /** Selects in the event loop until the selector is closed, and yields one event at a time. */
  async *[Symbol.asyncIterator](): AsyncGenerator<[SelectorKey<T>, EventMask], void, void> {
    while (!this.#closed) {
      const ready = await this.#lookUntilClosed();
      if (ready === undefined) return;
      try {
        while (ready.advance()) yield [ready.key, ready.mask];
      } finally {
        this.#putBack(ready);
      }
    }
  }

  /**
   * Makes the pending select return, or the next one if none is pending, with what is ready by then, or nothing. From
   * other threads: see `waker`.
   *
   * @throws ClosedError, SystemCallError
   */
  wakeup(): void {
    this.waker().wake();
  }

  /** A handle with which other threads wake this selector. @throws ClosedError, SystemCallError */
  waker(): Waker {
    return this.#ownWakeUp().waker;
  }

  /**
   * A file descriptor with which other processes wake this selector, by writing the eight bytes of
   * `new BigUint64Array([1n])` to it: to be passed on by `sendFds`, or to a child by `stdio`. It stays this selector's;
   * whoever got it that way has one of its own, and wakes nobody once the selector is closed.
   *
   * @throws ClosedError, SystemCallError
   */
  wakeFd(): number {
    return this.#ownWakeUp().writeFd;
  }

  /** Pending asynchronous selects keep the process alive; this is so from the start. */
  ref(): this {
    return this.#reference(true);
  }

  /** Lets the process end although asynchronous selects are pending, now or later. */
  unref(): this {
    return this.#reference(false);
  }

  /**
   * A file descriptor that is readable while the system has something to report: for other selectors, which can
   * register this one as it is.
   *
   * @throws ClosedError, SystemCallError
   */
  fileno(): number {
    this.#checkOpen();
    return this.#backend.watchableFd();
  }

  /** Ends all that is pending with a `ClosedError`, and forgets what is registered, which stays open. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#registry.clear();
    // The loop lets go of the backend's file descriptor before that is closed.
    this.#readiness?.close(closedError());
    this.#backend.close();
    this.#wakeUp?.close();
  }

  /** The same as `close`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** For `select` of `@weft/atomics`: files, queues, locks and events in one wait. @internal */
  selectHooks(offer: BellOffer): SelectHooks {
    this.#checkOpen();
    return selectHooksOf(offer, {
      fd: this.#backend.watchableFd(),
      isReady: () => this.#isReady(),
      readiness: () => this.#inLoop(),
    });
  }

  /** What is ready within the timeout, with a list to go through; it is to be put back after that. */
  #look(max: number, timeoutMs: number): ReadyList<T> {
    this.#checkOpen();
    for (let kept = this.#leftovers.shift(); kept !== undefined; kept = this.#leftovers.shift()) {
      if (kept.keepReportedOnce()) return kept.begin(max);
    }
    const ready = (this.#spare ?? new ReadyList<T>()).begin(max);
    this.#spare = undefined;
    // All that is registered, and the wake-up: a system call wants to know how much it may return.
    this.#backend.wait(ready, Math.min(max, this.#registry.size + 1, MOST_AT_ONCE), timeoutMs);
    if (ready.woken) this.#wakeUp?.drain();
    return ready;
  }

  /** As `#look`, for those who wait in the loop: `undefined` if there is nothing. */
  #take(max: number): ReadyList<T> | undefined {
    const ready = this.#look(max, 0);
    if (ready.count > 0 || ready.woken) return ready;
    this.#putBack(ready);
    return undefined;
  }

  /** Somebody is done with a list, or has had enough of it. */
  #putBack(ready: ReadyList<T>): void {
    if (ready.keepReportedOnce()) {
      this.#leftovers.push(ready);
      this.#readiness?.tell();
    } else {
      this.#spare = ready;
    }
  }

  #listOf(ready: ReadyList<T>): [SelectorKey<T>, EventMask][] {
    const list: [SelectorKey<T>, EventMask][] = [];
    while (ready.advance()) list.push([ready.key, ready.mask]);
    this.#putBack(ready);
    return list;
  }

  /** Waits in the loop; `undefined` after the timeout. */
  #lookInLoop(max: number, timeoutMs: number, signal?: AbortSignal): Promise<ReadyList<T> | undefined> {
    const readiness = this.#inLoop();
    this.#waits ??= new ReadyWaits(readiness);
    this.#waits.referenced = this.#referenced;
    const found = this.#waits.wait(() => this.#take(max), timeoutMs, signal);
    if (this.#leftovers.length > 0) readiness.tell();
    return found;
  }

  /** What is ready next; `undefined` once the selector is closed. */
  async #lookUntilClosed(): Promise<ReadyList<T> | undefined> {
    try {
      return await this.#lookInLoop(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    } catch (error) {
      if (this.#closed) return undefined;
      throw error;
    }
  }

  #ownWakeUp(): WakeUp<T> {
    this.#checkOpen();
    if (this.#wakeUp === undefined) {
      const wakeUp = new WakeUp<T>();
      try {
        this.#backend.add(wakeUp.registration);
      } catch (error) {
        wakeUp.close();
        throw error;
      }
      this.#wakeUp = wakeUp;
    }
    return this.#wakeUp;
  }

  #inLoop(): LoopReadiness {
    this.#readiness ??= new LoopReadiness(this.#backend.watchableFd());
    return this.#readiness;
  }

  #isReady(): boolean {
    this.#checkOpen();
    return this.#leftovers.length > 0 || isReadable(this.#backend.watchableFd());
  }

  #forget(registration: Registration<T>): void {
    this.#registry.delete(registration);
    this.#backend.remove(registration);
  }

  #reference(referenced: boolean): this {
    this.#referenced = referenced;
    if (this.#waits !== undefined) this.#waits.referenced = referenced;
    return this;
  }

  #checkOpen(): void {
    if (this.#closed) throw closedError();
  }
}

/** Whether the backend must be told; what is reported once is armed anew each time. */
function changes(before: Interest, next: Interest): boolean {
  return (
    before.events !== next.events ||
    before.edge !== next.edge ||
    before.oneShot !== next.oneShot ||
    before.exclusive !== next.exclusive ||
    isReportedOnce(next)
  );
}

function closedError(): ClosedError {
  return new ClosedError('the selector is closed: make another one');
}
