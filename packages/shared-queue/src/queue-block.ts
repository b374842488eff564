/** Places queues in memory, and reads from memory what kind of queue it is. */
import { ArgumentError, CapacityError, CorruptRegionError } from '@weft/atomics';
import type { ObjectOptions } from '@weft/atomics/kit';
import { type Block, checkInteger, checkOptions, type Kind, place, shown } from '@weft/atomics/kit';
import { type Codec, checkCodec, codecOf } from './codecs/codec.js';
import { structured } from './codecs/structured/structured.js';
import { QUEUE } from './layout.js';

/** How a queue is made. */
export interface QueueOptions<T> extends ObjectOptions {
  /** The most items it holds: 0 (default) for no limit but its memory, to 2^30. */
  readonly maxsize?: number | undefined;
  /**
   * Room for items in bytes, from 8 to 1 GiB. Default 16 MiB, of which the operating system gives what is used; in a
   * region, whose memory is given at once, 64 KiB. A queue of items of one size and a `maxsize` takes what it needs.
   */
  readonly bytes?: number | undefined;
  /** How items become bytes. Default `structured`. */
  readonly codec?: Codec<T> | undefined;
}

const DEFAULT_BYTES = 16 * 2 ** 20;
const DEFAULT_BYTES_IN_REGION = 64 * 2 ** 10;
const MOST_BYTES = 2 ** 30;
const MOST_ITEMS = 2 ** 30;

/** A name is found by its distance from the block's start, which has 24 bits. */
const MOST_WORDS_WITH_NAME = 2 ** 24 - 1024;

/** What a kind of queue needs to be placed. */
export interface QueuePlan {
  readonly kind: Kind;
  /** Words of memory for items, from the bytes asked for, and from the number of items if these are known. */
  readonly memoryWords: (bytes: number) => number;
  /** Bytes that `maxsize` items of this codec take, if they are all alike. */
  readonly bytesForItems: (maxsize: number) => number | undefined;
}

export function codecFor<T>(options: QueueOptions<T>): Codec<T> {
  checkOptions('options of the queue', options);
  const codec = options.codec ?? (structured as Codec<T>);
  checkCodec(codec);
  return codec;
}

/** The block of a new queue, or of the one that has the name. */
export function placeQueue<T>(plan: QueuePlan, options: QueueOptions<T>, codec: Codec<T>): Block {
  const maxsize = checkInteger('maxsize', options.maxsize ?? 0, 0, MOST_ITEMS);
  const given = options.bytes === undefined ? undefined : checkInteger('bytes', options.bytes, 8, MOST_BYTES);
  const usual = options.in === undefined ? DEFAULT_BYTES : DEFAULT_BYTES_IN_REGION;
  const size = plan.memoryWords(given ?? (maxsize > 0 ? plan.bytesForItems(maxsize) : undefined) ?? usual);
  const name = new TextEncoder().encode(codec.name);
  const at = QUEUE.CODEC + Math.ceil(name.length / 8) * 2;
  if (options.name !== undefined && at + size > MOST_WORDS_WITH_NAME) {
    throw new CapacityError(`a queue with a name holds at most ${(MOST_WORDS_WITH_NAME + 1024) * 2} bytes`);
  }
  const block = place(plan.kind, options, at + size, (words, state) => {
    Atomics.store(words, state + QUEUE.MAXSIZE, maxsize);
    Atomics.store(words, state + QUEUE.MEMORY_WORDS, size);
    Atomics.store(words, state + QUEUE.MEMORY_AT, at);
    Atomics.store(words, state + QUEUE.CODEC_BYTES, name.length);
    new Uint8Array(words.buffer, words.byteOffset + (state + QUEUE.CODEC) * 4, name.length).set(name);
  });
  checkSameCodec(block, codec);
  return block;
}

/** The codec that a queue was made with. */
export function storedCodec<T>(block: Block): Codec<T> {
  return codecOf(storedCodecName(block)) as Codec<T>;
}

function storedCodecName({ words, state, stateWords, label }: Block): string {
  const length = Atomics.load(words, state + QUEUE.CODEC_BYTES);
  if (length < 1 || QUEUE.CODEC * 4 + length > stateWords * 4) {
    throw new CorruptRegionError(`the name of the codec of ${label} lies outside its block`);
  }
  const bytes = new Uint8Array(words.buffer, words.byteOffset + (state + QUEUE.CODEC) * 4, length);
  // Text decoders refuse shared memory, hence the copy.
  return new TextDecoder().decode(bytes.slice());
}

function checkSameCodec(block: Block, codec: { readonly name: string }): void {
  const stored = storedCodecName(block);
  if (stored === codec.name) return;
  throw new ArgumentError(`${block.label} has the codec ${shown(stored)}, not ${shown(codec.name)}`);
}
