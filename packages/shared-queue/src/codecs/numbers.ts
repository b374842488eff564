/** Codecs for single numbers. */
import { CodecError } from '../errors.js';
import { type FixedCodec, registerCodec } from './codec.js';
import { fixedCodec } from './fixed.js';

/** Integers of 32 bits with sign. */
export const int32: FixedCodec<number> = fixedCodec({
  name: 'int32',
  bytes: 4,
  write(value, words, at) {
    if ((value | 0) !== value) throw new CodecError(`${String(value)} is no integer of 32 bits`);
    words[at] = value;
  },
  read(words, at) {
    return words[at] as number;
  },
});

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

/** Any number. */
export const float64: FixedCodec<number> = fixedCodec({
  name: 'float64',
  bytes: 8,
  write(value, words, at) {
    if (typeof value !== 'number') throw new CodecError(`float64 takes numbers, got a ${typeof value}`);
    double[0] = value;
    words[at] = halves[0] as number;
    words[at + 1] = halves[1] as number;
  },
  read(words, at) {
    halves[0] = words[at] as number;
    halves[1] = words[at + 1] as number;
    return double[0] as number;
  },
});

registerCodec(int32);
registerCodec(float64);
