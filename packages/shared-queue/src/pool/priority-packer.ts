/** Items with a priority: two words with the number in front of what the codec writes. */
import { ArgumentError, CorruptRegionError } from '@weft/atomics';
import { shown } from '@weft/atomics/kit';
import { borrowFrames, type Frames, frameWords, giveBack } from '../frames.js';
import { ITEM } from '../layout.js';
import type { Packer } from '../packer.js';

export const PRIORITY_WORDS = 2;
const PRIORITY_BYTES = PRIORITY_WORDS * 4;

const priority = new Float64Array(1);
const priorityWords = new Int32Array(priority.buffer);

type Item<T> = [priority: number, value: T];

export class PriorityPacker<T> implements Packer<Item<T>> {
  readonly keeps = false;
  readonly raw = false;
  readonly #values: Packer<T>;

  constructor(values: Packer<T>) {
    this.#values = values;
  }

  packOne(item: Item<T>, frames: Frames): void {
    this.pack(item, frames);
  }

  pack(item: Item<T>, frames: Frames): void {
    checkItem(item);
    // The value first, into frames of its own: a codec may put into this very queue.
    const value = borrowFrames();
    try {
      this.#values.pack(item[1], value);
      const bytes = value.words[0] as number;
      frames.reserve(frameWords(PRIORITY_BYTES + bytes));
      const at = frames.length;
      priority[0] = item[0];
      frames.words[at] = PRIORITY_BYTES + bytes;
      frames.words.set(priorityWords, at + ITEM.HEADER);
      const content = value.words.subarray(ITEM.HEADER, value.length);
      frames.words.set(content, at + ITEM.HEADER + PRIORITY_WORDS);
      frames.length = at + frameWords(PRIORITY_BYTES + bytes);
      frames.count += 1;
    } finally {
      giveBack(value);
    }
  }

  unpackOne(frames: Frames): Item<T> {
    return this.unpack(frames, 0);
  }

  unpack(frames: Frames, at: number): Item<T> {
    const start = at + ITEM.HEADER;
    const bytes = (frames.words[at] as number) - PRIORITY_BYTES;
    if (bytes < 0)
      throw new CorruptRegionError('an item of the queue has no priority: its memory is overwritten');
    priorityWords[0] = frames.words[start] as number;
    priorityWords[1] = frames.words[start + 1] as number;
    const [number] = priority as unknown as [number];
    // The value's frame: its header goes where the priority ended.
    frames.words[start + 1] = bytes;
    return [number, this.#values.unpack(frames, start + 1)];
  }
}

function checkItem(item: unknown): asserts item is [number, unknown] {
  const [number] = Array.isArray(item) && item.length === 2 ? item : [undefined];
  if (typeof number === 'number' && !Number.isNaN(number)) return;
  throw new ArgumentError(
    `items of a PriorityQueue are pairs [priority, value], a number first, got ${shown(item)}`,
  );
}
