/** Codecs of fixed size, from what reads and writes words. */
import { CodecError } from '../errors.js';
import type { FixedCodec } from './codec.js';

/** What such a codec is made of. */
export interface FixedFormat<T> {
  readonly name: string;
  readonly bytes: number;
  write(value: T, words: Int32Array, at: number): void;
  read(words: Int32Array, at: number): T;
}

export function fixedCodec<T>(format: FixedFormat<T>): FixedCodec<T> {
  const { name, bytes } = format;
  const words = new Int32Array((bytes + 3) >>> 2);
  const own = new Uint8Array(words.buffer, 0, bytes);
  return {
    name,
    bytes,
    write: format.write,
    read: format.read,
    encode(value) {
      format.write(value, words, 0);
      return own;
    },
    decode(given, length) {
      if (length !== bytes)
        throw new CodecError(`an item of ${length} bytes is no ${name}, which has ${bytes}`);
      own.set(given.subarray(0, bytes));
      return format.read(words, 0);
    },
  };
}
