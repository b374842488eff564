import { structured } from '@weft/shared-queue';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectThrow } from '../../../atomics/dist-test/support/outcome.js';
import { decodeValue, encodeValue as encode } from '../../dist/values.js';
import { scanValue } from '../../dist/wire/scan.js';

const FROM_ELSEWHERE = { memory: false };

describe('the bytes of values', () => {
  it('pass if the codec has written them, and give the value again', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true }),
        (value) => {
          const bytes = encode(value);
          scanValue(bytes, FROM_ELSEWHERE);
          expect(decodeValue(bytes)).toEqual(structured.decode(bytes, bytes.length));
        },
      ),
    );
  });

  it('pass for every small number, for nothing and for truth', () => {
    const values: unknown[] = [null, true, false, undefined, '', [], {}];
    for (let n = -70_000; n < 70_000; n += 7) values.push(n);
    for (const value of values) expect(decodeValue(encode(value))).toEqual(value);
  });

  it('do not pass with types of MessagePack that the codec does not write', () => {
    for (const type of [0xc7, 0xc8, 0xc9, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8]) {
      const bytes = Uint8Array.from([0x91, type, ...new Array(20).fill(1)]);
      expectThrow(() => scanValue(bytes, FROM_ELSEWHERE), 'ERR_WEFT_PROTOCOL');
      expectThrow(() => decodeValue(bytes), 'ERR_WEFT_PROTOCOL');
    }
  });

  it('do not pass with an end that is too early or too late', () => {
    fc.assert(
      fc.property(fc.anything(), fc.nat(), (value, cut) => {
        const bytes = encode(value);
        const part = bytes.subarray(0, cut % bytes.length);
        expectThrow(() => scanValue(part, FROM_ELSEWHERE), 'ERR_WEFT_PROTOCOL');
        const more = Uint8Array.from([...bytes, 0]);
        expectThrow(() => scanValue(more, FROM_ELSEWHERE), 'ERR_WEFT_PROTOCOL');
      }),
    );
  });
});
