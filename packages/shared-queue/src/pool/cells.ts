/** The cells of a queue: pieces of memory of one size, chained to hold items of any size. */
import { CorruptRegionError } from '@weft/atomics';
import type { Block } from '@weft/atomics/kit';
import type { Frames } from '../frames.js';
import { CELL, ITEM, POOL } from '../layout.js';

/** Words of an item in its first cell, and in each further one. */
const FIRST_WORDS = CELL.SIZE - CELL.CONTENT;
const MORE_WORDS = CELL.SIZE - CELL.MORE;

/** Cells for an item of so many words. */
export function cellsFor(words: number): number {
  return 1 + Math.max(0, Math.ceil((words - FIRST_WORDS) / MORE_WORDS));
}

/** Words that so many cells hold. */
export function wordsIn(cells: number): number {
  return FIRST_WORDS + (cells - 1) * MORE_WORDS;
}

/** All methods are for the owner of the monitor, except `freeCount`. Cells are known by number. */
export class Cells {
  readonly count: number;
  readonly #words: Int32Array;
  readonly #state: number;
  readonly #at: number;
  readonly #label: string;

  constructor(block: Block, at: number, count: number) {
    this.count = count;
    this.#words = block.words;
    this.#state = block.state;
    this.#at = at;
    this.#label = block.kind.name;
  }

  /** First word of a cell. @throws CorruptRegionError if there is no such cell */
  at(cell: number): number {
    if (cell >= 0 && cell < this.count) return this.#at + cell * CELL.SIZE;
    throw new CorruptRegionError(`the cells of the ${this.#label} are overwritten`);
  }

  /** A snapshot only, for those who do not own the monitor. */
  freeCount(): number {
    return this.count - Atomics.load(this.#words, this.#state + POOL.USED);
  }

  /** Takes cells from the free list, writes an item to them and returns the first. It is no item yet. */
  write(frames: Frames, from: number, contentWords: number, sequence: number): number {
    const words = this.#words;
    const first = this.#takeFree();
    const at = this.at(first);
    words[at + CELL.BYTES] = frames.words[from] as number;
    words[at + CELL.SEQUENCE_LOW] = sequence | 0;
    words[at + CELL.SEQUENCE_HIGH] = Math.floor(sequence / 2 ** 32);
    let done = Math.min(contentWords, FIRST_WORDS);
    const start = from + ITEM.HEADER;
    for (let i = 0; i < done; i += 1) words[at + CELL.CONTENT + i] = frames.words[start + i] as number;
    let last = at;
    while (done < contentWords) {
      const cell = this.#takeFree();
      const more = this.at(cell);
      const count = Math.min(contentWords - done, MORE_WORDS);
      for (let i = 0; i < count; i += 1)
        words[more + CELL.MORE + i] = frames.words[start + done + i] as number;
      words[last + CELL.NEXT] = cell + 1;
      last = more;
      done += count;
    }
    words[last + CELL.NEXT] = 0;
    return first;
  }

  /** Adds the frame of the item that begins at a cell. */
  read(first: number, frames: Frames): void {
    const words = this.#words;
    const at = this.at(first);
    const bytes = words[at + CELL.BYTES] as number;
    const contentWords = Math.ceil(bytes / 4);
    if (bytes < 0 || contentWords > wordsIn(this.count)) this.at(-1);
    frames.reserve(ITEM.HEADER + contentWords);
    const start = frames.length + ITEM.HEADER;
    frames.words[frames.length] = bytes;
    let done = Math.min(contentWords, FIRST_WORDS);
    for (let i = 0; i < done; i += 1) frames.words[start + i] = words[at + CELL.CONTENT + i] as number;
    let last = at;
    while (done < contentWords) {
      last = this.at((words[last + CELL.NEXT] as number) - 1);
      const count = Math.min(contentWords - done, MORE_WORDS);
      for (let i = 0; i < count; i += 1)
        frames.words[start + done + i] = words[last + CELL.MORE + i] as number;
      done += count;
    }
    frames.length = start + contentWords;
    frames.count += 1;
  }

  /** Gives the cells of what was an item back. */
  free(first: number): void {
    const chain = this.#chain(first);
    for (const cell of chain) this.#addFree(cell);
    this.#setUsed(this.#used() - chain.length);
  }

  /** The items, in no order. */
  items(): number[] {
    const items: number[] = [];
    for (let cell = 0; cell < this.#touched(); cell += 1) {
      if (this.#words[this.at(cell) + CELL.STATE] === CELL.STATE_ITEM) items.push(cell);
    }
    return items;
  }

  /** Makes the free list anew: of all cells that were used and are not part of an item. */
  rebuildFree(items: readonly number[]): void {
    const used = new Set(items.flatMap((item) => this.#chain(item)));
    this.#words[this.#state + POOL.FREE] = 0;
    for (let cell = this.#touched() - 1; cell >= 0; cell -= 1) if (!used.has(cell)) this.#addFree(cell);
    this.#setUsed(used.size);
  }

  #chain(first: number): number[] {
    const chain: number[] = [];
    for (let cell = first; cell >= 0; cell = (this.#words[this.at(cell) + CELL.NEXT] as number) - 1) {
      // A chain of more cells than there are goes in circles.
      if (chain.push(cell) > this.count) this.at(-1);
    }
    return chain;
  }

  #takeFree(): number {
    const words = this.#words;
    this.#setUsed(this.#used() + 1);
    const free = (words[this.#state + POOL.FREE] as number) - 1;
    if (free >= 0) {
      words[this.#state + POOL.FREE] = words[this.at(free) + CELL.NEXT] as number;
      return free;
    }
    const untouched = this.#touched();
    words[this.#state + POOL.TOUCHED] = untouched + 1;
    return untouched;
  }

  #addFree(cell: number): void {
    const words = this.#words;
    const at = this.at(cell);
    words[at + CELL.STATE] = 0;
    words[at + CELL.NEXT] = words[this.#state + POOL.FREE] as number;
    words[this.#state + POOL.FREE] = cell + 1;
  }

  #touched(): number {
    return Math.min(this.#words[this.#state + POOL.TOUCHED] as number, this.count);
  }

  #used(): number {
    return this.#words[this.#state + POOL.USED] as number;
  }

  #setUsed(used: number): void {
    Atomics.store(this.#words, this.#state + POOL.USED, used);
  }
}
