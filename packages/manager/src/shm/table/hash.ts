/**
 * The hash of keys: HalfSipHash-1-3 (J.-P. Aumasson and D. Bernstein, "SipHash: a fast short-input PRF", in the form for
 * words of 32 bits), whose results nobody can foresee who does not know the seed. Otherwise whoever may choose keys, as
 * visitors of a website often may, could have all of them fall into one chain.
 */
import { isBytes } from '../values/inline.js';
import type { Parcel } from '../values/parcel.js';

/** Rounds after the last word. */
const LAST_ROUNDS = 3;

/** The hash of a value in a parcel: of the upper half of its slot, and of its bytes or the lower half. */
export function hashOf(parcel: Parcel, index: number, seedLow: number, seedHigh: number): number {
  const upper = parcel.upper(index);
  const lower = parcel.lower(index);
  const end = isBytes(upper) ? parcel.endOf(index) : -1;
  const words = end < 0 ? 2 : 2 + ((end - lower) >>> 2);
  let a = seedLow;
  let b = seedHigh;
  let c = 0x6c796765 ^ seedLow;
  let d = 0x74656462 ^ seedHigh;
  for (let i = 0; i < words + LAST_ROUNDS; i += 1) {
    let word = 0;
    if (i === 0) word = upper;
    else if (i < words) word = end < 0 ? lower : wordIn(parcel.bytes, lower + (i - 1) * 4, end, end - lower);
    else if (i === words) c ^= 0xff;
    d ^= word;
    a = (a + b) | 0;
    b = ((b << 5) | (b >>> 27)) ^ a;
    a = (a << 16) | (a >>> 16);
    c = (c + d) | 0;
    d = ((d << 8) | (d >>> 24)) ^ c;
    a = (a + d) | 0;
    d = ((d << 7) | (d >>> 25)) ^ a;
    c = (c + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ c;
    c = (c << 16) | (c >>> 16);
    a ^= word;
  }
  return b ^ d;
}

/** Four bytes; of the last ones those that are there, and how many there are in all. */
function wordIn(bytes: Uint8Array, at: number, end: number, length: number): number {
  if (at + 4 <= end) {
    return (
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    );
  }
  let word = length << 24;
  for (let i = at; i < end; i += 1) word |= (bytes[i] as number) << (8 * (i - at));
  return word;
}
