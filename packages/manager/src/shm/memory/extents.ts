/**
 * The memory of a heap as this thread sees it: arrays over its extents, by number, and at 0 over the region itself. Each
 * array ends where its extent ends, so whatever a reference says, nothing beyond is read or written.
 */
import { CorruptRegionError } from '@weft/atomics';
import { HEAP, MOST_EXTENTS } from '../layout.js';
import { Extent } from './extent.js';
import type { Segments } from './segments.js';

export class Extents {
  readonly words: Int32Array[];
  readonly numbers: Float64Array[];
  readonly bytes: Uint8Array[];
  readonly #state: number;
  readonly #segments: Segments;

  constructor(main: Int32Array, state: number, segments: Segments) {
    this.#state = state;
    this.#segments = segments;
    this.words = [main];
    this.numbers = [new Float64Array(main.buffer, main.byteOffset, main.length >>> 1)];
    this.bytes = [new Uint8Array(main.buffer, main.byteOffset, main.length * 4)];
  }

  /** The memory of that number, `undefined` if there is none. */
  space(number: number): Int32Array | undefined {
    return this.words[number] ?? this.#load(number);
  }

  /** Looks for an extent that others have added. @throws CorruptRegionError if there is none */
  need(number: number): Int32Array {
    const words = this.space(number);
    if (words !== undefined) return words;
    throw new CorruptRegionError(`the heap has no extent ${number}: a reference in it is overwritten`);
  }

  #load(number: number): Int32Array | undefined {
    const main = this.words[0] as Int32Array;
    const count = Math.min(Atomics.load(main, this.#state + HEAP.EXTENTS), MOST_EXTENTS);
    for (let next = this.words.length; next <= Math.min(number, count); next += 1) this.#add(main, next);
    return this.words[number];
  }

  #add(main: Int32Array, number: number): void {
    const entry = this.#state + HEAP.TABLE + (number - 1) * HEAP.EXTENT_SIZE;
    const region = this.#segments.at(main[entry + HEAP.EXTENT_SEGMENT] as number);
    const extent = Extent.find(region, number);
    const start = main[entry + HEAP.EXTENT_START] as number;
    const length = main[entry + HEAP.EXTENT_WORDS] as number;
    if (extent === undefined || extent.start !== start || extent.words !== length) {
      throw new CorruptRegionError(`extent ${number} is not where the heap says: the region is overwritten`);
    }
    const { buffer, byteOffset } = extent.memory;
    const offset = byteOffset + start * 4;
    this.words.push(new Int32Array(buffer, offset, length));
    this.numbers.push(new Float64Array(buffer, offset, length / 2));
    this.bytes.push(new Uint8Array(buffer, offset, length * 4));
  }
}
