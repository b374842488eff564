/** Values as bytes: what all backends store. */
import { structured } from '@weft/shared-queue';
import { scanValue } from './wire/scan.js';

/** Where values come from: nothing else needs to be known to decode them safely. */
const FROM_THIS_MACHINE = { memory: true } as const;

/**
 * The bytes of a value, in an array of their own. Equal values have equal bytes.
 *
 * @throws CodecError for what cannot travel: functions, objects that only threads can share …
 */
export function encodeValue(value: unknown): Uint8Array {
  return structured.encode(value, 'process').slice();
}

/** @throws CodecError, ProtocolError if they are not what `encodeValue` makes */
export function decodeValue(bytes: Uint8Array): unknown {
  const first = bytes[0] as number;
  if (bytes.length === 1) {
    if (first < 0x80) return first;
    if (first >= 0xe0) return first - 0x100;
    if (first === 0xc0) return null;
    if (first === 0xc2 || first === 0xc3) return first === 0xc3;
  }
  scanValue(bytes, FROM_THIS_MACHINE);
  return structured.decode(bytes, bytes.length);
}
