/** Memory that somebody has overwritten: refused with an error, never read beyond the queue, never a hang. */
import { attach, CorruptRegionError, Latch, Region } from '@weft/atomics';
import { CodecError, int32, LifoQueue, PriorityQueue, Queue, SpscRing } from '@weft/shared-queue';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { END, QUEUE, SPSC } from '../dist/layout.js';
import { at, preset, wordsOf } from './support/white-box.js';

/** Whatever the memory says, a call ends with a value or with one of the errors that say so. */
function survives(call: () => unknown): void {
  try {
    call();
  } catch (error) {
    const { code } = error as { code?: string };
    expect(code, String(error)).toMatch(
      /^ERR_WEFT_(CORRUPT_REGION|CODEC|ARGUMENT|TIMEOUT|SHUT_DOWN|QUEUE_|ITEM_|CAP|RING)/,
    );
  }
}

describe('an overwritten queue', () => {
  const queueWith = () => {
    const queue = new Queue<unknown>({ bytes: 256 });
    queue.putManySync(['one', { two: 2 }]);
    return queue;
  };
  const firstHeader = (queue: Queue<unknown>) => at(wordsOf(queue)[at(QUEUE.MEMORY_AT)] as number);

  it.each([-1, 0x7fffffff, 0x40000003, 1000, 257])('refuses an item of length %i', (length) => {
    const queue = queueWith();
    wordsOf(queue)[firstHeader(queue)] = length;
    expect(() => queue.getSync()).toThrow(CorruptRegionError);
    expect(() => queue.getManySync(2)).toThrow(CorruptRegionError);
    // The mutex was let go: it is refused again, not waited for.
    expect(() => queue.tryGet()).toThrow(CorruptRegionError);
  });

  it('refuses an item of another size than those of its codec', () => {
    const queue = new Queue({ codec: int32, bytes: 64 });
    queue.putManySync([1, 2, 3]);
    wordsOf(queue as never)[firstHeader(queue as never)] = 3;
    expect(() => queue.getSync()).toThrow(CodecError);
    expect(queue.getSync()).toBe(2);
  });

  it('refuses positions that contradict each other', () => {
    const queue = queueWith();
    wordsOf(queue)[at(QUEUE.PUT + END.POSITION + 1)] = 5000;
    wordsOf(queue)[at(QUEUE.PUT + END.POSITION)] = 5000;
    expect(() => queue.getManySync(5)).toThrow(CorruptRegionError);
    expect(() => queue.putSync('x')).toThrow(CorruptRegionError);
  });

  it.each([
    [QUEUE.MEMORY_WORDS, 3],
    [QUEUE.MEMORY_WORDS, 2 ** 28],
    [QUEUE.MEMORY_AT, 2 ** 30],
    [QUEUE.MEMORY_AT, 0],
    [QUEUE.CODEC_BYTES, 2 ** 30],
    [QUEUE.CODEC_BYTES, 0],
    [QUEUE.MAXSIZE, -1],
  ])('is not attached to: word %i is %i', (word, value) => {
    const queue = queueWith();
    wordsOf(queue)[at(word)] = value;
    expect(() => attach(structuredClone(queue.handle))).toThrow(CorruptRegionError);
  });

  it('of any kind answers every call (property)', () => {
    const change = fc.array(fc.tuple(fc.nat(400), fc.oneof(fc.integer(), fc.integer({ min: -2, max: 40 }))), {
      maxLength: 6,
    });
    const kinds = [() => new Queue({ bytes: 256 }), () => new LifoQueue({ bytes: 1024 })];
    for (const make of [...kinds, () => new PriorityQueue({ bytes: 1024 })]) {
      fc.assert(
        fc.property(change, (changes) => {
          const queue = make() as unknown as Queue<unknown>;
          for (let i = 0; i < 4; i += 1) queue.putSync([i, 'some text']);
          const words = wordsOf(queue);
          // All but the mutexes: who forges an owner may make others wait for it.
          const mutexes = [QUEUE.PUT, QUEUE.GET].flatMap((end) => [0, 1, 2].map((word) => at(end + word)));
          for (const [word, value] of changes) {
            const place = at(0) + word;
            if (place < words.length && !mutexes.includes(place)) words[place] = value;
          }
          survives(() => attach(structuredClone(queue.handle)));
          survives(() => queue.tryPut([1, 'more']));
          survives(() => queue.tryGet());
          survives(() => queue.getSync({ timeout: 0 }));
          survives(() => queue.shutdown({ immediate: true }));
        }),
        { numRuns: 300 },
      );
    }
  });
});

