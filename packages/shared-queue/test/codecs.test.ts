/** Codecs: what goes in comes out, what cannot go in is refused, and hostile bytes are refused too. */

import { Event, Lock, Region } from '@weft/atomics';
import {
  bytes,
  type Codec,
  CodecError,
  float64,
  int32,
  json,
  Queue,
  registerCodec,
  struct,
  structured,
  utf8,
} from '@weft/shared-queue';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectThrow } from '../../atomics/dist-test/support/outcome.js';
import { expectSame } from './support/same.js';

function through<T>(codec: Codec<T>, value: T): T {
  const encoded = codec.encode(value, 'thread').slice();
  return codec.decode(encoded, encoded.length);
}

/** The value comes out of a codec and out of a queue as it went in. */
function same<T>(codec: Codec<T>, value: T, expected: unknown = value): void {
  expectSame(through(codec, value), expected, codec.name);
}

/** Decoding any bytes gives a value or a CodecError, nothing else. */
function refusesOrReads(codec: Codec<never> | Codec<unknown>, data: Uint8Array): void {
  try {
    codec.decode(data, data.length);
  } catch (error) {
    expect(error).toBeInstanceOf(CodecError);
  }
}

describe('structured', () => {
  const cyclic: Record<string, unknown> = { name: 'cycle' };
  cyclic.self = cyclic;
  cyclic.map = new Map<unknown, unknown>([[cyclic, new Set([cyclic])]]);
  const shared = { shared: true };
  const buffer = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]).buffer;

  it.each<[string, unknown]>([
    ['a date', new Date(1234567890123)],
    ['no date', new Date(Number.NaN)],
    ['a map', new Map<unknown, unknown>([[{ a: 1 }, new Map([[1, 2]])]])],
    ['a set', new Set([1, 'a', new Set([2])])],
    ['bigints', [0n, -1n, 2n ** 63n, -(2n ** 64n), 2n ** 5000n]],
    ['undefined', undefined],
    ['undefined in an object', { a: undefined, b: [undefined] }],
    ['holes', Object.assign(new Array<unknown>(4), { 0: 1, 2: 3 })],
    ['-0', -0],
    ['numbers', [0, 0.1, 1e300, -1e-300, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 31), 2 ** 32]],
    ['an expression', /a(?<b>c)\/d/giu],
    ['a match', 'abc'.match(/b/)],
    ['a cycle', cyclic],
    ['shared parts', [shared, shared, { shared }]],
    ['half a surrogate pair', ['\ud800', { '\udc00': 1 }]],
    ['a text', 'ü😀\0﻿\u2028'],
    ['a key called __proto__', JSON.parse('{"__proto__": {"a": 1}, "constructor": 1, "toJSON": 2}')],
    ['boxed primitives', [Object(1), Object('a'), Object(false), Object(3n)]],
    ['an array with properties', Object.assign([1, 2], { more: 3 })],
    ['an empty object', {}],
    ['nothing', null],
    ['a buffer and its views', [buffer, new DataView(buffer), new Uint16Array(buffer)]],
    ['typed arrays', [new Float64Array([1.5, -0]), new BigInt64Array([-1n]), new Uint8ClampedArray([300])]],
    ['many objects', Array.from({ length: 100 }, (_, i) => ({ i, inner: { i } }))],
  ])('carries %s as structured clone does', (_, value) => {
    same(structured, value, structuredClone(value));
    const queue = new Queue();
    queue.putSync(value);
    expectSame(queue.getSync(), structuredClone(value));
  });

  it('keeps what is the same the same', () => {
    const [one, other, inner] = through(structured, [shared, shared, { shared }]) as [
      unknown,
      unknown,
      typeof cyclic,
    ];
    expect(one).toBe(other);
    expect(inner.shared).toBe(one);
    const view = through(structured, [buffer, new DataView(buffer)]) as [ArrayBuffer, DataView];
    expect(view[1].buffer).toBe(view[0]);
    const copy = through(structured, cyclic) as typeof cyclic;
    expect(copy.self).toBe(copy);
    expect((copy.map as Map<unknown, Set<unknown>>).get(copy)?.has(copy)).toBe(true);
  });

  it('carries errors with class, message, stack, cause and errors', () => {
    const error = new RangeError('too far', { cause: new TypeError('why') });
    const copy = through(structured, error) as RangeError;
    expect(copy).toBeInstanceOf(RangeError);
    expect([copy.message, copy.stack, copy.name]).toEqual([error.message, error.stack, 'RangeError']);
    expect(copy.cause).toBeInstanceOf(TypeError);
    const all = through(structured, new AggregateError([error], 'all')) as AggregateError;
    expect(all.errors[0]).toBeInstanceOf(RangeError);
    const own = through(structured, Object.assign(new Error('own'), { name: 'MyError' })) as Error;
    expect([own.name, own instanceof Error]).toEqual(['MyError', true]);
  });

  it('takes along only the part of a buffer that a view shows', () => {
    // A Buffer, where there is such a thing, is a part of the runtime's pool.
    const parts = [new Uint8Array(new ArrayBuffer(64), 8, 9), globalThis.Buffer?.from('some text')];
    for (const part of parts.filter((view) => view !== undefined)) {
      const copy = through(structured, part) as Uint8Array;
      expect([copy.length, copy.buffer.byteLength, copy.constructor]).toEqual([9, 9, Uint8Array]);
    }
  });

  it('carries lists and nests of any depth', () => {
    let list: unknown = null;
    for (let i = 0; i < 50_000; i += 1) list = { next: list };
    let copy = through(structured, list) as { next: unknown } | null;
    let depth = 0;
    for (; copy !== null; depth += 1) copy = copy.next as typeof copy;
    expect(depth).toBe(50_000);
  });

  it.each<[string, unknown, string]>([
    ['a function', () => {}, 'a function cannot be sent'],
    ['a function inside', { a: [{ b: () => {} }] }, 'a function at .a[0].b cannot be sent'],
    ['a symbol', [Symbol('s')], 'a symbol at [0] cannot'],
    ['shared memory', { sab: new SharedArrayBuffer(8) }, 'a SharedArrayBuffer at .sab cannot'],
    ['a view of shared memory', new Int32Array(new SharedArrayBuffer(8)), 'a view of shared memory cannot'],
    ['a promise', Promise.resolve(), 'a Promise cannot'],
    ['a weak map', new Map([[1, new WeakMap()]]), 'a WeakMap at <value> cannot'],
    ['a private lock', { lock: new Lock() }, 'a Lock outside of any region at .lock cannot'],
  ])('refuses %s and says where it is', (_, value, message) => {
    expect(() => structured.encode(value, 'thread')).toThrow(message);
    expectThrow(() => structured.encode(value, 'thread'), 'ERR_WEFT_CODEC');
  });

  it('carries values of every size at which the form on the wire changes', () => {
    const sizes = [0, 1, 15, 16, 23, 24, 25, 31, 32, 33, 127, 128, 255, 256, 65_535, 65_536, 70_000];
    for (const size of sizes) {
      for (const letter of ['a', 'é', '€', '😀']) same(structured, letter.repeat(size));
      same(structured, `${'a'.repeat(size)}é`);
      same(
        structured,
        Array.from({ length: size }, (_, i) => i),
      );
      same(structured, Object.fromEntries(Array.from({ length: size }, (_, i) => [`key ${i}`, i])));
    }
    for (const power of [5, 7, 8, 15, 16, 31, 32, 53]) {
      for (const near of [-1, 0, 1]) {
        same(structured, 2 ** power + near);
        same(structured, -(2 ** power) + near);
      }
    }
    same(structured, [Number.MAX_VALUE, Number.MIN_VALUE, Number.NaN, Number.NEGATIVE_INFINITY, 0.1]);
  });

  it('is not disturbed by getters that use it as well', () => {
    const queue = new Queue();
    const item = {
      before: 'b'.repeat(100),
      get inner() {
        queue.putSync({ from: 'a getter', list: [1, 2, 3] });
        return 'i'.repeat(5000);
      },
      after: [1, 2, 3],
    };
    queue.putSync(item);
    expect(queue.getSync()).toEqual({ from: 'a getter', list: [1, 2, 3] });
    expect(queue.getSync()).toEqual({
      before: 'b'.repeat(100),
      inner: 'i'.repeat(5000),
      after: [1, 2, 3],
    });
  });

  it('carries shared objects of regions, attached', () => {
    const region = Region.create({ bytes: 4096 });
    const lock = new Lock({ in: region, name: 'jobs' });
    const queue = new Queue({ in: region, bytes: 1024 });
    queue.putSync({ lock, region, event: new Event({ in: region }), queue });
    const item = queue.getSync() as { lock: Lock; region: Region; event: Event; queue: Queue };
    expect(item.region).toBe(region);
    using _guard = item.lock.acquireSync();
    expect(lock.locked()).toBe(true);
    expect(item.event.isSet()).toBe(false);
    expect(item.queue.qsize()).toBe(0);
    expect(() => structured.encode(lock, 'process')).toThrow('a region of threads');
    const encoded = structured.encode(lock, 'thread').slice();
    region.close();
    expect(() => structured.decode(encoded, encoded.length)).toThrow('has not open');
  });

  it('carries anything (property)', () => {
    const anything = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
      withUnicodeString: true,
    });
    fc.assert(
      fc.property(anything, (value) => same(structured, value, structuredClone(value))),
      { numRuns: 1000 },
    );
  });

  it('reads or refuses any bytes (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (data) => refusesOrReads(structured, data)),
      {
        numRuns: 3000,
      },
    );
    const graph = fc
      .uint8Array({ maxLength: 100 })
      .map((data) => Uint8Array.from([0xc1, 0x92, 0x93, ...data]));
    fc.assert(
      fc.property(graph, (data) => refusesOrReads(structured, data)),
      { numRuns: 3000 },
    );
  });

  it('reads or refuses what was cut or changed (property)', () => {
    const value = [
      new Map([[1, new Date(0)]]),
      new Error('e', { cause: cyclic }),
      new Uint16Array(4),
      -0,
      /x/g,
    ];
    const encoded = structured.encode(value, 'thread').slice();
    const change = fc.record({
      at: fc.nat(encoded.length - 1),
      to: fc.nat(255),
      length: fc.nat(encoded.length),
    });
    fc.assert(
      fc.property(change, ({ at, to, length }) => {
        const changed = encoded.slice(0, length);
        changed[at] = to;
        refusesOrReads(structured, changed);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('numbers and texts', () => {
  it('come out as they went in (property)', () => {
    fc.assert(fc.property(fc.integer(), (value) => same(int32, value)));
    fc.assert(fc.property(fc.double(), (value) => same(float64, value)));
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (value) => same(utf8, value)));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 5000 }), (value) => same(bytes, value)));
    fc.assert(
      fc.property(fc.jsonValue(), (value) => same<unknown>(json, value, JSON.parse(JSON.stringify(value)))),
    );
  });

  it('are refused if they are something else', () => {
    for (const value of [1.5, 2 ** 31, '1', undefined, null, -0.5]) {
      expectThrow(() => int32.encode(value as number, 'thread'), 'ERR_WEFT_CODEC');
    }
    expectThrow(() => float64.encode('1' as never, 'thread'), 'ERR_WEFT_CODEC');
    for (const value of [1, undefined, '\ud800', `long enough for the encoder ${'\udc00'.repeat(20)}`]) {
      expectThrow(() => utf8.encode(value as string, 'thread'), 'ERR_WEFT_CODEC');
    }
    expectThrow(() => bytes.encode([1] as never, 'thread'), 'ERR_WEFT_CODEC');
    for (const value of [undefined, () => {}, 1n])
      expectThrow(() => json.encode(value, 'thread'), 'ERR_WEFT_CODEC');
  });

  it('are read or refused from any bytes (property)', () => {
    for (const codec of [int32, float64, utf8, bytes, json] as Codec<unknown>[]) {
      fc.assert(fc.property(fc.uint8Array({ maxLength: 50 }), (data) => refusesOrReads(codec, data)));
    }
  });
});

