/**
 * The heap of a region: blocks of any size for what containers hold, in extents that it takes from the region as it needs
 * them.
 *
 * **No block is lost, whoever dies when.** A block is free, or in the limbo of a container, or something of the container
 * leads to it. `allocate` moves one from free to limbo, `release` from limbo to free: each is one change in the journal of
 * the heap, under its monitor, and the owner of the container's mutex. What it holds moves from limbo into the container,
 * or from there into limbo, by a change in the journal of the container. So each move happens or does not; whoever inherits
 * the container's mutex releases what lies in limbo.
 */
import { attach, CapacityError, CorruptRegionError, type Region } from '@weft/atomics';
import { type Block, Monitor, place, registerKind, SharedObject } from '@weft/atomics/kit';
import { BLOCK, HEAP, KIND, MOST_EXTENTS, REF } from '../layout.js';
import { spaceOf, wordOf } from './block.js';
import { Extents } from './extents.js';
import { FreeLists } from './free-lists.js';
import { Journal } from './journal.js';
import { HEAP_NAME } from './names.js';
import { formatExtent, planExtent } from './plan-extent.js';
import { Segments } from './segments.js';
import { put } from './store.js';

/** How many blocks are released before others get a turn at the heap. */
const BATCH = 64;

/** What a thread has of each heap: one for each memory. */
const known = new WeakMap<Int32Array, Heap>();

export class Heap extends SharedObject {
  /** The block of the heap in the region. */
  readonly #block: Block;
  readonly #state: number;
  readonly #main: Int32Array;
  readonly #segments: Segments;
  readonly #extents: Extents;
  readonly #journal: Journal;
  readonly #free: FreeLists;
  readonly #monitor: Monitor;

