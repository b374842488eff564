import { describe, expect, it } from 'vitest';
import { copyOf, isPlain, textOf } from '../../dist/explore/plain-data.js';

const plain = [
  undefined,
  null,
  true,
  0,
  -0,
  Number.NaN,
  1,
  '1',
  1n,
  'a"b',
  [],
  {},
  [undefined],
  [1, [2, '2']],
  ['1,2'],
  ['1', '2'],
  { a: 1, b: { c: [null] } },
  { 'a:1': 1 },
];

describe('plain data', () => {
  it.each(plain)('%o is what its copy is', (value) => {
    expect(isPlain(value)).toBe(true);
    expect(copyOf(value)).toEqual(value);
    if (typeof value === 'object' && value !== null) expect(copyOf(value)).not.toBe(value);
  });

  it('are told apart by their texts', () => {
    expect(new Set(plain.map(textOf)).size).toBe(plain.length);
  });

  it('are no instances of classes, no functions, no symbols, and nothing that holds itself', () => {
    const ring: unknown[] = [];
    ring.push(ring);
    const others = [
      new Map(),
      new Date(0),
      new (class A {})(),
      () => 0,
      Symbol('s'),
      { [Symbol.iterator]: 1 },
      ring,
    ];
    for (const value of [...others, new Int32Array(1), { inner: new Set() }])
      expect(isPlain(value)).toBe(false);
  });
});
