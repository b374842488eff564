/**
 * What the native binary offers, declared by hand: `crate/src/node` defines the same in Rust.
 *
 * Unless said otherwise a function returns what the system call returned, and where that failed the negative number
 * of its error, as Node counts them: an exception would cost more than the call. Interrupted calls are made again
 * with the time that remains. Buffers are checked against their bounds natively too, so that a detached one is
 * `-EFAULT` and never read; an `fd` is whatever the caller says it is. What a system lacks returns `-ENOSYS`.
 */

/** Milliseconds; negative: for ever. */
type Timeout = number;

/** An address as the system has it: at most 128 bytes. */
type RawAddress = Uint8Array;

/** Watches one file descriptor in libuv's loop of this thread. Functions with a number return 0 or an error's. */
export interface UvPoll {
  /** Begins to call back, in every turn of the loop in which one of `events` (1 readable, 2 writable) is there. */
  start(events: number): number;
  stop(): number;
  /** Whether the watch keeps the process alive while it is started; at first it does. */
  ref(): void;
  unref(): void;
  /** To be called before the file descriptor is closed. Idempotent. */
  close(): void;
}

/** Watches one file descriptor on the poller thread, once for each time it is armed. Keeps no process alive. */
export interface ThreadPoll {
  arm(events: number): number;
  disarm(): void;
  /** To be called before the file descriptor is closed. Idempotent. */
  close(): void;
}

/** Gets 1 readable, 2 writable, 4 error or hang-up, added; or the negative number of an error. */
type Ready = (events: number) => void;

/** A set of file descriptors in native memory. */
export interface NativeSet {
  add(fd: number, events: number, data: number): number;
  modify(fd: number, events: number, data: number): number;
  delete(fd: number): number;
  /** Writes pairs of data and events into `batch`; the number of pairs. */
  wait(batch: Float64Array, most: number, timeout: Timeout): number;
}

export interface Binding {
  /** Why nothing works on this system, if so. */
  problem(): string | null;
  /** The numbers of the system's headers by name; what a system lacks is not there. */
  constants(): Readonly<Record<string, number>>;
  /** Whether the program has libuv's functions; Bun has them, and they do not work. */
  hasUv(): boolean;
  /** Throws an error with the negative number as its message if the loop refuses the file descriptor. */
  readonly UvPoll: new (
    fd: number,
    ready: Ready,
  ) => UvPoll;
  readonly ThreadPoll: new (fd: number, ready: Ready) => ThreadPoll;

  /** The new one belongs to this thread, as all that are made here: it is closed when the thread ends. */
  epollCreate(): number;
  epollControl(epoll: number, operation: number, fd: number, events: number, data: number): number;
  /** Writes pairs of data and events into `batch`; the number of pairs. */
  epollWait(epoll: number, batch: Float64Array, most: number, timeout: Timeout): number;

  kqueueCreate(): number;
  /** Both arrays hold six numbers per event: ident, filter, flags, fflags, data, udata. */
  kevent(
    kqueue: number,
    changes: Float64Array,
    changeCount: number,
    batch: Float64Array,
    most: number,
    timeout: Timeout,
  ): number;

  /** `add` and `modify` of file descriptors for reading and writing, `delete` and `wait` as epoll has them. */
  kqueueSet(kqueue: number, fd: number, events: number, data: number): number;
  kqueueDelete(kqueue: number, fd: number): number;
  kqueueWait(kqueue: number, batch: Float64Array, most: number, timeout: Timeout): number;

  readonly PollSet: new () => NativeSet;
  readonly SelectSet: new () => NativeSet;
  /** `entries` is an array of the system's `struct pollfd`: the fd, then 16 bits of events and 16 of results. */
  poll(entries: Int32Array, count: number, timeout: Timeout): number;
  /** Polls one file descriptor; its results, 0 after the timeout. */
  pollOne(fd: number, events: number, timeout: Timeout): number;
  /** `sets` holds three sets of 1024 bits: read, write, error. `highest` is the highest fd in them plus one. */
  select(sets: Int32Array, highest: number, timeout: Timeout): number;

