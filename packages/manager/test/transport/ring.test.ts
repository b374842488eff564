import { describe, expect, it } from 'vitest';
import { expectThrow } from '../../../atomics/dist-test/support/outcome.js';
import { Random, runSeed } from '../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../atomics/dist-test/support/scale.js';
import { RingReader, RingWriter } from '../../dist/transport/ring.js';

const WRITTEN = 0;
const TAKEN = 16;

function ring(bytes: number, from = 0) {
  const words = new Int32Array(new SharedArrayBuffer(128));
  words[WRITTEN] = from;
  words[TAKEN] = from;
  const room = new Uint8Array(new SharedArrayBuffer(bytes));
  return {
    words,
    room,
    writer: new RingWriter(words, room, WRITTEN, TAKEN, from >>> 0),
    reader: new RingReader(words, room, WRITTEN, TAKEN, from >>> 0),
  };
}

describe('a ring of bytes', () => {
  it('gives what was written, in order, whatever its size and where its counters are', () => {
    const random = new Random(runSeed('ring'));
    for (const bytes of [1, 2, 8, 64, 1024]) {
      // The last ones overflow on the way.
      for (const from of [0, 0x7fffff00 | 0, 0xffffff00 | 0]) {
        const { writer, reader } = ring(bytes, from);
        const source = Uint8Array.from({ length: scaled(20_000) }, () => random.below(256));
        const taken: Buffer[] = [];
        for (let at = 0; at < source.length; ) {
          const end = Math.min(at + random.below(2 * bytes + 2), source.length);
          const written = writer.write(source, at, end);
          expect(written).toBeLessThanOrEqual(Math.min(bytes, end - at));
          at += written;
          if (random.below(2) === 0) taken.push(reader.take() ?? Buffer.alloc(0));
        }
        taken.push(reader.take() ?? Buffer.alloc(0));
        expect(Buffer.concat(taken).equals(source)).toBe(true);
        expect(reader.take()).toBeUndefined();
        expect(writer.room()).toBe(bytes);
      }
    }
  });

  it('takes no more than it has room for, and says so', () => {
    const { writer, reader } = ring(8);
    const source = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    expect(writer.write(source, 0, 10)).toBe(8);
    expect(writer.room()).toBe(0);
    expect(writer.write(source, 8, 10)).toBe(0);
    expect(reader.size()).toBe(8);
    expect([...(reader.take() as Buffer)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(writer.write(source, 8, 10)).toBe(2);
    expect([...(reader.take() as Buffer)]).toEqual([9, 10]);
  });

  it('has given copies: what is written later does not change them', () => {
    const { writer, reader, room } = ring(8);
    writer.write(Uint8Array.of(1, 2), 0, 2);
    const taken = reader.take() as Buffer;
    room.fill(9);
    expect([...taken]).toEqual([1, 2]);
  });

  it('believes no counter that cannot be', () => {
    for (const wrong of [-1, 9, 0x7fffffff, 0x80000000 | 0]) {
      const broken = ring(8);
      Atomics.store(broken.words, WRITTEN, wrong);
      expectThrow(() => broken.reader.take(), 'ERR_WEFT_PROTOCOL');
      const other = ring(8);
      other.writer.write(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 0, 8);
      Atomics.store(other.words, TAKEN, wrong);
      expectThrow(() => other.writer.write(Uint8Array.of(1), 0, 1), 'ERR_WEFT_PROTOCOL');
    }
  });

  it('never reads or writes outside, whatever the other side stores', () => {
    const random = new Random(runSeed('counters'));
    for (let round = 0; round < scaled(20_000); round += 1) {
      const words = new Int32Array(new SharedArrayBuffer(128));
      const memory = new Uint8Array(new SharedArrayBuffer(64)).fill(7);
      const room = memory.subarray(24, 40).fill(0);
      const writer = new RingWriter(words, room, WRITTEN, TAKEN);
      const reader = new RingReader(words, room, WRITTEN, TAKEN);
      const source = new Uint8Array(40);
      for (let step = 0; step < 8; step += 1) {
        const word = random.pick([WRITTEN, TAKEN]);
        Atomics.store(
          words,
          word,
          random.pick([random.below(40), -random.below(40), random.below(2 ** 32) | 0]),
        );
        try {
          if (random.below(2) === 0) writer.write(source, 0, 1 + random.below(40));
          else expect(reader.take()?.includes(7) ?? false).toBe(false);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_WEFT_PROTOCOL' });
        }
      }
      expect(memory.every((byte, i) => byte === 7 || (i >= 24 && i < 40))).toBe(true);
    }
  });
});
