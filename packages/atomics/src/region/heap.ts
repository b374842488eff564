/**
 * The heap of a region: a chain of blocks, first fit from a moving start (Knuth, The Art of Computer Programming,
 * vol. 1, 2.5, algorithm A with a roving pointer), free neighbours joined while searching.
 *
 * Called under the region's monitor. There are no free lists: each step is one store into one header that leaves
 * the chain whole, so a thread that dies here leaves nothing to repair.
 */
import { CapacityError, CorruptRegionError } from '../errors.js';
import { BLOCK, BLOCK_ALIGN, REGION } from '../layout.js';
import type { RegionHeader } from './header.js';

const USED = 1;

/** Numbers of bytes. */
export interface HeapUse {
  readonly total: number;
  readonly used: number;
  readonly largestFree: number;
}

export class Heap {
  readonly #words: Int32Array;
  readonly #start: number;
  readonly #end: number;

  constructor(words: Int32Array, header: RegionHeader) {
    this.#words = words;
    this.#start = header.heap;
    this.#end = header.end;
  }

  /**
   * Finds room for `contentWords` words behind a block header, zeroes it, and returns the block. It is still marked
   * free: fill it in, then `commit` it.
   */
  reserve(contentWords: number): number {
    const size = Math.ceil((BLOCK.HEADER + contentWords) / BLOCK_ALIGN) * BLOCK_ALIGN;
    const rover = this.#rover();
    const at = this.#fit(size, rover, this.#end) ?? this.#fit(size, this.#start, this.#end);
    if (at === undefined) {
      const { total, used, largestFree } = this.use();
      throw new CapacityError(
        `the region is full: ${size * 4} bytes asked, ${used} of ${total} used, largest free piece ${largestFree}; make it larger`,
      );
    }
    // The block may be larger than asked for, by a rest that is too small for a block of its own.
    const end = at + this.#sizeOf(at);
    this.#words.fill(0, at + 1, end);
    Atomics.store(this.#words, REGION.ROVER, end < this.#end ? end : this.#start);
    return at;
  }

  /** Makes a reserved block used. */
  commit(at: number): void {
    Atomics.or(this.#words, at + BLOCK.SIZE_USED, USED);
  }

  /** Gives a block back. */
  free(at: number): void {
    Atomics.and(this.#words, at + BLOCK.SIZE_USED, ~USED);
  }

  /** Whether a used block may begin at that word: it is in the heap, and so is its end. */
  isUsedBlock(at: number): boolean {
    if (!Number.isInteger(at) || at < this.#start || at % BLOCK_ALIGN !== 0 || at + BLOCK.HEADER > this.#end)
      return false;
    const size = Atomics.load(this.#words, at + BLOCK.SIZE_USED) >>> 1;
    return this.#isUsed(at) && size >= BLOCK.HEADER && at + size <= this.#end;
  }

  /** First words of all used blocks. */
  *used(): Generator<number> {
    for (let at = this.#start; at < this.#end; at += this.#sizeOf(at)) {
      if (this.#isUsed(at)) yield at;
    }
  }

  use(): HeapUse {
    let used = 0;
    let largestFree = 0;
    let run = 0;
    for (let at = this.#start; at < this.#end; at += this.#sizeOf(at)) {
      run = this.#isUsed(at) ? 0 : run + this.#sizeOf(at);
      if (run === 0) used += this.#sizeOf(at);
      largestFree = Math.max(largestFree, run);
    }
    return { total: (this.#end - this.#start) * 4, used: used * 4, largestFree: largestFree * 4 };
  }

  #rover(): number {
    const rover = Atomics.load(this.#words, REGION.ROVER);
    return rover >= this.#start && rover < this.#end ? rover : this.#start;
  }

  #fit(size: number, from: number, to: number): number | undefined {
    for (let at = from; at < to; at += this.#sizeOf(at)) {
      if (this.#isUsed(at)) continue;
      const room = this.#join(at);
      if (room < size) continue;
      if (room - size >= BLOCK.HEADER) {
        // The rest becomes a block of its own before this one shrinks: the chain is whole after either store.
        Atomics.store(this.#words, at + size + BLOCK.SIZE_USED, (room - size) << 1);
        Atomics.store(this.#words, at + BLOCK.SIZE_USED, size << 1);
      }
      return at;
    }
    return undefined;
  }

  /** Joins a free block with the free ones behind it and returns its size. */
  #join(at: number): number {
    let size = this.#sizeOf(at);
    while (at + size < this.#end && !this.#isUsed(at + size)) size += this.#sizeOf(at + size);
    // The rover must stand on a block: it leaves what is about to become the inside of one.
    const rover = Atomics.load(this.#words, REGION.ROVER);
    if (rover > at && rover < at + size) Atomics.store(this.#words, REGION.ROVER, at);
    Atomics.store(this.#words, at + BLOCK.SIZE_USED, size << 1);
    return size;
  }

  #isUsed(at: number): boolean {
    return (Atomics.load(this.#words, at + BLOCK.SIZE_USED) & USED) !== 0;
  }

  #sizeOf(at: number): number {
    const size = Atomics.load(this.#words, at + BLOCK.SIZE_USED) >>> 1;
    if (size < BLOCK.HEADER || size % BLOCK_ALIGN !== 0 || at + size > this.#end) {
      throw new CorruptRegionError(`the heap of the region is overwritten at byte ${at * 4}`);
    }
    return size;
  }
}
