/** The codec for texts. */
import { CodecError } from '../errors.js';
import { type Codec, registerCodec } from './codec.js';
import { decodeText, encodeText } from './text.js';

/** Well-formed strings. */
export const utf8: Codec<string> = registerCodec({
  name: 'utf8',
  encode(value) {
    if (typeof value === 'string') return encodeText(value);
    throw new CodecError('the codec "utf8" takes strings only');
  },
  decode: decodeText,
});
