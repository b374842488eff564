/** Sockets as Python has them: blocking unless told otherwise, one call for each of the system's. */
import { ArgumentError, TimeoutError } from '../errors.js';
import { checkBits, checkFd, checkInteger, show } from '../native/arguments.js';
import { native } from '../native/load.js';
import { checked, EAGAIN, isError, systemCallError } from '../native/system-call.js';
import { POLLIN, POLLOUT } from '../raw/constants.js';
import { type Address, checkAddress, knownAddress, packAddress, shownAddress } from './address.js';
import { checkBytes, checkPart, toBytes } from './bytes.js';
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  SHUT_RD,
  SHUT_RDWR,
  SHUT_WR,
  SO_DOMAIN,
  SO_TYPE,
  SOL_SOCKET,
} from './constants.js';
import { adopt } from './descriptor.js';
import { MessageSocket } from './message-socket.js';

/** What the system takes with one call. */
const MOST_BUFFERS = 1024;

/** Milliseconds between attempts to connect to a Unix socket whose backlog is full. */
const RETRY = 5;

/**
 * A socket.
 *
 * **Blocking.** At first each call blocks the thread until it is done; `setTimeout` bounds that, `setBlocking(false)`
 * ends it. Calls whose names begin with `try` never block, and answer -1 or `undefined` where others would wait: an
 * exception costs more than the call. Errors of the system are `SystemCallError`s with `code`, `errno` and `syscall`;
 * use after `close` is a `ClosedError`, what makes no sense an `ArgumentError` before the system sees it.
 *
 * **Never**: a SIGPIPE (writing to nobody is `EPIPE`), a file descriptor that a program executed inherits.
 *
 * @example
 * using server = new Socket(AF_INET, SOCK_STREAM);
 * server.bind({ address: '127.0.0.1', port: 8000 });
 * server.listen();
 * using connection = server.accept();
 * connection.sendAll(connection.recv(1024));
 */
export class Socket extends MessageSocket {
  /**
   * A socket over a file descriptor of one, which belongs to it from now on and becomes non-blocking for all who share
   * it. @throws ArgumentError, SystemCallError (`EBADF`, `ENOTSOCK`, `EEXIST`: it belongs to an object already)
   */
  static from(fd: number): Socket {
    const type = optionOf(fd, SO_TYPE);
    const family = SO_DOMAIN === 0 ? familyByName(fd) : optionOf(fd, SO_DOMAIN);
    return new Socket(family, type, 0, () => adopt(fd));
  }

  /** Begins to take connections. @param backlog how many may wait to be accepted; the system has its own bound */
  listen(backlog = 511): void {
    checkInteger(backlog, 'backlog', 0);
    checked(this.native.listen(this.open(), backlog), 'listen');
  }

  /** The next connection. Blocks. It inherits no timeout. @throws TimeoutError, SystemCallError */
  accept(): Socket {
    const accept = () => this.native.accept(this.open());
    const fd = orNothing(accept(), 'accept');
    return this.#accepted(fd < 0 ? this.whenReady(POLLIN, 'accept', accept) : fd);
  }

  /** The next connection; `undefined` if there is none. Does not block. @throws SystemCallError */
  tryAccept(): Socket | undefined {
    const fd = orNothing(this.native.accept(this.open()), 'accept');
    return fd < 0 ? undefined : this.#accepted(fd);
  }

  /**
   * Connects. Blocks. Without blocking it throws `EINPROGRESS`: the attempt is over when the socket is writable, and
   * `takeError` tells how. After a timeout the attempt goes on. @throws TimeoutError, SystemCallError
   */
  connect(address: Address): void {
    let result = this.connectEx(address);
    const syscall = 'connect';
    if (this.timeout !== 0) {
      const deadline = this.deadline();
      if (isError(result, 'EAGAIN')) result = this.#connectWhenRoom(address, deadline);
      if (isError(result, 'EINPROGRESS') || isError(result, 'EALREADY')) {
        this.waitUntil(POLLOUT, syscall, deadline);
        result = this.takeError();
      }
    }
    if (result < 0) throw systemCallError(result, syscall, shownAddress(address));
  }

  /**
   * Begins to connect, and throws nothing the system says: 0 or the negative number of an error, mostly `-EINPROGRESS`.
   * Does not block. @throws ArgumentError, ClosedError
   */
  connectEx(address: Address): number {
    const { bytes, length } = packAddress(this.family, checkAddress(address));
    return this.native.connect(this.open(), bytes, length);
  }

  /** At most `most` bytes that have come; none at the end. Blocks. @throws TimeoutError, SystemCallError */
  recv(most: number, flags = 0): Buffer {
    checkInteger(most, 'most', 1);
    const buffer = Buffer.allocUnsafe(most);
    const length = this.recvInto(buffer, 0, most, flags);
    // A few bytes must not keep a large buffer alive.
    return length < most / 2 ? Buffer.from(buffer.subarray(0, length)) : buffer.subarray(0, length);
  }

