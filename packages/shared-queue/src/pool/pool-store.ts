/**
 * The store of `LifoQueue` and `PriorityQueue`: items in chains of cells, and an order over them, under one monitor.
 *
 * | the owner of the monitor dies       | what the next one finds                                           |
 * |-------------------------------------|-------------------------------------------------------------------|
 * | before it stores STATE of an item   | cells that are part of no item: the put did not happen            |
 * | after that                          | an item: the put happened                                         |
 * | before it clears STATE of an item   | the item, still whole: the get did not happen                     |
 * | after that                          | cells that are part of no item: the get happened                  |
 *
 * In all cases it inherits the monitor and makes free list, order and size anew from the cells that are items, before
 * it does anything else. Since a dead owner may have left an item that SIZE does not count, nobody believes SIZE
 * while somebody owns the monitor.
 */
import { CorruptRegionError } from '@weft/atomics';
import { type Block, Monitor } from '@weft/atomics/kit';
import { ShutDownError } from '../errors.js';
import type { Frames } from '../frames.js';
import { CELL, ITEM, POOL, QUEUE } from '../layout.js';
import type { Store } from '../store.js';
import { Cells, cellsFor, wordsIn } from './cells.js';
import { type Order, type OrderMaker, sequenceAt } from './order.js';

/** Words of a cell and its place in the order. */
export const WORDS_PER_CELL: number = CELL.SIZE + 1;

export class PoolStore implements Store {
  readonly mostWords: number;
  readonly #block: Block;
  readonly #words: Int32Array;
  readonly #state: number;
  readonly #most: number;
  readonly #cells: Cells;
  readonly #order: Order;
  readonly #monitor: Monitor;

  /** @throws CorruptRegionError if what the memory says of its sizes is not possible */
  constructor(block: Block, makeOrder: OrderMaker) {
    const { words, state } = block;
    const size = Atomics.load(words, state + QUEUE.MEMORY_WORDS);
    const at = Atomics.load(words, state + QUEUE.MEMORY_AT);
    const most = Atomics.load(words, state + QUEUE.MAXSIZE);
    const cells = size / WORDS_PER_CELL;
    if (
      !Number.isInteger(cells) ||
      cells < 1 ||
      at < QUEUE.CODEC ||
      at + size > block.stateWords ||
      most < 0
    ) {
      throw new CorruptRegionError(`the sizes of ${block.label} are not possible: it was overwritten`);
    }
    this.mostWords = ITEM.HEADER + wordsIn(cells);
    this.#block = block;
    this.#words = words;
    this.#state = state;
    this.#most = most === 0 ? Number.POSITIVE_INFINITY : most;
    this.#cells = new Cells(block, state + at, cells);
    this.#order = makeOrder(words, state + at + cells * CELL.SIZE, this.#cells);
    this.#monitor = new Monitor(block.memory, block.members, state + POOL.MONITOR, () => this.#repair());
  }

  put(frames: Frames): boolean {
    frames.spread();
    return this.#monitor.run(() => {
      if (this.#words[this.#state + QUEUE.STATE] !== QUEUE.STATE_OPEN) {
        throw new ShutDownError(`${this.#block.label} is shut down: nothing can be put any more`);
      }
      while (frames.done < frames.count) {
        const size = frames.wordsAt(frames.next);
        if (!this.#hasRoomFor(size)) return false;
        this.#add(frames, size - ITEM.HEADER);
        frames.next += size;
        frames.done += 1;
      }
      return true;
    });
  }

  take(max: number, frames: Frames): number {
    if (this.size() === 0 && this.#isSettled()) return 0;
    return this.#monitor.run(() => {
      const count = Math.min(max, this.size());
      for (let i = 0; i < count; i += 1) this.#remove(frames);
      return count;
    });
  }

  hasRoom(frames: Frames): boolean {
    return !this.#isSettled() || this.#hasRoomFor(frames.wordsAt(frames.next));
  }

  size(): number {
    return Atomics.load(this.#words, this.#state + POOL.SIZE);
  }

  full(): boolean {
    return !this.#hasRoomFor(ITEM.HEADER);
  }

  isShut(): boolean {
    return Atomics.load(this.#words, this.#state + QUEUE.STATE) !== QUEUE.STATE_OPEN;
  }

  shut(state: number): void {
    this.#monitor.run(() => {
      const at = this.#state + QUEUE.STATE;
      if (Atomics.load(this.#words, at) < state) Atomics.store(this.#words, at, state);
    });
  }

  putCount(): number {
    return Atomics.load(this.#words, this.#state + POOL.SEQUENCE_LOW) & 0x7fffffff;
  }

  #hasRoomFor(frameWords: number): boolean {
    return this.size() < this.#most && cellsFor(frameWords - ITEM.HEADER) <= this.#cells.freeCount();
  }

  /** Whether nobody owns the monitor, so that what its owners write is as they left it. */
  #isSettled(): boolean {
    return Atomics.load(this.#words, this.#state + POOL.MONITOR) === 0;
  }

  #add(frames: Frames, contentWords: number): void {
    const sequence = sequenceIn(this.#words, this.#state);
    const size = this.size();
    const item = this.#cells.write(frames, frames.next, contentWords, sequence);
    Atomics.store(this.#words, this.#cells.at(item) + CELL.STATE, CELL.STATE_ITEM);
    this.#order.add(item, size);
    this.#setSequence(sequence + 1);
    Atomics.store(this.#words, this.#state + POOL.SIZE, size + 1);
  }

  #remove(frames: Frames): void {
    const size = this.size();
    const item = this.#order.next(size);
    this.#cells.read(item, frames);
    if (frames.target !== undefined) frames.checkTarget(frames.words[0] as number);
    Atomics.store(this.#words, this.#cells.at(item) + CELL.STATE, 0);
    this.#order.removeNext(size);
    this.#cells.free(item);
    Atomics.store(this.#words, this.#state + POOL.SIZE, size - 1);
  }

  #setSequence(sequence: number): void {
    // The lower word first: whoever dies in between leaves too small a number, which `#repair` raises.
    Atomics.store(this.#words, this.#state + POOL.SEQUENCE_LOW, sequence | 0);
    this.#words[this.#state + POOL.SEQUENCE_HIGH] = Math.floor(sequence / 2 ** 32);
  }

  /** All that can be made anew, from the items. */
  #repair(): void {
    const sequenceOf = (item: number) => sequenceAt(this.#words, this.#cells.at(item));
    const items = this.#cells.items().sort((a, b) => sequenceOf(a) - sequenceOf(b));
    this.#cells.rebuildFree(items);
    for (const [count, item] of items.entries()) this.#order.add(item, count);
    const last = items.at(-1);
    const next = last === undefined ? 0 : sequenceOf(last) + 1;
    if (next > sequenceIn(this.#words, this.#state)) this.#setSequence(next);
    Atomics.store(this.#words, this.#state + POOL.SIZE, items.length);
  }
}

function sequenceIn(words: Int32Array, state: number): number {
  const high = words[state + POOL.SEQUENCE_HIGH] as number;
  return high * 2 ** 32 + ((words[state + POOL.SEQUENCE_LOW] as number) >>> 0);
}
