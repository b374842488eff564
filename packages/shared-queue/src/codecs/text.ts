/** UTF-8, as fast as the runtime has it. */
import { CodecError } from '../errors.js';

const encoder = new TextEncoder();
/** A byte order mark is part of a text like any other character. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Up to so many characters a loop beats the call into the encoder. */
const SHORT = 32;

let scratch = new Uint8Array(8192);

/** The bytes of a text; they stand in an array that the next call uses again. @throws CodecError */
export function encodeText(text: string): Uint8Array {
  if (scratch.length < text.length * 3) scratch = new Uint8Array(text.length * 3);
  if (text.length <= SHORT && writeAscii(text, scratch, 0)) return scratch.subarray(0, text.length);
  if (!text.isWellFormed())
    throw new CodecError('the text has half a surrogate pair, which UTF-8 cannot hold');
  return scratch.subarray(0, encoder.encodeInto(text, scratch).written);
}

/** The text of the first `length` bytes. @throws CodecError if they are no UTF-8 */
export function decodeText(bytes: Uint8Array, length: number): string {
  try {
    return decoder.decode(bytes.length === length ? bytes : bytes.subarray(0, length));
  } catch (error) {
    throw new CodecError('the bytes of the item are no UTF-8', { cause: error });
  }
}

/** Writes a text of ASCII characters to `target` from `at` on, a byte each; `false` if it has others. */
export function writeAscii(text: string, target: Uint8Array, at: number): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return false;
    target[at + i] = code;
  }
  return true;
}
