/**
 * What fits in a slot as it is. A number is its own 64 bits; all else is one of the NaN that no number is written as (the
 * NaN boxing of D. Gudeman, "Representing type information in dynamically typed languages", 1993).
 */
import { SLOT, TAG } from '../layout.js';

/** Which word of a slot is which half: memory is never shared between machines, so it may be either way around. */
const LITTLE = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
export const UPPER: 0 | 1 = LITTLE ? 1 : 0;
export const LOWER: 0 | 1 = LITTLE ? 0 : 1;

/** The longest text that fits. */
const SHORT_TEXT = 6;

/** Whether a slot with that upper half holds a number. */
export function isNumber(upper: number): boolean {
  return upper >>> 19 !== SLOT.TAGGED >>> 19;
}

/** The tag of a slot with that upper half that holds no number. */
export function tagIn(upper: number): number {
  return (upper >>> SLOT.TAG_SHIFT) & SLOT.TAG_MASK;
}

export function tagged(tag: number, extra = 0): number {
  return SLOT.TAGGED | (tag << SLOT.TAG_SHIFT) | extra;
}

/** Whether a slot with that upper half refers to a block of bytes. */
export function isBytes(upper: number): boolean {
  return !isNumber(upper) && tagIn(upper) >= TAG.TEXT;
}

/** Writes a value that fits to a slot in private memory; `false` if it does not fit. */
export function packInline(value: unknown, words: Int32Array, numbers: Float64Array, at: number): boolean {
  switch (typeof value) {
    case 'number':
      packNumber(value, words, numbers, at);
      return true;
    case 'string':
      return value.length <= SHORT_TEXT && packShort(value, words, at);
    case 'boolean':
      return packTag(value ? TAG.TRUE : TAG.FALSE, words, at);
    case 'undefined':
      return packTag(TAG.UNDEFINED, words, at);
    default:
      return value === null && packTag(TAG.NULL, words, at);
  }
}

function packNumber(value: number, words: Int32Array, numbers: Float64Array, at: number): void {
  if (!Number.isNaN(value)) numbers[at >>> 1] = value;
  else {
    words[at + UPPER] = SLOT.NAN;
    words[at + LOWER] = 0;
  }
}

function packTag(tag: number, words: Int32Array, at: number): true {
  words[at + UPPER] = tagged(tag);
  words[at + LOWER] = 0;
  return true;
}

function packShort(text: string, words: Int32Array, at: number): boolean {
  const { length } = text;
  let lower = length << 28;
  let extra = 0;
  for (let i = 0; i < length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return false;
    if (i < 4) lower |= code << (7 * i);
    else extra |= code << (7 * (i - 4));
  }
  words[at + UPPER] = tagged(TAG.SHORT, extra);
  words[at + LOWER] = lower;
  return true;
}

/** The value of a slot that is neither a number nor refers to bytes. Any bits give some value. */
export function unpackInline(upper: number, lower: number): unknown {
  switch (tagIn(upper)) {
    case TAG.NULL:
      return null;
    case TAG.FALSE:
      return false;
    case TAG.TRUE:
      return true;
    case TAG.SHORT:
      return unpackShort(upper & SLOT.EXTRA, lower);
    default:
      return undefined;
  }
}

function unpackShort(extra: number, lower: number): string {
  const length = Math.min(lower >>> 28, SHORT_TEXT);
  let text = '';
  for (let i = 0; i < length; i += 1) {
    text += String.fromCharCode((i < 4 ? lower >>> (7 * i) : extra >>> (7 * (i - 4))) & 0x7f);
  }
  return text;
}
