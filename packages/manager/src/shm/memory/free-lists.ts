/**
 * The free blocks of a heap, by size class, each class a list. Taking one, and giving one back, takes the same few steps
 * however many there are; free neighbours are joined at once, so no two free blocks ever lie side by side.
 *
 * All is done under the heap's monitor and through its journal.
 */
import { CorruptRegionError } from '@weft/atomics';
import { BLOCK, BLOCK_KIND, CLASSES, HEAP, REF } from '../layout.js';
import { granulesIn, kindIn, refOf, spaceOf, wordOf } from './block.js';
import type { Extents } from './extents.js';
import type { Journal } from './journal.js';
import { classOf, lowestBit, roundedUp } from './size-classes.js';

export class FreeLists {
  readonly #extents: Extents;
  readonly #main: Int32Array;
  readonly #state: number;
  readonly #journal: Journal;

  constructor(extents: Extents, state: number, journal: Journal) {
    this.#extents = extents;
    this.#main = extents.words[0] as Int32Array;
    this.#state = state;
    this.#journal = journal;
  }

  /** Takes a block of at least so many granules and makes it one of that kind; 0 if there is none. */
  take(granules: number, kind: number): number {
    const ref = this.#find(classOf(roundedUp(granules)));
    if (ref === 0) return 0;
    const space = spaceOf(ref);
    const at = wordOf(ref);
    const words = this.#extents.need(space);
    const found = this.#sizeOfFree(words, at);
    if (found < granules) throw overwritten(ref);
    this.#remove(space, words, at, found);
    if (found - granules >= BLOCK.LEAST) {
      this.#journal.write(space, at + BLOCK.SIZE, sizeWord(granules, kind));
      this.#insert(space, words, at + granules * REF.GRANULE_WORDS, found - granules);
    } else {
      this.#journal.write(space, at + BLOCK.SIZE, sizeWord(found, kind));
      this.#setPreviousFree(space, words, at + found * REF.GRANULE_WORDS, 0);
    }
    return ref;
  }

  /** Gives a block back. */
  give(ref: number): void {
    const space = spaceOf(ref);
    const words = this.#extents.need(space);
    let at = wordOf(ref);
    const size = words[at + BLOCK.SIZE] as number;
    let granules = granulesIn(size);
    const next = at + granules * REF.GRANULE_WORDS;
    if (!isSoundUsed(words, at, size)) throw overwritten(ref);
    if (((words[next + BLOCK.SIZE] as number) & BLOCK.FREE) !== 0) {
      const more = this.#sizeOfFree(words, next);
      this.#remove(space, words, next, more);
      granules += more;
    }
    if ((size & BLOCK.PREVIOUS_FREE) !== 0) {
      const before = words[at - 1] as number;
      at -= before * REF.GRANULE_WORDS;
      if (before < BLOCK.LEAST || at < 0 || this.#sizeOfFree(words, at) !== before) throw overwritten(ref);
      this.#remove(space, words, at, before);
      granules += before;
    }
    this.#insert(space, words, at, granules);
  }

  /** Adds what has become one free block, with neighbours in use. */
  #insert(space: number, words: Int32Array, at: number, granules: number): void {
    const journal = this.#journal;
    const index = classOf(granules);
    const head = this.#state + HEAP.HEADS + index;
    const ref = refOf(space, at);
    const first = this.#main[head] as number;
    const end = at + granules * REF.GRANULE_WORDS;
    journal.write(space, at + BLOCK.SIZE, sizeWord(granules, BLOCK_KIND.FENCE) | BLOCK.FREE);
    journal.write(space, at + BLOCK.NEXT, first);
    journal.write(space, at + BLOCK.PREVIOUS, 0);
    journal.write(space, end - 1, granules);
    this.#setPreviousFree(space, words, end, BLOCK.PREVIOUS_FREE);
    if (first === 0) this.#setBits(index);
    else this.#link(first, BLOCK.PREVIOUS, ref);
    journal.write(0, head, ref);
  }

