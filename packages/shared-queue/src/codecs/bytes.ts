/** The codec for bytes as they are. */
import { CodecError } from '../errors.js';
import { type Codec, registerCodec } from './codec.js';

/** Byte arrays, copied; each arrives in an array of its own. A `Buffer` arrives as a plain `Uint8Array`. */
export const bytes: Codec<Uint8Array> = registerCodec({
  name: 'bytes',
  keeps: true,
  encode(value) {
    if (value instanceof Uint8Array) return value;
    throw new CodecError('the codec "bytes" takes Uint8Arrays only');
  },
  decode(array, length) {
    return array.length === length ? array : array.slice(0, length);
  },
});