  /** Receives into a buffer of the caller's; how many bytes, 0 at the end. Blocks. @throws TimeoutError, … */
  recvInto(buffer: Uint8Array, offset = 0, length: number = buffer?.length - offset, flags = 0): number {
    const result = this.tryRecvInto(buffer, offset, length, flags);
    if (result >= 0) return result;
    const receive = () => this.native.recv(this.open(), buffer, offset, length, flags);
    return this.whenReady(POLLIN, 'recv', receive);
  }

  /** How many bytes have come into the buffer: 0 at the end, -1 if there is nothing yet. Does not block. */
  tryRecvInto(buffer: Uint8Array, offset = 0, length: number = buffer?.length - offset, flags = 0): number {
    checkPart(buffer, offset, length, 1);
    checkBits(flags, 'flags');
    return orNothing(this.native.recv(this.open(), buffer, offset, length, flags), 'recv');
  }

  /** Sends what the system takes at once, at least a byte; how many bytes. Blocks. @throws TimeoutError, `EPIPE`, … */
  send(data: Uint8Array, offset = 0, length: number = data?.length - offset, flags = 0): number {
    const result = this.trySend(data, offset, length, flags);
    if (result >= 0) return result;
    const send = () => this.native.send(this.open(), data, offset, length, flags);
    return this.whenReady(POLLOUT, 'send', send);
  }

  /** How many bytes the system took; -1 if there is no room. Does not block. @throws SystemCallError */
  trySend(data: Uint8Array, offset = 0, length: number = data?.length - offset, flags = 0): number {
    checkPart(data, offset, length, 0);
    checkBits(flags, 'flags');
    return orNothing(this.native.send(this.open(), data, offset, length, flags), 'send');
  }

  /**
   * Sends all of it; text as UTF-8. Blocks; the timeout bounds all of it together. After an error nobody knows how much
   * was sent, so a socket that does not block is better served by `trySend`. @throws TimeoutError, SystemCallError
   */
  sendAll(data: Uint8Array | string, flags = 0): void {
    const bytes = toBytes(data);
    const deadline = this.deadline();
    for (let sent = 0; sent < bytes.length; ) {
      const taken = this.trySend(bytes, sent, bytes.length - sent, flags);
      if (taken >= 0) sent += taken;
      else if (this.timeout === 0) throw systemCallError(EAGAIN, 'send');
      else this.waitUntil(POLLOUT, 'send', deadline);
    }
  }

  /** Sends several buffers (1024 at most) as if they were one; how many bytes were taken. Blocks. */
  sendv(buffers: readonly Uint8Array[], flags = 0): number {
    const result = this.trySendv(buffers, flags);
    if (result >= 0) return result;
    return this.whenReady(POLLOUT, 'sendmsg', () => this.native.sendv(this.open(), buffers, flags));
  }

  /** The same without blocking: -1 if there is no room. @throws SystemCallError */
  trySendv(buffers: readonly Uint8Array[], flags = 0): number {
    if (!Array.isArray(buffers) || buffers.length > MOST_BUFFERS) {
      throw new ArgumentError(`buffers must be an array of at most ${MOST_BUFFERS}, got ${show(buffers)}`);
    }
    for (const buffer of buffers) checkBytes(buffer, 'each of buffers');
    checkBits(flags, 'flags');
    return orNothing(this.native.sendv(this.open(), buffers, flags), 'sendmsg');
  }

  /** Ends one direction or both: `SHUT_RD`, `SHUT_WR`, `SHUT_RDWR`. Does not block. @throws `ENOTCONN` */
  shutdown(how: number): void {
    if (![SHUT_RD, SHUT_WR, SHUT_RDWR].includes(how)) {
      throw new ArgumentError(`how must be SHUT_RD, SHUT_WR or SHUT_RDWR, got ${show(how)}`);
    }
    checked(this.native.shutdown(this.open(), how), 'shutdown');
  }

  #accepted(fd: number): Socket {
    return new Socket(this.family, this.type, 0, () => fd);
  }

  /** Linux lets nobody wait for room in the backlog of a Unix socket but those that block in the call itself. */
  #connectWhenRoom(address: Address, deadline: number): number {
    const nothing = new Int32Array(0);
    for (;;) {
      const result = this.connectEx(address);
      if (!isError(result, 'EAGAIN')) return result;
      if (performance.now() >= deadline)
        throw new TimeoutError(`connect did not end within ${this.timeout} ms`);
      this.native.poll(nothing, 0, RETRY);
    }
  }
}

/** A result, or -1 for what would block. @throws SystemCallError */
function orNothing(result: number, syscall: string): number {
  if (result >= 0) return result;
  if (result === EAGAIN) return -1;
  throw systemCallError(result, syscall);
}

/** An option of a file descriptor that is not an object's yet. */
function optionOf(fd: number, name: number): number {
  checkFd(fd);
  const bytes = Buffer.alloc(4);
  checked(native().getOption(fd, SOL_SOCKET, name, bytes), 'getsockopt');
  return bytes.readInt32LE();
}

/** For systems that do not tell the family otherwise. */
function familyByName(fd: number): number {
  const address = knownAddress('getsockname', (into) => native().sockName(fd, into));
  if (address?.family === 'IPv4') return AF_INET;
  return address?.family === 'IPv6' ? AF_INET6 : AF_UNIX;
}
