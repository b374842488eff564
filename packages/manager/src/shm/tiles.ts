/**
 * A row of elements of one size in tiles, blocks of a fixed number of them, that a directory leads to. It grows without
 * moving anything but the directory; only a row that fits in one tile has a smaller one, which is copied to twice its size.
 *
 * For the owner of the mutex, but for `locate`: that survives whatever it reads, and its answer counts only if nothing has
 * changed meanwhile.
 */
import { CorruptRegionError } from '@weft/atomics';
import { BLOCK, BLOCK_KIND, TILES } from './layout.js';
import { contentWordsIn, spaceOf, wordOf } from './memory/block.js';
import { put, putWords } from './memory/store.js';
import type { Room } from './room.js';
import { chain } from './values/blocks.js';

export class Tiles {
  /** Where `locate` found the element: in which memory, its number, and at which word. */
  words: Int32Array;
  numbers: Float64Array;
  space = 0;
  at = 0;
  readonly #room: Room;
  readonly #main: Int32Array;
  readonly #own: number;
  /** The words of an element, as a power of two, and the elements of a whole tile likewise. */
  readonly #elementShift: number;
  readonly #tileShift: number;

  constructor(room: Room, own: number, elementWords: 1 | 2) {
    this.#room = room;
    this.#main = room.words;
    this.#own = room.state + own;
    this.#elementShift = elementWords - 1;
    this.#tileShift = Math.log2(TILES.TILE_WORDS) - this.#elementShift;
    this.words = room.words;
    this.numbers = room.extents.numbers[0] as Float64Array;
  }

  get capacity(): number {
    return this.#main[this.#own + TILES.CAPACITY] as number;
  }

  get count(): number {
    return this.#main[this.#own + TILES.COUNT] as number;
  }

  get directory(): number {
    return this.#main[this.#own + TILES.DIRECTORY] as number;
  }

  /** Whether so many elements can be there. For reading without the mutex, too. */
  hold(elements: number): boolean {
    const { capacity, count } = this;
    if (elements < 0 || elements > capacity || capacity > count * this.perTile) return false;
    return count === 0 || count <= this.contentOf(this.directory);
  }

  /** Elements of a whole tile. */
  get perTile(): number {
    return 1 << this.#tileShift;
  }