describe('struct', () => {
  const all = struct({
    i8: 'i8',
    u8: 'u8',
    i16: 'i16',
    u16: 'u16',
    i32: 'i32',
    u32: 'u32',
    i64: 'i64',
    u64: 'u64',
    f32: 'f32',
    f64: 'f64',
    bool: 'bool',
  });

  it('carries every record (property)', () => {
    const record = fc.record(
      {
        i8: fc.integer({ min: -128, max: 127 }),
        u8: fc.integer({ min: 0, max: 255 }),
        i16: fc.integer({ min: -32768, max: 32767 }),
        u16: fc.integer({ min: 0, max: 65535 }),
        i32: fc.integer(),
        u32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        i64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        u64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        f32: fc.float(),
        f64: fc.double(),
        bool: fc.boolean(),
      },
      { noNullPrototype: true },
    );
    const queue = new Queue({ codec: all });
    fc.assert(
      fc.property(record, (value) => {
        same(all, value);
        queue.putSync(value);
        expectSame(queue.getSync(), value);
      }),
    );
  });

  it('refuses values out of range and says which field', () => {
    const value = {
      i8: 0,
      u8: 0,
      i16: 0,
      u16: 0,
      i32: 0,
      u32: 0,
      i64: 0n,
      u64: 0n,
      f32: 0,
      f64: 0,
      bool: false,
    };
    for (const [key, wrong] of Object.entries({
      i8: 128,
      u8: -1,
      i16: 1.5,
      u32: 2 ** 32,
      i64: 1,
      u64: -1n,
      bool: 1,
    })) {
      expect(() => all.encode({ ...value, [key]: wrong }, 'thread')).toThrow(`field "${key}" takes ${key}`);
    }
    expect(() => all.encode({} as never, 'thread')).toThrow('field "i8"');
  });

  it('gives one object again and again if asked to', () => {
    const queue = new Queue({ codec: struct({ id: 'u32' }, { reuse: true }) });
    queue.putManySync([{ id: 1 }, { id: 2 }]);
    const first = queue.getSync();
    expect(first).toEqual({ id: 1 });
    expect(queue.getSync()).toBe(first);
    expect(first).toEqual({ id: 2 });
  });

  it('is known again by its name', () => {
    const region = Region.create({ bytes: 8192 });
    new Queue({ in: region, name: 'trades', bytes: 64, codec: struct({ id: 'u32', 'odd key': 'f64' }) });
    const found = region.get('trades') as Queue<unknown>;
    found.putSync({ id: 1, 'odd key': 2 });
    expect(found.getSync()).toEqual({ id: 1, 'odd key': 2 });
    region.close();
  });
});

