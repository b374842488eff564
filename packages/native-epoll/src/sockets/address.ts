/**
 * Addresses of sockets, as Node's `net` spells them. Names are not looked up, because that may take seconds: what is
 * no numeric address is refused, but for `localhost`. `dns.lookup` finds the address of a name.
 */
import { isIPv4, isIPv6 } from 'node:net';
import { ArgumentError } from '../errors.js';
import { checkInteger, show } from '../native/arguments.js';
import { native } from '../native/load.js';
import { checked, systemCallError } from '../native/system-call.js';
import { AF_INET, AF_INET6, AF_UNIX } from './constants.js';

/** Where a socket of IPv4 or IPv6 is. */
export interface InternetAddress {
  /**
   * A numeric address, with the zone of a link-local one behind `%`, or `localhost`. Without one, `bind` takes every
   * interface.
   */
  readonly address?: string;
  /** 0 to 65,535; with 0 `bind` takes one that is free. */
  readonly port: number;
}

/** Where a Unix socket is. */
export interface PathAddress {
  /**
   * A path of at most 107 bytes; or, on Linux, an abstract name behind a zero character, which is nowhere in the file
   * system and is gone with its socket.
   */
  readonly path: string;
}

/** Where a socket is to be bound, connected or sent to. */
export type Address = InternetAddress | PathAddress;

/** An address as the system tells it. */
export type KnownAddress =
  | {
      /** Whether the address is one of IPv4 or of IPv6. */
      readonly family: 'IPv4' | 'IPv6';
      /** Numeric, with the zone of a link-local one behind `%`. */
      readonly address: string;
      /** 0 to 65,535. */
      readonly port: number;
    }
  | {
      /** A Unix socket. */
      readonly family: 'Unix';
      /** As in `PathAddress`; empty for a socket without a name. */
      readonly path: string;
    };

/** Bytes that every address has room in. */
export const LONGEST_ADDRESS = 128;

/** The bytes of an address, in memory that the next call takes again. */
export interface PackedAddress {
  readonly bytes: Uint8Array;
  readonly length: number;
}

const shared = new Uint8Array(LONGEST_ADDRESS);

/** @throws ArgumentError if it is no address of that family; SystemCallError for a zone that does not exist */
export function packAddress(family: number, address: Address, fallback?: string): PackedAddress {
  const { text, port } =
    family === AF_UNIX ? { text: pathOf(address), port: 0 } : numericOf(family, address, fallback);
  const length = checked(native().packAddress(family, text, port, shared), 'inet_pton');
  return { bytes: shared, length };
}

/** What `read` says the address is, which gets memory to write it into. */
export function knownAddress(syscall: string, read: (into: Uint8Array) => number): KnownAddress | undefined {
  const length = checked(read(shared), syscall);
  return length === 0 ? undefined : unpackAddress(shared, length);
}

/** @throws SystemCallError for an address of an unknown family */
export function unpackAddress(bytes: Uint8Array, length: number): KnownAddress {
  const address = native().unpackAddress(bytes, length);
  if (typeof address === 'number') throw systemCallError(address, 'inet_ntop');
  const { family, text, port } = address;
  if (family === AF_UNIX) return { family: 'Unix', path: text };
  return { family: family === AF_INET ? 'IPv4' : 'IPv6', address: text, port };
}

function pathOf(address: Address): string {
  const { path } = address as Partial<PathAddress>;
  if (typeof path !== 'string') {
    throw new ArgumentError(`a Unix socket is at { path }, got ${show(path)} for the path`);
  }
  const isAbstract = path.startsWith('\0');
  if (!isAbstract && path.includes('\0')) {
    throw new ArgumentError('a path has no zero characters, but an abstract name one before it');
  }
  return path;
}

function numericOf(family: number, given: Address, fallback?: string): { text: string; port: number } {
  const { address = fallback, port } = given as InternetAddress;
  checkInteger(port, 'port', 0, 0xffff);
  const text = address === 'localhost' ? loopbackOf(family) : address;
  const isNumeric = typeof text === 'string' && (family === AF_INET6 ? isIPv6(text) : isIPv4(text));
  if (isNumeric && (family === AF_INET || family === AF_INET6)) return { text, port };
  throw new ArgumentError(
    `address must be a numeric ${family === AF_INET6 ? 'IPv6' : 'IPv4'} address or localhost, got ${show(text)}; ` +
      'dns.lookup() finds the address of a name',
  );
}

function loopbackOf(family: number): string {
  return family === AF_INET6 ? '::1' : '127.0.0.1';
}

/** Every interface. */
export function anyOf(family: number): string {
  return family === AF_INET6 ? '::' : '0.0.0.0';
}

/** @throws ArgumentError if it is nothing like an address */
export function checkAddress(address: Address): Address {
  if (typeof address === 'object' && address !== null) return address;
  throw new ArgumentError(`an address is { address, port } or { path }, got ${show(address)}`);
}

/** How an error message ends. */
export function shownAddress(address: Address): string {
  const { path, address: host = '*', port } = address as { path?: string; address?: string; port?: number };
  return path === undefined ? ` ${host}:${port}` : ` ${path.replace('\0', '@')}`;
}