describe('an overwritten ring', () => {
  it.each([
    [SPSC.CAPACITY, 3],
    [SPSC.CAPACITY, 2 ** 28],
    [SPSC.MEMORY_AT, 2 ** 30],
    [SPSC.UNIT_WORDS, 7],
    [SPSC.TYPE_BYTES, 2 ** 30],
  ])('is not attached to: word %i is %i', (word, value) => {
    const ring = new SpscRing('int32', 8);
    wordsOf(ring as never)[at(word)] = value;
    expect(() => attach(structuredClone(ring.handle))).toThrow(CorruptRegionError);
  });

  it('of bytes refuses impossible lengths and positions', () => {
    for (const [word, value] of [
      ['item', 1000],
      ['item', -2],
      ['item', 0x7fffffff],
      ['tail', 5000],
      ['skip', -1],
    ] as const) {
      const ring = new SpscRing('bytes', 64);
      ring.producer().push(Uint8Array.of(1, 2, 3));
      ring.producer().flush();
      const words = wordsOf(ring as never);
      const first = at(words[at(SPSC.MEMORY_AT)] as number);
      words[word === 'tail' ? at(SPSC.TAIL) : first] = value;
      expect(() => ring.consumer().pop(), word).toThrow(CorruptRegionError);
    }
  });
});

describe('a queue in the middle of what a dead owner did', () => {
  it('shows nothing of an item that was not committed', () => {
    const queue = new Queue<string>({ bytes: 256 });
    queue.putSync('kept');
    const words = wordsOf(queue as never);
    const commit = words[at(QUEUE.PUT + END.COMMIT)] as number;
    // Killed between the bytes, or the scratch position, and the commit.
    words.fill(0x55555555, at(words[at(QUEUE.MEMORY_AT)] as number) + 4);
    words[at(QUEUE.PUT + END.POSITION + (~commit & 1))] = 12345;
    expect(queue.qsize()).toBe(1);
    queue.putSync('next');
    expect(queue.getManySync(5)).toEqual(['kept', 'next']);
  });

  it('gives an item again whose taking was not committed', () => {
    const queue = new Queue<string>({ bytes: 256 });
    queue.putManySync(['one', 'two']);
    const words = wordsOf(queue as never);
    words[at(QUEUE.GET + END.POSITION + (~(words[at(QUEUE.GET + END.COMMIT)] as number) & 1))] = 12345;
    expect(queue.getManySync(5)).toEqual(['one', 'two']);
  });

  it('goes on at the last item before its counters go round', () => {
    const queue = new Queue<number>({ codec: int32, bytes: 64 });
    preset(queue as never, 2 ** 31 - 1, 2 ** 32 - 1);
    queue.putManySync([1, 2, 3]);
    expect([queue.qsize(), queue.getManySync(2), queue.qsize()]).toEqual([3, [1, 2], 1]);
    queue.taskDone(3);
    queue.joinSync();
  });

  it('is closed with its region', async () => {
    const region = Region.create({ bytes: 8192 });
    const queue = new Queue({ in: region, bytes: 1024 });
    const ring = new SpscRing('int32', 8, { in: region });
    const producer = ring.producer();
    const pending = queue.get().catch((error) => error.code);
    new Latch(1, { in: region });
    region.close();
    expect(await pending).toBe('ERR_WEFT_CLOSED');
    expect(() => queue.qsize()).toThrow('closed');
    expect(() => producer.push(1)).toThrow('closed');
  });
});