  /** Finds an element. @throws CorruptRegionError */
  locate(index: number): void {
    const { extents } = this.#room;
    const ref = this.tile(index >>> this.#tileShift);
    const space = spaceOf(ref);
    this.words = extents.words[space] ?? extents.need(space);
    this.numbers = extents.numbers[space] as Float64Array;
    this.space = space;
    this.at = wordOf(ref) + BLOCK.HEADER + ((index & (this.perTile - 1)) << this.#elementShift);
    // What is beyond the memory would read as nothing, and never be what it was a moment ago.
    if (this.at + this.#elementShift >= this.words.length) {
      throw new CorruptRegionError('the tiles of a container in the region are overwritten');
    }
  }

  /** The reference of a tile. @throws CorruptRegionError */
  tile(number: number): number {
    const { directory } = this;
    const space = spaceOf(directory);
    const words = this.#room.extents.words[space] ?? this.#room.extents.need(space);
    return words[wordOf(directory) + BLOCK.HEADER + number] ?? 0;
  }

  /** All blocks of the row. */
  blocks(): number[] {
    if (this.directory === 0) return [];
    if (this.count < 0 || this.count > this.contentOf(this.directory)) {
      throw new CorruptRegionError('the tiles of a container in the region are overwritten');
    }
    return [this.directory, ...Array.from({ length: this.count }, (_, number) => this.tile(number))];
  }

  /** Chains all blocks in front of others, for the limbo. */
  chainAll(others: number): number {
    return this.blocks().reduce((rest, ref) => chain(this.#room.extents, ref, rest), others);
  }

  /** Makes room for so many elements. Each step is a change of its own, after which the row is as good as before. */
  reserve(elements: number): void {
    while (this.capacity < elements) {
      if (this.count === 0) this.#found(elements);
      else if (this.capacity < this.perTile) this.#enlarge(elements);
      else this.#extend();
    }
  }

  /** A directory with room for so many tiles, in limbo. */
  newDirectory(tiles: number): number {
    return this.#room.allocate(BLOCK_KIND.DIRECTORY, Math.max(TILES.LEAST_DIRECTORY, powerOfTwo(tiles)));
  }

  /** A tile in limbo with room for at least so many elements, and no more than a whole one has. */
  newTile(elements: number): number {
    return this.#room.allocate(BLOCK_KIND.TILE, this.#tileWords(elements));
  }

  /** As part of a change: from now on these are the tiles. */
  replace(directory: number, count: number, capacity: number): void {
    this.#write(TILES.DIRECTORY, directory);
    this.#write(TILES.COUNT, count);
    this.#write(TILES.CAPACITY, capacity);
  }

  /** Elements that a tile has room for. */
  roomOf(ref: number): number {
    return Math.min(this.contentOf(ref) >>> this.#elementShift, this.perTile);
  }

  /** Gives back tiles at the end, all but one that nothing uses. Each is a change of its own. */
  shrink(elements: number): void {
    const hasSpare = () => this.count > 1 && elements <= (this.count - 2) * this.perTile;
    // Asked once there is something to do: a count that is overwritten must not have this go on for ever.
    if (!hasSpare() || !this.hold(elements)) return;
    while (hasSpare()) this.#dropLast();
  }

  #dropLast(): void {
    const { count, perTile } = this;
    const last = this.tile(count - 1);
    const limbo = chain(this.#room.extents, last, this.#room.limbo);
    this.#room.begin();
    this.#write(TILES.COUNT, count - 1);
    this.#write(TILES.CAPACITY, this.capacity - perTile);
    this.#room.commit(limbo);
  }

  #found(elements: number): void {
    const rest = this.#room.limbo;
    const tile = this.newTile(elements);
    const directory = this.newDirectory(1);
    this.#putTile(directory, 0, tile);
    this.#change(directory, 1, this.roomOf(tile), rest);
  }

  #enlarge(elements: number): void {
    const rest = this.#room.limbo;
    const old = this.tile(0);
    const tile = this.newTile(Math.max(elements, this.capacity * 2));
    this.#copyTile(old, tile, this.capacity << this.#elementShift);
    this.#room.begin();
    this.#room.write(spaceOf(this.directory), wordOf(this.directory) + BLOCK.HEADER, tile);
    this.#write(TILES.CAPACITY, this.roomOf(tile));
    this.#room.commit(chain(this.#room.extents, old, rest));
  }

  #extend(): void {
    const rest = this.#room.limbo;
    const { count, capacity, directory } = this;
    const tile = this.newTile(this.perTile);
    if (count < this.contentOf(directory)) {
      // Nobody looks behind the last tile: this store changes nothing yet.
      this.#putTile(directory, count, tile);
      this.#change(directory, count + 1, capacity + this.perTile, rest);
      return;
    }
    const larger = this.newDirectory(count * 2);
    this.#copyTile(directory, larger, count);
    this.#putTile(larger, count, tile);
    this.#change(larger, count + 1, capacity + this.perTile, chain(this.#room.extents, directory, rest));
  }

  #change(directory: number, count: number, capacity: number, limbo: number): void {
    this.#room.begin();
    this.replace(directory, count, capacity);
    this.#room.commit(limbo);
  }

  #write(offset: number, value: number): void {
    this.#room.write(0, this.#own + offset, value);
  }

  #putTile(directory: number, number: number, tile: number): void {
    put(this.#room.extents.need(spaceOf(directory)), wordOf(directory) + BLOCK.HEADER + number, tile);
  }

  #copyTile(from: number, to: number, words: number): void {
    const start = wordOf(from) + BLOCK.HEADER;
    const source = this.#room.extents.need(spaceOf(from)).subarray(start, start + words);
    putWords(this.#room.extents.need(spaceOf(to)), wordOf(to) + BLOCK.HEADER, source);
  }

  /** Words of content of a block. */
  contentOf(ref: number): number {
    return contentWordsIn(this.#room.extents.need(spaceOf(ref))[wordOf(ref) + BLOCK.SIZE] ?? 0);
  }

  #tileWords(elements: number): number {
    const words = powerOfTwo(elements << this.#elementShift);
    return Math.min(Math.max(words, TILES.LEAST_WORDS), TILES.TILE_WORDS);
  }
}

/** The smallest power of two that is not less. */
function powerOfTwo(least: number): number {
  return least <= 1 ? 1 : 2 ** (32 - Math.clz32(least - 1));
}
