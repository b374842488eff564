/** Pairs of connected sockets, for tests of what watches them. */

import { native } from '../../../dist/native/load.js';
import { checked, isError } from '../../../dist/native/system-call.js';

const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SHUT_WR = 1;

const open = new Set<End>();

/** One end, which never blocks. */
export class End {
  #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
    open.add(this);
    checked(native().setNonBlocking(fd, true), 'fcntl');
  }

  /** -1 once it is closed, as a socket of Python. */
  fileno(): number {
    return this.#fd;
  }

  send(text: string): void {
    const bytes = Buffer.from(text);
    checked(native().send(this.#fd, bytes, 0, bytes.length, 0), 'send');
  }

  /** Sends until nothing more goes in: the other end must read before this one is writable again. */
  fill(): void {
    const bytes = new Uint8Array(65536);
    let sent = 0;
    while (sent >= 0) sent = native().send(this.#fd, bytes, 0, bytes.length, 0);
    if (!isError(sent, 'EAGAIN')) checked(sent, 'send');
  }

  /** The same for the writing end of a pipe. */
  fillPipe(): void {
    const bytes = new Uint8Array(65536);
    let written = 0;
    while (written >= 0) written = native().write(this.#fd, bytes, 0, bytes.length);
    if (!isError(written, 'EAGAIN')) checked(written, 'write');
  }

  /** All there is to read now. */
  receive(): string {
    const bytes = new Uint8Array(65536);
    let text = '';
    for (;;) {
      const count = native().recv(this.#fd, bytes, 0, bytes.length, 0);
      if (count === 0 || isError(count, 'EAGAIN')) return text;
      text += Buffer.from(bytes.subarray(0, checked(count, 'recv'))).toString();
    }
  }

  shutdownWriting(): void {
    checked(native().shutdown(this.#fd, SHUT_WR), 'shutdown');
  }

  close(): void {
    if (this.#fd < 0) return;
    checked(native().close(this.#fd), 'close');
    this.#fd = -1;
    open.delete(this);
  }
}

/** Two connected ends. */
export function pair(): [End, End] {
  const fds = new Int32Array(2);
  checked(native().socketPair(AF_UNIX, SOCK_STREAM, 0, fds), 'socketpair');
  return [new End(fds[0] as number), new End(fds[1] as number)];
}

/** The two ends of a pipe: for reading, for writing. */
export function pipeEnds(): [End, End] {
  const fds = new Int32Array(2);
  checked(native().pipe(fds), 'pipe');
  return [new End(fds[0] as number), new End(fds[1] as number)];
}

/** An end that has got the file descriptor of one that was closed. */
export function endOf(fd: number): End {
  for (;;) {
    const [one, other] = pair();
    if (one.fileno() === fd) return one;
    if (other.fileno() === fd) return other;
    if (Math.min(one.fileno(), other.fileno()) > fd) throw new Error(`fd ${fd} is in use`);
  }
}

/** Closes all that are open still: after each test. */
export function closeEnds(): void {
  for (const end of open) end.close();
}
