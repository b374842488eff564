import { describe, expect, it } from 'vitest';
import { placeInError, sharesIn, slotOf } from '../../dist/redis/connection/slots.js';

const text = (each: string) => Buffer.from(each);

describe('slots of a cluster', () => {
  it('are those of the specification', () => {
    // From the examples there, and by `CLUSTER KEYSLOT`.
    expect(slotOf('123456789')).toBe(12_739);
    expect(slotOf('weft:{123456789}:state')).toBe(12_739);
    expect(slotOf('foo')).toBe(12_182);
    expect(slotOf('')).toBe(0);
  });

  it('are where the servers say', () => {
    const asked = { host: 'h', port: 1 };
    const reply = [
      [0, 5, [text('10.0.0.1'), 7000, text('id')], [text('10.0.0.2'), 7001, text('id')]],
      [6, 99_999, [text(''), 7002]],
      [6, 7, [null, 7003, text('id'), []]],
      [8, 9, [text('::1'), 7004]],
    ];
    expect(sharesIn(reply, asked)).toEqual([
      { first: 0, last: 5, place: { host: '10.0.0.1', port: 7000 } },
      { first: 6, last: 16_383, place: { host: 'h', port: 7002 } },
      { first: 6, last: 7, place: { host: 'h', port: 7003 } },
      { first: 8, last: 9, place: { host: '::1', port: 7004 } },
    ]);
    for (const wrong of [null, [1], [[0, 1]], [[text('0'), 1, [text('h'), 1]]]]) {
      expect(() => sharesIn(wrong as never, asked)).toThrow('the server answers');
    }
  });

  it('are where an error sends a call', () => {
    const asked = { host: 'h', port: 1 };
    expect(placeInError('MOVED 3999 127.0.0.1:6381', asked)).toEqual({ host: '127.0.0.1', port: 6381 });
    expect(placeInError('ASK 1 ::1:6381', asked)).toEqual({ host: '::1', port: 6381 });
    expect(placeInError('MOVED 1 :6381', asked)).toEqual({ host: 'h', port: 6381 });
    expect(placeInError('ERR MOVED 1 h:1', asked)).toBe(undefined);
    expect(placeInError('MOVED', asked)).toBe(undefined);
  });
});
