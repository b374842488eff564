/** What sockets of every kind have: a family, names, options. */
import { UnsupportedError } from '../errors.js';
import { checkBits, checkInteger } from '../native/arguments.js';
import { native } from '../native/load.js';
import { checked, systemCallError } from '../native/system-call.js';
import {
  type Address,
  anyOf,
  checkAddress,
  type KnownAddress,
  knownAddress,
  packAddress,
  shownAddress,
} from './address.js';
import { AF_INET, SO_ERROR, SO_LINGER, SO_PEERCRED, SOCK_STREAM, SOL_SOCKET } from './constants.js';
import { Descriptor } from './descriptor.js';

/** Bytes of an option that is a number. */
const INT_BYTES = 4;

/** More than any option has. */
const MOST_OPTION_BYTES = 1 << 16;

/** Who is at the other end of a Unix socket. */
export interface PeerCredentials {
  /** Number of the process that called `connect` or `listen` there, or made the pair. */
  readonly pid: number;
  /** Number of that process's user at the time. */
  readonly uid: number;
  /** Number of that process's group at the time. */
  readonly gid: number;
}

/** What sockets of every kind have in common: a family, names and options. */
export abstract class BaseSocket extends Descriptor {
  /** `AF_INET`, `AF_INET6` or `AF_UNIX`. */
  readonly family: number;
  /** `SOCK_STREAM`, `SOCK_DGRAM`, … */
  readonly type: number;

  /**
   * @param open how it comes by its file descriptor: `from` and `accept` have other ways
   * @throws ArgumentError, NativeBinaryError, SystemCallError (`EMFILE`, `EAFNOSUPPORT`, …)
   */
  constructor(
    family: number = AF_INET,
    type: number = SOCK_STREAM,
    protocol = 0,
    open: () => number = () => checked(native().socket(family, type, protocol), 'socket'),
  ) {
    checkKind(family, type, protocol);
    super(open());
    this.family = family;
    this.type = type;
  }

  /** Takes an address; without `address` of every interface. Does not block. @throws ArgumentError, SystemCallError (`EADDRINUSE`, …) */
  bind(address: Address): void {
    const { bytes, length } = packAddress(this.family, checkAddress(address), anyOf(this.family));
    const result = this.native.bind(this.open(), bytes, length);
    if (result < 0) throw systemCallError(result, 'bind', shownAddress(address));
  }

  /** Its own address. @throws SystemCallError */
  getSockName(): KnownAddress {
    const address = knownAddress('getsockname', (into) => this.native.sockName(this.open(), into));
    return address ?? { family: 'Unix', path: '' };
  }

  /** The address of the other end. @throws SystemCallError (`ENOTCONN`) */
  getPeerName(): KnownAddress {
    const address = knownAddress('getpeername', (into) => this.native.peerName(this.open(), into));
    return address ?? { family: 'Unix', path: '' };
  }

  /** Who made the other end of a Unix socket. Linux's. @throws UnsupportedError, SystemCallError */
  getPeerCredentials(): PeerCredentials {
    if (SO_PEERCRED === 0) throw new UnsupportedError('this system does not tell who is at the other end');
    const bytes = this.getOptionBytes(SOL_SOCKET, SO_PEERCRED, 3 * INT_BYTES);
    return { pid: bytes.readInt32LE(0), uid: bytes.readUInt32LE(4), gid: bytes.readUInt32LE(8) };
  }

  /** The error that is pending, as its negative number, which it takes away; 0 for none. Does not block. */
  takeError(): number {
    return 0 - this.getOption(SOL_SOCKET, SO_ERROR);
  }

  /** Sets an option, as in `setOption(SOL_SOCKET, SO_REUSEADDR, true)`. Bytes are taken as they are. */
  setOption(level: number, name: number, value: number | boolean | Uint8Array): void {
    checkInteger(level, 'level', 0);
    checkInteger(name, 'name', 1);
    const bytes = value instanceof Uint8Array ? value : intBytes(value);
    checked(this.native.setOption(this.open(), level, name, bytes), 'setsockopt');
  }

  /** An option that is a number. @throws SystemCallError (`ENOPROTOOPT`) */
  getOption(level: number, name: number): number {
    const bytes = this.getOptionBytes(level, name, INT_BYTES);
    return bytes.length < INT_BYTES ? (bytes[0] ?? 0) : bytes.readInt32LE();
  }

  /** An option as bytes, at most `most`. */
  getOptionBytes(level: number, name: number, most: number): Buffer {
    checkInteger(level, 'level', 0);
    checkInteger(name, 'name', 1);
    checkInteger(most, 'most', 1, MOST_OPTION_BYTES);
    const bytes = Buffer.alloc(most);
    const length = checked(this.native.getOption(this.open(), level, name, bytes), 'getsockopt');
    return bytes.subarray(0, length);
  }

  /**
   * What `close` does with bytes that are not sent yet: with `seconds` it waits for them so long; with 0 it forgets them
   * and resets the connection; with `undefined` the system goes on sending them (as at first).
   */
  setLinger(seconds: number | undefined): void {
    if (seconds !== undefined) checkInteger(seconds, 'seconds', 0, 0xffff);
    const bytes = Buffer.concat([intBytes(seconds !== undefined), intBytes(seconds ?? 0)]);
    this.setOption(SOL_SOCKET, SO_LINGER, bytes);
  }
}

function intBytes(value: number | boolean): Buffer {
  const number = Number(value);
  checkBits(number, 'value');
  const bytes = Buffer.alloc(INT_BYTES);
  bytes.writeInt32LE(number | 0);
  return bytes;
}

/** What a socket is made with. @throws ArgumentError */
export function checkKind(family: number, type: number, protocol: number): void {
  checkInteger(family, 'family', 0, 0xffff);
  checkInteger(type, 'type', 0);
  checkInteger(protocol, 'protocol', 0);
}
