/**
 * New tiles for a part of a row, and a directory with them and the tiles that stay. All of it lies in limbo until the row
 * changes to it, so nobody sees it half written, and if its writer dies it is given back.
 */
import { BLOCK, SLOT } from '../layout.js';
import { spaceOf, wordOf } from '../memory/block.js';
import { put, putWords } from '../memory/store.js';
import type { Room } from '../room.js';
import type { Tiles } from '../tiles.js';
import { chain } from '../values/blocks.js';
import type { Parcel } from '../values/parcel.js';

export class TileWriter {
  /** Of the new row. */
  readonly directory: number;
  readonly tileCount: number;
  readonly capacity: number;
  readonly #room: Room;
  readonly #tiles: Tiles;
  /** The tiles that are replaced. */
  readonly #old: readonly number[];
  readonly #new: readonly number[];
  /** Slots written so far. */
  #done = 0;

  /**
   * @param first the number of the first tile that is written anew; those before it stay
   * @param slots how many slots are written
   * @param keepsRest whether the tiles behind the new ones stay too; else they are given back
   */
  constructor(room: Room, tiles: Tiles, first: number, slots: number, keepsRest: boolean) {
    this.#room = room;
    this.#tiles = tiles;
    const written = Math.ceil(slots / tiles.perTile);
    const kept = keepsRest ? Math.max(0, tiles.count - first - written) : 0;
    this.tileCount = first + written + kept;
    const alone = this.tileCount === 1;
    this.#new = Array.from({ length: written }, () => tiles.newTile(alone ? slots : tiles.perTile));
    this.#old = Array.from({ length: tiles.count - first - kept }, (_, i) => tiles.tile(first + i));
    this.directory = this.tileCount === 0 ? 0 : this.#writeDirectory(first, kept);
    // A tile that is alone may be smaller than others, whether it is new or stays.
    const only = this.#new[0] ?? (alone ? tiles.tile(0) : 0);
    this.capacity = alone ? tiles.roomOf(only) : this.tileCount * tiles.perTile;
  }

  /** Writes the slots that stand in the old row from `start` up to `end`. */
  copy(start: number, end: number): void {
    const tiles = this.#tiles;
    for (let index = start; index < end; ) {
      tiles.locate(index);
      const count = Math.min(end - index, tiles.perTile - (index % tiles.perTile));
      this.#put(tiles.words.subarray(tiles.at, tiles.at + count * SLOT.SIZE));
      index += count;
    }
  }

  /** Writes the values of a parcel that is settled. */
  write(parcel: Parcel): void {
    this.#put(parcel.slots.subarray(0, parcel.count * SLOT.SIZE));
  }

  /** Chains what is replaced in front of others, for the limbo. */
  finish(others: number): number {
    const { extents } = this.#room;
    let chained = others;
    for (const tile of this.#old) chained = chain(extents, tile, chained);
    const { directory } = this.#tiles;
    return directory === 0 ? chained : chain(extents, directory, chained);
  }

  #put(slots: Int32Array): void {
    const { perTile } = this.#tiles;
    for (let from = 0; from < slots.length; ) {
      const ref = this.#new[Math.floor(this.#done / perTile)] as number;
      const at = this.#done % perTile;
      const part = slots.subarray(from, from + (perTile - at) * SLOT.SIZE);
      putWords(this.#room.extents.need(spaceOf(ref)), wordOf(ref) + BLOCK.HEADER + at * SLOT.SIZE, part);
      this.#done += part.length / SLOT.SIZE;
      from += part.length;
    }
  }

  #writeDirectory(first: number, kept: number): number {
    const tiles = this.#tiles;
    const directory = tiles.newDirectory(this.tileCount);
    const words = this.#room.extents.need(spaceOf(directory));
    const at = wordOf(directory) + BLOCK.HEADER;
    for (let number = 0; number < first; number += 1) put(words, at + number, tiles.tile(number));
    for (const [i, ref] of this.#new.entries()) put(words, at + first + i, ref);
    const rest = first + this.#new.length;
    for (let i = 0; i < kept; i += 1) put(words, at + rest + i, tiles.tile(rest + i));
    return directory;
  }
}