  /** Takes a free block out of its list. */
  #remove(space: number, words: Int32Array, at: number, granules: number): void {
    const index = classOf(granules);
    const head = this.#state + HEAP.HEADS + index;
    const next = words[at + BLOCK.NEXT] as number;
    const previous = words[at + BLOCK.PREVIOUS] as number;
    if (next !== 0) this.#link(next, BLOCK.PREVIOUS, previous);
    if (previous !== 0) this.#link(previous, BLOCK.NEXT, next);
    else if (this.#main[head] === refOf(space, at)) {
      this.#journal.write(0, head, next);
      if (next === 0) this.#clearBits(index);
    } else throw overwritten(refOf(space, at));
  }

  /** The first block of the smallest class from `index` on that has one. */
  #find(index: number): number {
    if (index >= CLASSES.COUNT) return 0;
    const main = this.#main;
    const bitsAt = this.#state + HEAP.CLASS_BITS;
    let group = index >>> 4;
    let bits = (main[bitsAt + group] as number) & (-1 << (index & 15));
    if (bits === 0) {
      const groups = (main[this.#state + HEAP.GROUP_BITS] as number) & (-2 << group);
      if (groups === 0) return 0;
      group = lowestBit(groups);
      bits = main[bitsAt + group] ?? 0;
    }
    const ref = bits === 0 ? 0 : main[this.#state + HEAP.HEADS + group * CLASSES.PER_GROUP + lowestBit(bits)];
    if (!ref) throw new CorruptRegionError('the free lists of the heap are overwritten');
    return ref;
  }

  #setBits(index: number): void {
    const group = index >>> 4;
    const at = this.#state + HEAP.CLASS_BITS + group;
    const bits = this.#main[at] as number;
    if (bits === 0) this.#writeGroups((groups) => groups | (1 << group));
    this.#journal.write(0, at, bits | (1 << (index & 15)));
  }

  #clearBits(index: number): void {
    const group = index >>> 4;
    const at = this.#state + HEAP.CLASS_BITS + group;
    const bits = (this.#main[at] as number) & ~(1 << (index & 15));
    if (bits === 0) this.#writeGroups((groups) => groups & ~(1 << group));
    this.#journal.write(0, at, bits);
  }

  #writeGroups(change: (groups: number) => number): void {
    const at = this.#state + HEAP.GROUP_BITS;
    this.#journal.write(0, at, change(this.#main[at] as number));
  }

  #link(ref: number, field: number, value: number): void {
    const space = spaceOf(ref);
    this.#sizeOfFree(this.#extents.need(space), wordOf(ref));
    this.#journal.write(space, wordOf(ref) + field, value);
  }

  #setPreviousFree(space: number, words: Int32Array, at: number, flag: number): void {
    const size = (words[at + BLOCK.SIZE] as number) & ~BLOCK.PREVIOUS_FREE;
    this.#journal.write(space, at + BLOCK.SIZE, size | flag);
  }

  /** Granules of the free block at a word. @throws CorruptRegionError unless one can be there */
  #sizeOfFree(words: Int32Array, at: number): number {
    const size = words[at + BLOCK.SIZE] ?? 0;
    const granules = granulesIn(size);
    const end = at + granules * REF.GRANULE_WORDS;
    if ((size & BLOCK.FREE) !== 0 && granules >= BLOCK.LEAST && end < words.length) return granules;
    throw new CorruptRegionError('the free blocks of the heap are overwritten');
  }
}

/** Whether a block in use can be there. */
export function isSoundUsed(words: Int32Array, at: number, size: number): boolean {
  const granules = granulesIn(size);
  return (
    (size & BLOCK.FREE) === 0 &&
    kindIn(size) !== BLOCK_KIND.FENCE &&
    granules >= BLOCK.LEAST &&
    at + granules * REF.GRANULE_WORDS < words.length
  );
}

function sizeWord(granules: number, kind: number): number {
  return (granules << BLOCK.SIZE_SHIFT) | (kind << BLOCK.KIND_SHIFT);
}

function overwritten(ref: number): CorruptRegionError {
  return new CorruptRegionError(`the block ${ref >>> 0} of the heap is overwritten`);
}
