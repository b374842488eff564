/**
 * Items as bytes in private memory, on their way into a queue or out of it: each a frame of a header word (the length
 * in bytes) and the bytes, padded to whole words, just as a ring holds them. So a batch moves by one copy, and user
 * code (codecs) runs before or after a critical section, never in it.
 */
import { CorruptRegionError } from '@weft/atomics';
import { ItemTooLargeError } from './errors.js';
import { ITEM } from './layout.js';

/** A single item of so many bytes is copied straight from where it is to where it belongs. */
export const LARGE_BYTES = 1024;

/** Buffers grown beyond this are not kept. */
const KEPT_WORDS = 64 * 1024;

const FIRST_WORDS = 256;

/** Words that a frame with so many bytes takes. */
export function frameWords(bytes: number): number {
  return ITEM.HEADER + ((bytes + 3) >>> 2);
}

/** Bytes of the item behind a header word. @throws CorruptRegionError unless it lies within `room` words */
export function itemBytes(header: number, room: number): number {
  const bytes = header & ITEM.LENGTH;
  if (bytes === header && frameWords(bytes) <= room) return bytes;
  throw new CorruptRegionError(
    'the memory of the queue is overwritten: the length of an item is not possible',
  );
}

export class Frames {
  words: Int32Array = new Int32Array(FIRST_WORDS);
  bytes: Uint8Array = new Uint8Array(this.words.buffer);
  /** Bytes of the first item, for codecs that read one item at the start of an array. */
  first: Uint8Array = this.bytes.subarray(ITEM.HEADER * 4);
  /** Words in use. */
  length = 0;
  /** Items in them. */
  count = 0;
  /** Of those that go in: how many have, and the words they took. */
  done = 0;
  next = 0;
  /** The only item, if it is large: only its header stands in `words`. */
  large: Uint8Array | undefined;
  /** Of those that come out: where the bytes of the only item are to go. */
  target: Uint8Array | undefined;

  /** Makes room for `words` more words. */
  reserve(words: number): void {
    if (this.length + words > this.words.length) this.#grow(this.length + words);
  }

  /** Adds an item. */
  push(item: Uint8Array): void {
    const bytes = item.length;
    const words = frameWords(bytes);
    this.reserve(words);
    this.words[this.length] = bytes;
    this.bytes.set(item, (this.length + ITEM.HEADER) * 4);
    this.length += words;
    this.count += 1;
  }

  /** Adds an item that is alone. */
  pushOnly(item: Uint8Array): void {
    if (item.length < LARGE_BYTES) {
      this.push(item);
      return;
    }
    this.words[0] = item.length;
    this.length = frameWords(item.length);
    this.count = 1;
    this.large = item;
  }

  /** Words of the frame at `at`. */
  wordsAt(at: number): number {
    return frameWords(
      itemBytes(this.words[at] as number, this.large === undefined ? this.length - at : this.length),
    );
  }

  /** An item that the target is too small for stays where it is. @throws ItemTooLargeError */
  checkTarget(bytes: number): void {
    if (this.target === undefined || bytes <= this.target.length) return;
    throw new ItemTooLargeError(
      `the next item has ${bytes} bytes, the array it is to go into ${this.target.length}: give a larger one`,
    );
  }

  /** The caller's memory is about to be used for something else: keeps a copy. */
  detach(): void {
    // A `Buffer` would give a view of the same memory for `slice`.
    if (this.large !== undefined) this.large = new Uint8Array(this.large);
  }

  /** A store that keeps items in pieces wants all of them in words. */
  spread(): void {
    const { large } = this;
    if (large === undefined) return;
    this.large = undefined;
    this.length = 0;
    this.count = 0;
    this.push(large);
  }

  clear(): void {
    this.length = 0;
    this.count = 0;
    this.done = 0;
    this.next = 0;
    this.large = undefined;
    this.target = undefined;
  }

  #grow(words: number): void {
    const grown = new Int32Array(Math.max(words, this.words.length * 2));
    grown.set(this.words.subarray(0, this.length));
    this.words = grown;
    this.bytes = new Uint8Array(grown.buffer);
    this.first = this.bytes.subarray(ITEM.HEADER * 4);
  }
}

const idle: Frames[] = [];

/** Frames that nobody uses; a put inside of a codec gets others than the put around it. */
export function borrowFrames(): Frames {
  return idle.pop() ?? new Frames();
}

export function giveBack(frames: Frames): void {
  frames.clear();
  if (frames.words.length <= KEPT_WORDS && idle.length < 8) idle.push(frames);
}
