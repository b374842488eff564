/** Bytes that callers hand in. */
import { ArgumentError } from '../errors.js';
import { checkInteger, show } from '../native/arguments.js';

/** @throws ArgumentError if it is no Uint8Array (as every Buffer is) */
export function checkBytes(bytes: Uint8Array, name: string): void {
  if (bytes instanceof Uint8Array) return;
  throw new ArgumentError(`${name} must be a Uint8Array or a Buffer, got ${show(bytes)}`);
}

/** A part of a buffer. @throws ArgumentError, also if nothing fits in: 0 bytes would look like the end */
export function checkPart(bytes: Uint8Array, offset: number, length: number, least: number): void {
  checkBytes(bytes, 'buffer');
  checkInteger(offset, 'offset', 0, bytes.length);
  if (least > bytes.length - offset) {
    throw new ArgumentError('buffer has no room: it is empty, or its memory was transferred elsewhere');
  }
  checkInteger(length, 'length', least, bytes.length - offset);
}

/** Text as UTF-8. @throws ArgumentError */
export function toBytes(data: Uint8Array | string): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  checkBytes(data, 'data');
  return data;
}
