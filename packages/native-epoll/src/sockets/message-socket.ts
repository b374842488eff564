/** Sockets as they carry messages: with addresses, or with file descriptors. */
import { checkBits, checkFd, checkInteger } from '../native/arguments.js';
import { checked, EAGAIN } from '../native/system-call.js';
import { POLLIN, POLLOUT } from '../raw/constants.js';
import {
  type Address,
  checkAddress,
  type KnownAddress,
  LONGEST_ADDRESS,
  packAddress,
  unpackAddress,
} from './address.js';
import { BaseSocket } from './base-socket.js';
import { checkBytes, toBytes } from './bytes.js';
import { MSG_CTRUNC, MSG_TRUNC } from './constants.js';

/** What Linux takes with one message. */
const MOST_FDS = 253;

/** Goes with file descriptors that nobody gave data for: something must. */
const ONE_BYTE: Uint8Array = new Uint8Array(1);

/** One message and where it came from. */
export interface Message {
  /** The message, in memory of its own. */
  readonly bytes: Buffer;
  /** `undefined` if the sender has none to be told. */
  readonly address: KnownAddress | undefined;
  /** It was longer than the room for it, and its end is lost. */
  readonly truncated: boolean;
}

/** The same, in a buffer of the caller's. */
export type MessageInto = Omit<Message, 'bytes'> & {
  /** How many bytes of the buffer it takes. */
  readonly length: number;
};

/** Bytes and file descriptors that came with them. */
export interface ReceivedFds {
  /** What was sent with them; none at the end. */
  readonly bytes: Buffer;
  /** The caller's, to close or to make objects of (`Socket.from`). Closed when a program is executed. */
  readonly fds: number[];
  /** More were sent than there was room for; those are closed. */
  readonly truncated: boolean;
}

/** Sockets, as far as they carry messages. */
export abstract class MessageSocket extends BaseSocket {
  /** One message of at most `most` bytes, and who sent it. Blocks. @throws TimeoutError, SystemCallError */
  recvFrom(most: number, flags = 0): Message {
    checkInteger(most, 'most', 0);
    const buffer = Buffer.allocUnsafe(most);
    const { length, ...message } = this.#receiveFrom(buffer, flags);
    return { bytes: Buffer.from(buffer.subarray(0, length)), ...message };
  }

  /** The same, into a buffer of the caller's. Blocks. */
  recvFromInto(buffer: Uint8Array, flags = 0): MessageInto {
    checkBytes(buffer, 'buffer');
    return this.#receiveFrom(buffer, flags);
  }

  /** Sends one message to an address. Blocks. @throws TimeoutError, SystemCallError (`EMSGSIZE`, …) */
  sendTo(data: Uint8Array | string, address: Address, flags = 0): number {
    const bytes = toBytes(data);
    checkBits(flags, 'flags');
    const send = () => {
      const { bytes: to, length } = packAddress(this.family, checkAddress(address));
      return this.native.sendTo(this.open(), bytes, 0, bytes.length, flags, to, length);
    };
    const result = send();
    return result === EAGAIN ? this.whenReady(POLLOUT, 'sendto', send) : checked(result, 'sendto');
  }

  /**
   * Sends file descriptors through a Unix socket, with at least one byte; the receiver gets duplicates, and the sender
   * may close its own. Blocks. @param fds at most 253 @throws ArgumentError, TimeoutError, SystemCallError
   */
  sendFds(fds: Iterable<number>, data: Uint8Array | string = ONE_BYTE): number {
    const numbers = Int32Array.from(fds, (fd) => {
      checkFd(fd, 'each of fds');
      return fd;
    });
    const bytes = toBytes(data);
    checkInteger(numbers.length, 'the number of fds', 0, MOST_FDS);
    checkInteger(bytes.length, 'the length of data', 1);
    const send = () => this.native.sendFds(this.open(), bytes, 0, bytes.length, numbers, numbers.length);
    const result = send();
    return result === EAGAIN ? this.whenReady(POLLOUT, 'sendmsg', send) : checked(result, 'sendmsg');
  }

  /** Receives bytes and file descriptors. Blocks. No bytes are the end. @throws TimeoutError, SystemCallError */
  recvFds(most: number, mostFds: number = MOST_FDS): ReceivedFds {
    checkInteger(most, 'most', 1);
    checkInteger(mostFds, 'mostFds', 0, MOST_FDS);
    const bytes = Buffer.alloc(most);
    const fds = new Int32Array(mostFds);
    const details = new Int32Array(2);
    const receive = () => this.native.recvFds(this.open(), bytes, 0, most, fds, mostFds, details);
    const result = receive();
    const length =
      result === EAGAIN ? this.whenReady(POLLIN, 'recvmsg', receive) : checked(result, 'recvmsg');
    const [count = 0, flags = 0] = details;
    return {
      bytes: bytes.subarray(0, length),
      fds: [...fds.subarray(0, count)],
      truncated: (flags & MSG_CTRUNC) !== 0,
    };
  }

  #receiveFrom(buffer: Uint8Array, flags: number): MessageInto {
    checkBits(flags, 'flags');
    const sender = new Uint8Array(LONGEST_ADDRESS);
    const details = new Int32Array(2);
    const receive = () => this.native.recvFrom(this.open(), buffer, 0, buffer.length, flags, sender, details);
    const result = receive();
    const length =
      result === EAGAIN ? this.whenReady(POLLIN, 'recvfrom', receive) : checked(result, 'recvfrom');
    const [addressLength = 0, messageFlags = 0] = details;
    return {
      length,
      address: addressLength === 0 ? undefined : unpackAddress(sender, addressLength),
      truncated: (messageFlags & MSG_TRUNC) !== 0,
    };
  }
}
