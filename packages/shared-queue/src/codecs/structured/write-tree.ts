/**
 * Writes a value as MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md), if it is a tree that
 * MessagePack carries exactly. One walk finds that out and writes, since most items are such trees and the walk is
 * most of what putting one costs.
 */
import { writeAscii } from '../text.js';
import { Met } from './met.js';

/** Deeper values are left to the graph form, which needs no recursion. */
const DEEPEST = 64;

/** Up to so many UTF-16 code units a loop beats the call into the engine's encoder. */
const SHORT = 24;

/** The most bytes that a number or the head of a text or container takes. */
const HEAD = 9;

const FIRST_BYTES = 1024;

/** Writers grown beyond this are not kept. */
const KEPT_BYTES = 256 * 1024;

const encoder = new TextEncoder();

/**
 * The bytes of a tree of plain objects, dense arrays, well-formed strings, booleans, null and numbers (not -0);
 * `undefined` for all that has something else in it, is too deep, or has the same object twice. The bytes stand in
 * an array that the next call uses again.
 */
export function writeTree(value: unknown): Uint8Array | undefined {
  // Getters may run anything, another call included: that one finds nothing to use again.
  const writer = idle ?? new TreeWriter();
  idle = undefined;
  try {
    return writer.write(value);
  } finally {
    if (writer.bytes.length <= KEPT_BYTES) idle = writer;
  }
}

let idle: TreeWriter | undefined;

class TreeWriter {
  bytes: Uint8Array = new Uint8Array(FIRST_BYTES);
  #view = new DataView(this.bytes.buffer);
  #at = 0;
  readonly #met = new Met();

  write(value: unknown): Uint8Array | undefined {
    this.#at = 0;
    try {
      return this.#any(value, 0) ? this.bytes.subarray(0, this.#at) : undefined;
    } finally {
      this.#met.forget();
    }
  }

  /** Each of these answers whether what it was given could be written. */
  #any(value: unknown, depth: number): boolean {
    switch (typeof value) {
      case 'string':
        return this.#text(value);
      case 'number':
        return this.#number(value);
      case 'boolean':
        return this.#byte(value ? 0xc3 : 0xc2);
      case 'object':
        if (value === null) return this.#byte(0xc0);
        return depth < DEEPEST && this.#met.isNew(value) && this.#container(value, depth + 1);
      default:
        return false;
    }
  }

  #container(value: object, depth: number): boolean {
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Object.prototype) return this.#object(value as Record<string, unknown>, depth);
    return prototype === Array.prototype && this.#array(value as unknown[], depth);
  }

  #array(value: unknown[], depth: number): boolean {
    const { length } = value;
    // Other properties than elements count too: those of a match of a regular expression, for instance.
    if (Object.values(value).length !== length) return false;
    this.#head(length, 0x90, 15, 0xdc);
    for (let i = 0; i < length; i += 1) if (!this.#any(value[i], depth)) return false;
    return true;
  }

  #object(value: Record<string, unknown>, depth: number): boolean {
    const keys = Object.keys(value);
    this.#head(keys.length, 0x80, 15, 0xde);
    for (let i = 0; i < keys.length; i += 1) {
      const key = keys[i] as string;
      if (key === '__proto__' || !this.#text(key) || !this.#any(value[key], depth)) return false;
    }
    return true;
  }

  #number(value: number): boolean {
    this.#reserve(HEAD);
    if ((value | 0) === value) return this.#int32(value);
    this.bytes[this.#at] = 0xcb;
    this.#view.setFloat64(this.#at + 1, value);
    this.#at += 9;
    return true;
  }

  #int32(value: number): boolean {
    const { bytes } = this;
    const at = this.#at;
    if (value >= -0x20 && value < 0x80) {
      if (value === 0 && 1 / value < 0) return false;
      bytes[at] = value;
      this.#at = at + 1;
    } else if (value >= -0x8000 && value < 0x8000) {
      bytes[at] = 0xd1;
      bytes[at + 1] = value >> 8;
      bytes[at + 2] = value;
      this.#at = at + 3;
    } else {
      bytes[at] = 0xd2;
      this.#view.setInt32(at + 1, value);
      this.#at = at + 5;
    }
    return true;
  }

  #text(text: string): boolean {
    const { length } = text;
    this.#reserve(HEAD + length * 3);
    if (length > SHORT || !this.#shortText(text)) {
      if (!text.isWellFormed()) return false;
      this.#longText(text);
    }
    return true;
  }

  /** A short text of ASCII characters. Those with others are rare enough to be begun twice. */
  #shortText(text: string): boolean {
    const head = this.#at;
    if (!writeAscii(text, this.bytes, head + 1)) return false;
    this.bytes[head] = 0xa0 | text.length;
    this.#at = head + 1 + text.length;
    return true;
  }

  #longText(text: string): void {
    // How long the head is depends on a length that only the encoder knows: it moves the text if it guessed wrong.
    const start = this.#at;
    const guessed = textHead(text.length);
    const { written } = encoder.encodeInto(text, this.bytes.subarray(start + guessed));
    const head = textHead(written);
    if (head !== guessed) this.bytes.copyWithin(start + head, start + guessed, start + guessed + written);
    if (head === 2) {
      this.bytes[start] = 0xd9;
      this.bytes[start + 1] = written;
      this.#at = start + 2;
    } else this.#head(written, 0xa0, 31, 0xda);
    this.#at += written;
  }

  /** The head of a container or text: `few` and the number in one byte, or `many` and two bytes, or four. */
  #head(count: number, few: number, fewest: number, many: number): void {
    this.#reserve(HEAD);
    const at = this.#at;
    if (count <= fewest) {
      this.bytes[at] = few | count;
      this.#at = at + 1;
    } else if (count <= 0xffff) {
      this.bytes[at] = many;
      this.#view.setUint16(at + 1, count);
      this.#at = at + 3;
    } else {
      this.bytes[at] = many + 1;
      this.#view.setUint32(at + 1, count);
      this.#at = at + 5;
    }
  }

  #byte(value: number): boolean {
    this.#reserve(HEAD);
    this.bytes[this.#at] = value;
    this.#at += 1;
    return true;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes > this.bytes.length) this.#grow(this.#at + bytes);
  }

  #grow(bytes: number): void {
    const grown = new Uint8Array(Math.max(bytes, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.#at));
    this.bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** Bytes that the head of a text with so many bytes takes. */
function textHead(bytes: number): number {
  if (bytes <= 31) return 1;
  if (bytes <= 0xff) return 2;
  return bytes <= 0xffff ? 3 : 5;
}
