/**
 * The elements of a list: slots in tiles. Growing at the end moves nothing; what changes the middle writes new tiles and a
 * new directory, and changes to them at once.
 *
 * | killed in                     | before                              | after                                         |
 * |-------------------------------|-------------------------------------|-----------------------------------------------|
 * | adding numbers                | LENGTH is stored: not there         | there                                         |
 * | replacing a number by another | its 64 bits are stored: the old one | the new one                                   |
 * | anything else                 | the journal is cleared: as it was;  | changed; what was replaced lies in limbo      |
 * |                               | what is new lies in limbo           |                                               |
 *
 * All is for the owner of the mutex, but for what begins with `read`: that survives whatever it finds, and its answer
 * counts only if nothing has changed meanwhile. Indices are checked by the caller.
 */
import { CorruptRegionError } from '@weft/atomics';
import { LIST, SLOT } from '../layout.js';
import { publish, put, putNumber } from '../memory/store.js';
import type { Room } from '../room.js';
import { Tiles } from '../tiles.js';
import { chainBytes, matches, settle, takeOut } from '../values/blocks.js';
import { isBytes, isNumber, LOWER, UPPER } from '../values/inline.js';
import type { Parcel } from '../values/parcel.js';
import { replaceByNumber, replaceSlot } from '../values/replace-slot.js';
import { TileWriter } from './tile-writer.js';

export class ListData {
  readonly room: Room;
  readonly #tiles: Tiles;
  readonly #lengthAt: number;

  constructor(room: Room) {
    this.room = room;
    this.#tiles = new Tiles(room, LIST.TILES, SLOT.SIZE);
    this.#lengthAt = room.state + LIST.LENGTH;
  }

