import fc from 'fast-check';
import { Unpackr } from 'msgpackr/index-no-eval';
import { describe, expect, it } from 'vitest';
import { expectThrow } from '../../../atomics/dist-test/support/outcome.js';
import { FrameReader, type Item } from '../../dist/wire/reader.js';
import { FrameSplitter } from '../../dist/wire/splitter.js';
import { FrameWriter, LENGTH_BYTES } from '../../dist/wire/writer.js';

const LONGEST = 2 ** 20;

const items: fc.Arbitrary<Item[]> = fc.letrec<{ item: Item; list: Item[] }>((tie) => ({
  item: fc.oneof(
    { maxDepth: 2 },
    fc.constant(null),
    fc.boolean(),
    fc.oneof(
      fc.integer(),
      fc.nat(),
      fc.double(),
      fc.constantFrom(0, -0, 127, 128, 2 ** 32 - 1, 2 ** 32, 2 ** 53),
    ),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.uint8Array({ maxLength: 400 }),
    tie('list'),
  ),
  list: fc.array(tie('item'), { maxLength: 20 }),
})).list;

function writeItem(writer: FrameWriter, item: Item): void {
  if (item === null) writer.nil();
  else if (typeof item === 'boolean') writer.boolean(item);
  else if (typeof item === 'number') writer.number(item);
  else if (typeof item === 'string') writer.text(item);
  else if (item instanceof Uint8Array) writer.binary(item);
  else {
    writer.array(item.length);
    for (const each of item) writeItem(writer, each);
  }
}

function frameOf(...frames: readonly Item[][]): Buffer {
  const writer = new FrameWriter(LONGEST);
  for (const frame of frames) {
    writer.begin(frame.length);
    for (const item of frame) writeItem(writer, item);
    writer.end();
  }
  return writer.take();
}

/** Bytes as plain arrays, so that views of any class are equal. */
function plain(item: unknown): unknown {
  if (item instanceof Uint8Array) return { bytes: [...item] };
  return Array.isArray(item) ? item.map(plain) : item;
}

describe('frames', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(items, (frame) => {
        const bytes = frameOf(frame);
        const read = new FrameReader('view').read(bytes, LENGTH_BYTES, bytes.length);
        expect(plain(read)).toEqual(plain(frame));
      }),
    );
  });

  it('are MessagePack as others read it', () => {
    const unpackr = new Unpackr({ useRecords: false });
    fc.assert(
      fc.property(items, (frame) => {
        const read: unknown = unpackr.unpack(frameOf(frame).subarray(LENGTH_BYTES));
        expect(plain(read)).toEqual(plain(frame));
      }),
    );
  });

  it('have bytes that strings of one-byte characters stand for', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70_000, size: 'max' }), (bytes) => {
        const writer = new FrameWriter(LONGEST);
        writer.begin(1);
        writer.binary(Buffer.from(bytes).toString('latin1'));
        writer.end();
        const frame = writer.take();
        expect(plain(new FrameReader('view').read(frame, 4, frame.length))).toEqual([{ bytes: [...bytes] }]);
        const [text] = new FrameReader('string').read(frame, 4, frame.length);
        expect(Buffer.from(text as string, 'latin1').equals(bytes)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('that are too long are as if they had never been begun', () => {
    const writer = new FrameWriter(10);
    writer.begin(1);
    writer.number(1);
    writer.end();
    const { size } = writer;
    writer.begin(1);
    writer.text('x'.repeat(20));
    expectThrow(() => writer.end(), 'ERR_WEFT_LIMIT');
    expect(writer.size).toBe(size);
    expect(writer.take()).toHaveLength(size);
    expect(writer.take()).toHaveLength(0);
  });
});

describe('a stream of frames', () => {
  it('is cut where they end, however it comes', () => {
    fc.assert(
      fc.property(fc.array(items, { maxLength: 8 }), fc.array(fc.nat({ max: 40 })), (frames, cuts) => {
        const stream = frameOf(...frames);
        const seen: unknown[] = [];
        const reader = new FrameReader('view');
        const splitter = new FrameSplitter(LONGEST, (bytes, start, end) => {
          seen.push(plain(reader.read(bytes, start, end)));
        });
        let at = 0;
        for (const cut of cuts) {
          splitter.push(stream.subarray(at, at + cut));
          at = Math.min(at + cut, stream.length);
        }
        splitter.push(stream.subarray(at));
        expect(seen).toEqual(frames.map(plain));
      }),
    );
  });

  it('is held between any two frames, and goes on', () => {
    const stream = frameOf([1], [2], [3], [4]);
    for (let cut = 0; cut <= stream.length; cut += 1) {
      const seen: Item[] = [];
      const reader = new FrameReader('view');
      const splitter = new FrameSplitter(LONGEST, (bytes, start, end) => {
        seen.push(...reader.read(bytes, start, end));
        splitter.hold();
      });
      splitter.push(stream.subarray(0, cut));
      splitter.push(stream.subarray(cut));
      while (splitter.held && seen.length < 4) {
        const { length } = seen;
        splitter.release();
        expect(seen.length).toBe(length + 1);
      }
      expect(seen).toEqual([1, 2, 3, 4]);
    }
  });

  it('is not read any further after a stop', () => {
    const seen: Item[] = [];
    const splitter = new FrameSplitter(LONGEST, (bytes, start, end) => {
      seen.push(...new FrameReader('view').read(bytes, start, end));
      splitter.stop();
    });
    splitter.push(frameOf([1], [2]));
    splitter.push(frameOf([3]));
    expect(seen).toEqual([1]);
  });

  it('has no frames that are empty or too long', () => {
    for (const length of [0, LONGEST + 1, 2 ** 32 - 1]) {
      const head = Buffer.alloc(4);
      head.writeUInt32LE(length);
      for (const cut of [0, 2, 4]) {
        const splitter = new FrameSplitter(LONGEST, () => expect.unreachable());
        expectThrow(() => {
          splitter.push(head.subarray(0, cut));
          splitter.push(head.subarray(cut));
        }, 'ERR_WEFT_PROTOCOL');
      }
    }
  });
});
