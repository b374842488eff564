/** The codec for JSON. */
import { CodecError } from '../errors.js';
import { type Codec, registerCodec } from './codec.js';
import { decodeText, encodeText } from './text.js';

/** What `JSON.stringify` makes of a value; dates arrive as texts, `undefined` properties not at all. */
export const json: Codec<unknown> = registerCodec({
  name: 'json',
  encode(value) {
    return encodeText(stringify(value));
  },
  decode(bytes, length) {
    const text = decodeText(bytes, length);
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw new CodecError('the bytes of the item are no JSON', { cause: error });
    }
  },
});

function stringify(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw new CodecError('the value has no JSON form', { cause: error });
  }
  if (text !== undefined) return text;
  throw new CodecError(`a ${typeof value} has no JSON form`);
}