  /** How many elements. */
  get length(): number {
    return Atomics.load(this.room.words, this.#lengthAt);
  }

  /** The same, for those who go through all elements. @throws CorruptRegionError if there cannot be so many */
  get checkedLength(): number {
    const { length } = this;
    if (this.#tiles.hold(length)) return length;
    throw new CorruptRegionError('the length of a list in the region is overwritten');
  }

  /** The element, if it is a number; else `undefined`. */
  readNumber(index: number): number | undefined {
    const tiles = this.#tiles;
    tiles.locate(index);
    return isNumber(tiles.words[tiles.at + UPPER] as number) ? tiles.numbers[tiles.at >>> 1] : undefined;
  }

  /** Adds copies of the elements from `start` up to `end` to a parcel. */
  readInto(parcel: Parcel, start: number, end: number): void {
    const tiles = this.#tiles;
    for (let index = start; index < end; index += 1) {
      tiles.locate(index);
      takeOut(this.room.extents, tiles.words, tiles.at, parcel);
    }
  }

  /** The first index from `start` on of an element that equals the first value of a parcel; -1 if there is none. */
  readIndexOf(parcel: Parcel, start: number): number {
    const tiles = this.#tiles;
    const length = this.checkedLength;
    for (let index = start; index < length; index += 1) {
      tiles.locate(index);
      if (matches(this.room.extents, tiles.words, tiles.at, parcel, 0)) return index;
    }
    return -1;
  }

  /** Whether an element is the same as the first value of a parcel. */
  isSame(index: number, parcel: Parcel): boolean {
    const tiles = this.#tiles;
    tiles.locate(index);
    return matches(this.room.extents, tiles.words, tiles.at, parcel, 0);
  }

  /** Replaces an element by a number, if nothing has to go for it; whether it did. */
  setNumber(index: number, value: number): boolean {
    const tiles = this.#tiles;
    tiles.locate(index);
    return replaceByNumber(this.room, tiles.space, tiles.at, value);
  }

  /** Replaces an element by the first value of a parcel. */
  set(index: number, parcel: Parcel): void {
    const tiles = this.#tiles;
    tiles.locate(index);
    replaceSlot(this.room, tiles.space, tiles.at, parcel, 0);
  }

  /** Adds a number at the end. */
  appendNumber(value: number): number {
    const length = this.room.words[this.#lengthAt] as number;
    const tiles = this.#tiles;
    if (length >= tiles.capacity) tiles.reserve(length + 1);
    tiles.locate(length);
    putNumber(tiles.numbers, tiles.at >>> 1, value);
    publish(this.room.words, this.#lengthAt, length + 1);
    this.room.tellChange();
    return length + 1;
  }

  /** Adds all values of a parcel at the end; `also` writes what is part of the same change. */
  append(parcel: Parcel, also?: () => void): number {
    const { room } = this;
    const tiles = this.#tiles;
    const length = this.checkedLength;
    // What is reserved leaves replaced tiles in limbo, what is settled must not stay there: so one after the other.
    tiles.reserve(length + parcel.count);
    const { limbo } = room;
    settle(parcel, room.heap, room.limboAt);
    for (let i = 0; i < parcel.count; i += 1) {
      tiles.locate(length + i);
      put(tiles.words, tiles.at, parcel.slots[i * SLOT.SIZE] as number);
      put(tiles.words, tiles.at + 1, parcel.slots[i * SLOT.SIZE + 1] as number);
    }
    room.begin();
    room.writeOwn(LIST.LENGTH, length + parcel.count);
    also?.();
    room.commit(limbo);
    return length + parcel.count;
  }

  /** Takes the last element out, if it is a number; else answers `undefined`. */
  popNumber(): number | undefined {
    const { room } = this;
    const last = this.length - 1;
    const number = this.readNumber(last);
    if (number === undefined) return undefined;
    publish(room.words, this.#lengthAt, last);
    room.tellChange();
    this.#tiles.shrink(last);
    return number;
  }

  /** Takes the last element out, into a parcel. */
  pop(parcel: Parcel): void {
    const { room } = this;
    const tiles = this.#tiles;
    const last = this.length - 1;
    tiles.locate(last);
    takeOut(room.extents, tiles.words, tiles.at, parcel);
    if (isBytes(tiles.words[tiles.at + UPPER] as number)) {
      const limbo = chainBytes(room.extents, tiles.words, tiles.at, room.limbo);
      room.begin();
      room.writeOwn(LIST.LENGTH, last);
      room.commit(limbo);
    } else {
      publish(room.words, this.#lengthAt, last);
      room.tellChange();
    }
    tiles.shrink(last);
  }

  /** Replaces `count` elements from `start` on by the values of a parcel. */
  splice(start: number, count: number, parcel: Parcel): void {
    if (count === 0 && parcel.count === 0) return;
    const isAtEnd = start + count === this.length;
    if (isAtEnd && parcel.count === 0) this.#cut(start);
    else if (isAtEnd && count === 0) this.append(parcel);
    else this.#spliceInside(start, count, parcel);
  }

  /** Takes out what stands from `start` on: it needs no memory, so it works also when there is none left. */
  #cut(start: number): void {
    const { room } = this;
    const limbo = this.#chainRange(start, this.checkedLength, room.limbo);
    room.begin();
    room.writeOwn(LIST.LENGTH, start);
    room.commit(limbo);
    this.#tiles.shrink(start);
  }

  #spliceInside(start: number, count: number, parcel: Parcel): void {
    const { room } = this;
    const tiles = this.#tiles;
    const length = this.checkedLength;
    const removed = this.#chainRange(start, start + count, room.limbo);
    settle(parcel, room.heap, room.limboAt);
    // Elements that keep their place keep their tiles, too.
    const { perTile } = tiles;
    const first = Math.floor(start / perTile);
    const keepsRest = parcel.count === count;
    const end = keepsRest ? Math.min(length, Math.ceil((start + count) / perTile) * perTile) : length;
    const writer = new TileWriter(
      room,
      tiles,
      first,
      end - first * perTile + parcel.count - count,
      keepsRest,
    );
    writer.copy(first * perTile, start);
    writer.write(parcel);
    writer.copy(start + count, end);
    this.#replaceTiles(writer, length + parcel.count - count, removed);
  }

  /** Puts the elements in another order: at each place the one whose index stands there. */
  reorder(order: (place: number) => number): void {
    const length = this.checkedLength;
    const { limbo } = this.room;
    const writer = new TileWriter(this.room, this.#tiles, 0, length, false);
    for (let place = 0; place < length; place += 1) writer.copy(order(place), order(place) + 1);
    this.#replaceTiles(writer, length, limbo);
  }

  /** Takes all out. */
  clear(): void {
    const { room } = this;
    const limbo = this.#tiles.chainAll(this.#chainRange(0, this.checkedLength, room.limbo));
    room.begin();
    room.writeOwn(LIST.LENGTH, 0);
    this.#tiles.replace(0, 0, 0);
    room.commit(limbo);
  }

  /** References of all blocks that belong to the list, for audits. */
  blocks(): number[] {
    const blocks = [...this.#tiles.blocks(), ...this.room.limboBlocks()];
    const tiles = this.#tiles;
    for (let index = 0; index < this.checkedLength; index += 1) {
      tiles.locate(index);
      if (isBytes(tiles.words[tiles.at + UPPER] as number))
        blocks.push(tiles.words[tiles.at + LOWER] as number);
    }
    return blocks;
  }

  #replaceTiles(writer: TileWriter, length: number, limbo: number): void {
    const { room } = this;
    const replaced = writer.finish(limbo);
    room.begin();
    room.writeOwn(LIST.LENGTH, length);
    this.#tiles.replace(writer.directory, writer.tileCount, writer.capacity);
    room.commit(replaced);
  }

  #chainRange(start: number, end: number, others: number): number {
    const tiles = this.#tiles;
    let chained = others;
    for (let index = start; index < end; index += 1) {
      tiles.locate(index);
      chained = chainBytes(this.room.extents, tiles.words, tiles.at, chained);
    }
    return chained;
  }
}