describe("codecs of one's own", () => {
  const upper: Codec<string> = {
    name: 'upper case',
    encode: (value) => new TextEncoder().encode(value.toUpperCase()),
    decode: (data, length) => new TextDecoder().decode(data.subarray(0, length)),
  };

  it('are found by name once they are registered', () => {
    const region = Region.create({ bytes: 8192 });
    const queue = new Queue({ in: region, name: 'texts', bytes: 64, codec: upper });
    queue.putSync('a');
    expect(queue.getSync()).toBe('A');
    const found = region.get('texts') as Queue;
    expect(() => found.putSync('b')).toThrow('"upper case" is not known in this thread');
    expect(region.inspect().objects[0]?.state).toEqual({ size: 0, unfinished: 1 });
    registerCodec(upper);
    found.putSync('b');
    expect(found.getSync()).toBe('B');
    expectThrow(() => new Queue({ in: region, name: 'texts', bytes: 64, codec: utf8 }), 'ERR_WEFT_ARGUMENT');
    region.close();
  });

  it('that fail for one item of a batch do not lose the others', () => {
    const picky: Codec<number> = {
      name: 'picky',
      encode: (value) => Uint8Array.of(value),
      decode: ([value]) => {
        if (value === 2) throw new Error('not 2');
        return value as number;
      },
    };
    const queue = new Queue({ codec: picky });
    queue.putManySync([1, 2, 3]);
    try {
      queue.getManySync(3);
      expect.unreachable();
    } catch (error) {
      expect((error as CodecError).received).toEqual([1, 3]);
      expect((error as CodecError).cause).toEqual(new Error('not 2'));
    }
    expect(queue.qsize()).toBe(0);
  });

  it('that give no bytes are told', () => {
    const queue = new Queue({ codec: { name: 'none', encode: () => 'text' as never, decode: () => 0 } });
    expectThrow(() => queue.putSync(1), 'ERR_WEFT_CODEC');
  });
});