  /** Closes what belongs to this thread; `-EBADF` if it does not, for instance because it is closed already. */
  close(fd: number): number;
  /** Makes an open one belong to this thread. */
  adopt(fd: number): number;
  /** It is the caller's again. */
  release(fd: number): number;
  setNonBlocking(fd: number, on: boolean): number;
  read(fd: number, into: Uint8Array, offset: number, length: number): number;
  write(fd: number, from: Uint8Array, offset: number, length: number): number;
  /** Writes the two ends, for reading and for writing. */
  pipe(ends: Int32Array): number;
  eventFd(initial: number, semaphore: boolean): number;
  /** Adds to an eventfd. */
  eventFdAdd(fd: number, count: number): number;
  /** What an eventfd held, or how often a timerfd has expired; 8 bytes of `read` as one number. */
  readCounter(fd: number): number;
  timerFd(): number;
  timerFdSet(fd: number, firstMs: number, intervalMs: number): number;
  /** Milliseconds until it expires next, 0 if it is not set. */
  timerFdRemaining(fd: number): number;

  /** The number of a new wake-up, which is never used twice. It belongs to this thread, as its two ends do. */
  wakeCreate(): number;
  /** Readable once it was woken, until it is drained. */
  wakeReadEnd(wakeUp: number): number;
  /** Eight bytes written to it wake as well: for other processes. */
  wakeWriteEnd(wakeUp: number): number;
  wakeDrain(wakeUp: number): number;
  wakeClose(wakeUp: number): number;
  /** From any thread of the process: 1 if it was woken, 0 if there is none of that number any more. */
  wake(wakeUp: number): number;

  socket(family: number, type: number, protocol: number): number;
  socketPair(family: number, type: number, protocol: number, ends: Int32Array): number;
  /** The bytes of an address; `text` is a numeric address or a path. */
  packAddress(family: number, text: string, port: number, into: RawAddress): number;
  unpackAddress(address: RawAddress, length: number): SystemAddress | number;
  bind(fd: number, address: RawAddress, length: number): number;
  connect(fd: number, address: RawAddress, length: number): number;
  listen(fd: number, backlog: number): number;
  /** The new one does not block. */
  accept(fd: number): number;
  shutdown(fd: number, how: number): number;
  /** Returns how many bytes of `into` are the address. */
  sockName(fd: number, into: RawAddress): number;
  peerName(fd: number, into: RawAddress): number;
  recv(fd: number, into: Uint8Array, offset: number, length: number, flags: number): number;
  send(fd: number, from: Uint8Array, offset: number, length: number, flags: number): number;
  /** Sends several buffers with one call. */
  sendv(fd: number, buffers: readonly Uint8Array[], flags: number): number;
  sendTo(
    fd: number,
    from: Uint8Array,
    offset: number,
    length: number,
    flags: number,
    address: RawAddress,
    addressLength: number,
  ): number;
  /** `details` gets the length of the sender's address and the flags of the message. */
  recvFrom(
    fd: number,
    into: Uint8Array,
    offset: number,
    length: number,
    flags: number,
    sender: RawAddress,
    details: Int32Array,
  ): number;
  sendFds(
    fd: number,
    from: Uint8Array,
    offset: number,
    length: number,
    fds: Int32Array,
    count: number,
  ): number;
  /** `details` gets the number of fds and the flags of the message; the fds are the caller's to close. */
  recvFds(
    fd: number,
    into: Uint8Array,
    offset: number,
    length: number,
    fds: Int32Array,
    most: number,
    details: Int32Array,
  ): number;
  setOption(fd: number, level: number, name: number, value: Uint8Array): number;
  /** Returns how many bytes of `value` were set. */
  getOption(fd: number, level: number, name: number, value: Uint8Array): number;
}

/** An address as the native side spells it. */
export interface SystemAddress {
  readonly family: number;
  /** A numeric address, or the path; an abstract name begins with a zero character. */
  readonly text: string;
  readonly port: number;
}