  private constructor(block: Block, region: Region) {
    super(block);
    this.#block = block;
    this.#state = block.state;
    this.#main = block.words;
    this.#segments = new Segments(region);
    this.#extents = new Extents(block.words, block.state, this.#segments);
    this.#journal = new Journal(this.#extents, block.state + HEAP.JOURNAL, HEAP.JOURNAL_ENTRIES);
    this.#free = new FreeLists(this.#extents, block.state, this.#journal);
    this.#monitor = new Monitor(block.memory, block.members, block.state + HEAP.MONITOR, () =>
      this.#journal.rollBack(),
    );
  }

  /** The heap of a region; makes it if there is none. */
  static in(region: Region): Heap {
    return Heap.at(place(HEAP_KIND, { in: region, name: HEAP_NAME }, HEAP.SIZE), region);
  }

  /** The heap in that block. @throws CorruptRegionError if there is none */
  static at(block: Block, region: Region): Heap {
    const existing = known.get(block.words);
    if (existing !== undefined) return existing;
    if (block.kind !== HEAP_KIND) {
      throw new CorruptRegionError('there is no heap where the container says: the region is overwritten');
    }
    const heap = new Heap(block, region);
    known.set(block.words, heap);
    return heap;
  }

  /** Word of its block. */
  get at(): number {
    return this.#block.at;
  }

  /** All words of the region. */
  get words(): Int32Array {
    return this.#main;
  }

  get extents(): Extents {
    return this.#extents;
  }

  /**
   * Takes a block with room for so many words, whose content is not cleared, and puts it at the head of the limbo that
   * begins at word `limboAt` of the region. The caller owns the mutex of that container.
   *
   * @throws CapacityError if neither the heap nor its region has room, and the region cannot grow
   */
  allocate(kind: number, words: number, limboAt: number): number {
    const granules = Math.max(BLOCK.LEAST, (words + BLOCK.HEADER + 1) >>> 1);
    this.#monitor.enter();
    try {
      const ref = this.#free.take(granules, kind) || this.#takeFromNew(granules, kind);
      this.#journal.write(spaceOf(ref), wordOf(ref) + BLOCK.LINK, this.#main[limboAt] as number);
      this.#journal.write(0, limboAt, ref);
      this.#journal.commit();
      return ref;
    } finally {
      this.#end();
    }
  }

  /** Gives back what lies in a limbo. */
  release(limboAt: number): void {
    while (this.#main[limboAt] !== 0) {
      this.#monitor.enter();
      try {
        this.#releaseSome(limboAt);
      } finally {
        this.#end();
      }
    }
  }

  /** Makes sure that a change which a dead thread had begun is taken back. */
  settle(): void {
    this.#monitor.enter();
    this.#end();
  }

  /** Runs something while nobody else changes the heap. */
  alone<T>(section: () => T): T {
    return this.#monitor.run(section);
  }

  /** Bytes that it has taken from its regions. */
  get bytes(): number {
    let words = 0;
    for (let number = 1; number <= this.extentCount; number += 1) words += this.#extents.need(number).length;
    return words * 4;
  }

  get extentCount(): number {
    return Math.min(Atomics.load(this.#main, this.#state + HEAP.EXTENTS), MOST_EXTENTS);
  }

  /** The first free block of a class, for audits. */
  headOf(index: number): number {
    return this.#main[this.#state + HEAP.HEADS + index] as number;
  }

  describe(): Record<string, unknown> {
    return { extents: this.extentCount, bytes: this.bytes };
  }

  #releaseSome(limboAt: number): void {
    for (let i = 0; i < BATCH; i += 1) {
      const ref = this.#main[limboAt] as number;
      if (ref === 0) return;
      const link = this.#extents.need(spaceOf(ref))[wordOf(ref) + BLOCK.LINK] ?? 0;
      this.#free.give(ref);
      this.#journal.write(0, limboAt, link);
      this.#journal.commit();
    }
  }

  /** Lets go of the monitor; a change that failed half way is taken back first. */
  #end(): void {
    if (this.#journal.isOpen) this.#journal.rollBack();
    this.#monitor.leave();
  }

  /** An extent that a dead thread has left may be too small: then there is another one. */
  #takeFromNew(granules: number, kind: number): number {
    for (;;) {
      this.#grow(granules);
      const ref = this.#free.take(granules, kind);
      if (ref !== 0) return ref;
    }
  }

  /** Adds an extent. A change of its own: the heap is whole with it. */
  #grow(granules: number): void {
    const count = this.extentCount;
    if (count === MOST_EXTENTS) throw new CapacityError(`a heap has at most ${MOST_EXTENTS} extents`);
    const entry = this.#state + HEAP.TABLE + count * HEAP.EXTENT_SIZE;
    const last = count === 0 ? 0 : (this.#main[entry - HEAP.EXTENT_SIZE + HEAP.EXTENT_SEGMENT] as number);
    const { segment, extent } = planExtent(this.#segments, last, count + 1, granules);
    // All this counts for nothing before EXTENTS says so; should it be taken back, the next one writes it anew.
    put(this.#main, entry + HEAP.EXTENT_SEGMENT, segment);
    put(this.#main, entry + HEAP.EXTENT_START, extent.start);
    put(this.#main, entry + HEAP.EXTENT_WORDS, extent.words);
    const granule = formatExtent(extent.memory, extent.start, extent.words);
    this.#journal.write(0, this.#state + HEAP.EXTENTS, count + 1);
    this.#free.give(((count + 1) << REF.SHIFT) | granule);
    this.#journal.commit();
  }
}

/** The region that a block lies in. @throws CorruptRegionError if it lies in none */
export function regionOf({ handle }: Block): Region {
  if ('region' in handle) return attach<Region>(handle.region);
  throw new CorruptRegionError('a container is outside of any region: the memory is overwritten');
}

const HEAP_KIND = registerKind({
  number: KIND.Heap,
  name: 'ManagerHeap',
  words: HEAP.SIZE,
  attach: (block) => Heap.at(block, regionOf(block)),
});
