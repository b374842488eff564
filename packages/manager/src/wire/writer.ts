/**
 * Writes frames: four bytes with the length (little endian), then one MessagePack item, which is an array
 * (https://github.com/msgpack/msgpack/blob/master/spec.md).
 *
 * Of MessagePack only what messages need: nil, booleans, numbers, texts, bytes, arrays. Any MessagePack library reads it; to
 * write it here saves the detour by arrays of arguments, and bytes of values go straight from codec to frame.
 */
import { LimitError } from '../errors.js';

const FIRST_BYTES = 16 * 1024;

/** Buffers grown beyond this are not kept after they were sent. */
const KEPT_BYTES = 256 * 1024;

/** Bytes in front of each frame that tell its length. */
export const LENGTH_BYTES = 4;

/** The most bytes that the head of an item takes. */
const HEAD_BYTES = 9;

export class FrameWriter {
  readonly #longest: number;
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #at = 0;
  /** Where the frame begins that is being written. */
  #frame = 0;
  #frames = 0;

  /** @param longest bytes that a frame may have */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Bytes that wait to be taken. */
  get size(): number {
    return this.#at;
  }

  /** Begins a frame, an array of so many items. */
  begin(items: number): void {
    this.#frame = this.#at;
    this.#reserve(LENGTH_BYTES);
    this.#at += LENGTH_BYTES;
    this.array(items);
  }

  /** Ends the frame. @throws LimitError if it is too long; then it is as if it had never been begun */
  end(): void {
    const length = this.#at - this.#frame - LENGTH_BYTES;
    if (length > this.#longest) {
      this.drop();
      throw new LimitError(
        `the message has ${length} bytes, ${this.#longest} are allowed: send less at a time, or raise limits.messageBytes`,
      );
    }
    this.#bytes.writeUInt32LE(length, this.#frame);
    this.#frames += 1;
  }

  /** Forgets the frame that was begun. */
  drop(): void {
    this.#at = this.#frame;
  }

  /** All frames that were written; the writer is empty then. */
  take(): Buffer {
    const taken = Buffer.allocUnsafe(this.#at);
    this.#bytes.copy(taken, 0, 0, this.#at);
    this.#clear();
    return taken;
  }

  /** Hands over all frames that were written, in the first `length` bytes, which are used again afterwards. */
  giveTo(taker: (bytes: Buffer, length: number, frames: number) => void): void {
    taker(this.#bytes, this.#at, this.#frames);
    this.#clear();
  }

  nil(): void {
    this.#byte(0xc0);
  }

  boolean(value: boolean): void {
    this.#byte(value ? 0xc3 : 0xc2);
  }

  number(value: number): void {
    this.#reserve(HEAD_BYTES);
    const bytes = this.#bytes;
    if (value >= 0 && value < 0x80 && Number.isInteger(value) && !Object.is(value, -0)) {
      bytes[this.#at] = value;
      this.#at += 1;
    } else if (Number.isInteger(value) && value > 0 && value <= 0xffffffff) {
      bytes[this.#at] = 0xce;
      bytes.writeUInt32BE(value, this.#at + 1);
      this.#at += 5;
    } else {
      bytes[this.#at] = 0xcb;
      bytes.writeDoubleBE(value, this.#at + 1);
      this.#at += 9;
    }
  }

  /** A well-formed text. */
  text(value: string): void {
    const length = Buffer.byteLength(value);
    this.#head(length, 0xd9, 0xda, 0xdb, length <= 31 ? 0xa0 | length : undefined);
    this.#reserve(length);
    this.#at += this.#bytes.write(value, this.#at, length, 'utf8');
  }

  /** Bytes; a string stands for the bytes that are its (one-byte) characters. */
  binary(value: Uint8Array | string): void {
    const { length } = value;
    this.#head(length, 0xc4, 0xc5, 0xc6);
    this.#reserve(length);
    if (typeof value === 'string') this.#bytes.write(value, this.#at, 'latin1');
    else this.#bytes.set(value, this.#at);
    this.#at += length;
  }

  /** The head of an array; its items follow. */
  array(items: number): void {
    this.#head(items, undefined, 0xdc, 0xdd, items <= 15 ? 0x90 | items : undefined);
  }

  #head(count: number, one: number | undefined, two: number, four: number, whole?: number): void {
    this.#reserve(HEAD_BYTES);
    const bytes = this.#bytes;
    if (whole !== undefined) {
      bytes[this.#at] = whole;
      this.#at += 1;
    } else if (one !== undefined && count <= 0xff) {
      bytes[this.#at] = one;
      bytes[this.#at + 1] = count;
      this.#at += 2;
    } else if (count <= 0xffff) {
      bytes[this.#at] = two;
      bytes.writeUInt16BE(count, this.#at + 1);
      this.#at += 3;
    } else {
      bytes[this.#at] = four;
      bytes.writeUInt32BE(count, this.#at + 1);
      this.#at += 5;
    }
  }

  #clear(): void {
    this.#at = 0;
    this.#frame = 0;
    this.#frames = 0;
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = Buffer.allocUnsafe(FIRST_BYTES);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#at] = value;
    this.#at += 1;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#at + bytes, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }
}
