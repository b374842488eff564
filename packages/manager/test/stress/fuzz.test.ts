/**
 * Bytes that nobody has written: changed frames and values, cut anywhere. Each must be read, or refused with an error that
 * says so; never anything else, and never by reading what is not there. `WEFT_STRESS_SCALE=100` makes millions of them.
 */
import { describe, expect, it } from 'vitest';
import { Random, runSeed } from '../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../atomics/dist-test/support/scale.js';
import { decodeValue, encodeValue } from '../../dist/values.js';
import { FrameReader } from '../../dist/wire/reader.js';
import { FrameSplitter } from '../../dist/wire/splitter.js';
import { FrameWriter } from '../../dist/wire/writer.js';

/** What refuses bytes: everything else is a mistake. */
const REFUSALS = new Set([
  'ERR_WEFT_PROTOCOL',
  'ERR_WEFT_CODEC',
  'ERR_WEFT_ARGUMENT',
  'ERR_WEFT_CORRUPT_REGION',
]);

function refusedOr<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== undefined && REFUSALS.has(code)) return undefined;
    throw error;
  }
}

/** Changes, cuts, doubles and inserts bytes. */
function mutate(bytes: Buffer, random: Random): Buffer {
  let mutated = Buffer.from(bytes);
  for (let change = random.below(4); change >= 0; change -= 1) {
    const at = random.below(mutated.length + 1);
    switch (random.below(5)) {
      case 0:
        mutated = mutated.subarray(0, at);
        break;
      case 1:
        mutated = Buffer.concat([
          mutated.subarray(0, at),
          Buffer.of(random.below(256)),
          mutated.subarray(at),
        ]);
        break;
      case 2:
        mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(at >> 1)]);
        break;
      default:
        if (at < mutated.length)
          mutated[at] = random.pick([0xff, 0xdd, 0xdf, 0xc6, 0xdb, 0xc1, random.below(256)]);
    }
  }
  return mutated;
}

function someFrame(random: Random): Buffer {
  const writer = new FrameWriter(1 << 20);
  writer.begin(6);
  writer.number(random.below(1000));
  writer.number(random.below(10));
  writer.text(random.pick(['push', 'get', 'create', 'swap']));
  writer.binary(encodeValue(someValue(random)));
  writer.array(2);
  writer.binary(Buffer.from('list'));
  writer.number(7);
  writer.number(-1.5);
  writer.end();
  return writer.take();
}

function someValue(random: Random): unknown {
  return random.pick<unknown>([
    random.below(100_000),
    'text',
    { a: [1, { b: null }] },
    new Map<unknown, unknown>([['k', new Date(5)]]),
    [new Uint8Array(5), 10n, /x/g, undefined],
    new Error('e', { cause: new Set([1]) }),
    Object.assign([], { 1: 1 }),
  ]);
}

describe('bytes that nobody has written', () => {
  it('are no frames, or harmless ones', () => {
    const random = new Random(runSeed('frames'));
    const rounds = scaled(30_000);
    let read = 0;
    for (let round = 0; round < rounds; round += 1) {
      const frame = mutate(someFrame(random), random);
      // Surrounded by bytes that must not be read.
      const surrounded = Buffer.concat([Buffer.alloc(16, 0x93), frame, Buffer.alloc(16, 0x93)]);
      const items = refusedOr(() =>
        new FrameReader(random.pick(['view', 'string'])).read(
          surrounded,
          16 + 4,
          16 + Math.max(4, frame.length),
        ),
      );
      if (items !== undefined) read += 1;
    }
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(rounds);
  });

  it('are no stream of frames, or a harmless one', () => {
    const random = new Random(runSeed('streams'));
    for (let round = 0; round < scaled(5000); round += 1) {
      const stream = mutate(Buffer.concat([someFrame(random), someFrame(random), someFrame(random)]), random);
      const splitter = new FrameSplitter(1000, (bytes, start, end) => {
        expect(start).toBeLessThanOrEqual(end);
        expect(end).toBeLessThanOrEqual(bytes.length);
      });
      refusedOr(() => {
        for (let at = 0; at < stream.length; ) {
          const more = 1 + random.below(60);
          splitter.push(stream.subarray(at, at + more));
          at += more;
        }
      });
    }
  });

  it('are no values, or harmless ones', () => {
    const random = new Random(runSeed('values'));
    const rounds = scaled(30_000);
    for (let round = 0; round < rounds; round += 1) {
      const value = mutate(Buffer.from(encodeValue(someValue(random))), random);
      refusedOr(() => decodeValue(value));
    }
  });
});
