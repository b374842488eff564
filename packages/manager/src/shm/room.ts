/**
 * The memory of one container: its words in the region, its blocks in the heap, and how they change. All that changes
 * something is for the owner of the container's mutex.
 */
import { CorruptRegionError } from '@weft/atomics';
import type { Block } from '@weft/atomics/kit';
import { BLOCK, CONTAINER } from './layout.js';
import { spaceOf, wordOf } from './memory/block.js';
import type { Extents } from './memory/extents.js';
import { Heap, regionOf } from './memory/heap.js';
import { Journal } from './memory/journal.js';
import { publish } from './memory/store.js';
import { beginChange, endChange, isStill, stableVersion, tellChange } from './memory/version.js';

export class Room {
  /** The words of the region, and where the container begins in them. */
  readonly words: Int32Array;
  readonly state: number;
  readonly heap: Heap;
  readonly extents: Extents;
  /** Word of the head of its limbo. */
  readonly limboAt: number;
  readonly scope: 'thread' | 'process';
  readonly #journal: Journal;
  readonly #versionAt: number;
  /** Whether what changes is part of one change to those who read. */
  #held = false;

  constructor(block: Block) {
    this.words = block.words;
    this.state = block.state;
    this.scope = block.memory.scope;
    this.heap = heapOf(block);
    this.extents = this.heap.extents;
    this.limboAt = block.state + CONTAINER.LIMBO;
    this.#versionAt = block.state + CONTAINER.VERSION;
    this.#journal = new Journal(this.extents, block.state + CONTAINER.JOURNAL, CONTAINER.JOURNAL_ENTRIES);
  }

  /** A word of its own. */
  own(offset: number): number {
    return this.words[this.state + offset] as number;
  }

  /** Goes up with every change; -1 while one is under way. */
  get version(): number {
    return stableVersion(this.words, this.#versionAt);
  }

  /** Whether what was read since it had that version is of one moment. */
  isStill(version: number): boolean {
    return isStill(this.words, this.#versionAt, version);
  }

  /** A change of one store has been done, of what is read in one piece. */
  tellChange(): void {
    if (!this.#held) tellChange(this.words, this.#versionAt);
  }

  /** Begins a change of several words: `write` them, then `commit`. */
  begin(): void {
    beginChange(this.words, this.#versionAt);
  }

  /** A change that was begun is done, without a journal: it was one store. */
  end(): void {
    if (!this.#held) endChange(this.words, this.#versionAt);
  }

  write(space: number, word: number, value: number): void {
    this.#journal.write(space, word, value);
  }

  writeOwn(offset: number, value: number): void {
    this.#journal.write(0, this.state + offset, value);
  }

  /** The change is done, and from now on these blocks are in limbo: the first of their chain, 0 for none. */
  commit(limbo: number): void {
    this.#journal.write(0, this.limboAt, limbo);
    this.#journal.commit();
    this.end();
  }

  /**
   * Makes all changes of `section` one change to those who read. To those who die it is not: what they had done by then
   * stays done.
   */
  together<T>(section: () => T): T {
    this.begin();
    this.#held = true;
    try {
      return section();
    } finally {
      this.#held = false;
      // What failed half way is taken back before anybody looks.
      if (!this.#journal.isOpen) endChange(this.words, this.#versionAt);
    }
  }

  /** Sets a word of its own to 1, as a change of one store. */
  mark(offset: number): void {
    publish(this.words, this.state + offset, 1);
  }

  /** The first block in limbo. */
  get limbo(): number {
    return this.words[this.limboAt] as number;
  }

  /** A new block, at the head of the limbo. @throws CapacityError */
  allocate(kind: number, words: number): number {
    return this.heap.allocate(kind, words, this.limboAt);
  }

  /** The blocks in limbo, the first one first. */
  limboBlocks(): number[] {
    const blocks: number[] = [];
    for (let ref = this.limbo; ref !== 0; ) {
      if (blocks.push(ref) * 16 > this.heap.bytes)
        throw new CorruptRegionError('a limbo in the region goes in circles');
      ref = this.extents.need(spaceOf(ref))[wordOf(ref) + BLOCK.LINK] ?? 0;
    }
    return blocks;
  }

  /** Before the mutex is let go: takes back what failed half way, and gives back what is in limbo. */
  tidy(): void {
    if (this.#journal.isOpen || this.version < 0) this.#undo();
    if (this.limbo !== 0) this.heap.release(this.limboAt);
  }

  /** After the mutex was inherited from a dead owner: takes back what that one had begun. */
  repair(): void {
    // The heap first: what was begun there may have changed the limbo.
    this.heap.settle();
    this.#undo();
    this.tidy();
  }

  #undo(): void {
    this.#journal.rollBack();
    endChange(this.words, this.#versionAt);
  }
}

function heapOf(block: Block): Heap {
  return Heap.at(block.sibling(block.words[block.state + CONTAINER.HEAP_AT] as number), regionOf(block));
}
