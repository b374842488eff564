/**
 * Values on their way into shared memory or out of it, in private memory: a slot for each, and the bytes of those that do
 * not fit in one. Codecs run before a mutex is taken and after it is let go: a getter that is called by an encoder may use
 * the same container, a decoder never sees bytes change under it, and mutexes are held as long as a copy takes.
 */
import { CorruptRegionError } from '@weft/atomics';
import { structured, utf8 } from '@weft/shared-queue';
import { SLOT, TAG } from '../layout.js';
import { isBytes, isNumber, LOWER, packInline, tagged, tagIn, UPPER, unpackInline } from './inline.js';

type Scope = 'thread' | 'process';

const FIRST_VALUES = 8;
const FIRST_BYTES = 256;

/** Up to so many UTF-16 code units. */
const SHORT_TEXT = 48;

/** Parcels grown beyond this are not kept. */
const KEPT_BYTES = 256 * 1024;
const KEPT_VALUES = 16 * 1024;

export class Parcel {
  /** How many values. */
  count = 0;
  slots: Int32Array = new Int32Array(FIRST_VALUES * SLOT.SIZE);
  numbers: Float64Array = new Float64Array(this.slots.buffer);
  bytes: Uint8Array = new Uint8Array(FIRST_BYTES);
  #ends: Int32Array = new Int32Array(FIRST_VALUES);
  #used = 0;

  /** Encodes a value and adds it. @throws CodecError if it cannot be shared */
  push(value: unknown, scope: Scope): this {
    const at = this.#reserve();
    if (packInline(value, this.slots, this.numbers, at)) {
      this.count += 1;
      return this;
    }
    if (typeof value === 'string' && this.#pushAscii(value)) return this;
    if (typeof value === 'string' && value.isWellFormed())
      return this.#pushBytes(TAG.TEXT, utf8.encode(value, scope));
    return this.#pushBytes(TAG.VALUE, structured.encode(value, scope));
  }

  /** Adds a slot as it is; what it refers to is added by `fillBytes`. */
  pushSlot(words: Int32Array, from: number): void {
    const at = this.#reserve();
    this.slots[at] = words[from] as number;
    this.slots[at + 1] = words[from + 1] as number;
    this.count += 1;
  }

  /** The bytes of the value that was added last. */
  fillBytes(bytes: Uint8Array): void {
    const start = this.#used;
    this.#append(bytes);
    this.slots[(this.count - 1) * SLOT.SIZE + LOWER] = start;
    this.#ends[this.count - 1] = this.#used;
  }

  upper(index: number): number {
    return this.slots[index * SLOT.SIZE + UPPER] as number;
  }

  lower(index: number): number {
    return this.slots[index * SLOT.SIZE + LOWER] as number;
  }

  /** Whether a value has bytes. */
  hasBytes(index: number): boolean {
    return isBytes(this.upper(index));
  }

  /** Of a value that has bytes: where they end. They begin where the lower half of its slot says. */
  endOf(index: number): number {
    return this.#ends[index] as number;
  }

  /** The bytes of a value that has some. */
  bytesOf(index: number): Uint8Array {
    return this.bytes.subarray(this.lower(index), this.#ends[index]);
  }

  /** Decodes a value. @throws CodecError, CorruptRegionError if its bytes are not what an encoder writes */
  value(index: number): unknown {
    const upper = this.upper(index);
    if (isNumber(upper)) return this.numbers[index];
    if (!isBytes(upper)) return unpackInline(upper, this.lower(index));
    const bytes = this.bytesOf(index);
    if (tagIn(upper) === TAG.TEXT) return utf8.decode(bytes, bytes.length);
    if (tagIn(upper) === TAG.VALUE) return structured.decode(bytes, bytes.length);
    throw new CorruptRegionError('a value in the region is overwritten');
  }

  /** Decodes all. */
  values(): unknown[] {
    return Array.from({ length: this.count }, (_, index) => this.value(index));
  }

  clear(): void {
    this.count = 0;
    this.#used = 0;
  }

  /** Most texts are short and have ASCII characters only: for these a loop beats the call into the engine's encoder. */
  #pushAscii(text: string): boolean {
    const { length } = text;
    if (length > SHORT_TEXT) return false;
    const start = this.#used;
    this.#grow(start + length);
    const { bytes } = this;
    for (let i = 0; i < length; i += 1) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return false;
      bytes[start + i] = code;
    }
    this.#used = start + length;
    this.slots[this.count * SLOT.SIZE + UPPER] = tagged(TAG.TEXT);
    this.slots[this.count * SLOT.SIZE + LOWER] = start;
    this.#ends[this.count] = this.#used;
    this.count += 1;
    return true;
  }

  #pushBytes(tag: number, bytes: Uint8Array): this {
    this.slots[this.count * SLOT.SIZE + UPPER] = tagged(tag);
    this.count += 1;
    this.fillBytes(bytes);
    return this;
  }

  #append(bytes: Uint8Array): void {
    const end = this.#used + bytes.length;
    this.#grow(end);
    this.bytes.set(bytes, this.#used);
    this.#used = end;
  }

  /** Makes room for so many bytes in all. */
  #grow(needed: number): void {
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.#used));
    this.bytes = grown;
  }

  /** Makes room for one more; the word at which its slot begins. */
  #reserve(): number {
    const at = this.count * SLOT.SIZE;
    if (at === this.slots.length) {
      const slots = new Int32Array(this.slots.length * 2);
      slots.set(this.slots);
      const ends = new Int32Array(this.#ends.length * 2);
      ends.set(this.#ends);
      this.slots = slots;
      this.numbers = new Float64Array(slots.buffer);
      this.#ends = ends;
    }
    return at;
  }
}

const idle: Parcel[] = [];

/** A parcel that nobody uses. */
export function borrowParcel(): Parcel {
  return idle.pop() ?? new Parcel();
}

/** Nobody uses it any more, nor anything that it gave. */
export function giveBack(parcel: Parcel): void {
  parcel.clear();
  if (idle.length < 8 && parcel.bytes.length <= KEPT_BYTES && parcel.slots.length <= KEPT_VALUES)
    idle.push(parcel);
}

/** The only value of a parcel, `undefined` if there is none, and gives the parcel back. */
export function unpackOne<T>(parcel: Parcel): T | undefined {
  const value = parcel.count === 0 ? undefined : (parcel.value(0) as T);
  giveBack(parcel);
  return value;
}

/** All values of a parcel, and gives it back. */
export function unpackAll<T>(parcel: Parcel): T[] {
  const values = parcel.values() as T[];
  giveBack(parcel);
  return values;
}
