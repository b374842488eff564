/**
 * The numbers of an array: packed as in a typed array, in tiles. Each is read and written in one piece, so reading needs
 * neither the mutex nor a look at the version, as nothing ever moves. Indices are checked by the caller.
 */
import { CorruptRegionError } from '@weft/atomics';
import { ARRAY_VIEWS, type ArrayType, MOST_NUMBERS } from '../../containers/array.js';
import { ARRAY, CONTAINER } from '../layout.js';
import { putElement } from '../memory/store.js';
import type { Room } from '../room.js';
import { Tiles } from '../tiles.js';

/** The types by the numbers that stand for them in memory: new ones come at the end. */
const TYPES = [
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'float32',
  'float64',
  'int64',
  'uint64',
] as const satisfies readonly ArrayType[];

/** Tiles count units of so many bytes. */
const UNIT_BYTES = 8;

type Numbers = Record<number, number | bigint>;

export class ArrayData {
  readonly type: ArrayType;
  readonly length: number;
  readonly #room: Room;
  readonly #tiles: Tiles;
  readonly #bytes: number;
  readonly #zero: number | bigint;
  /** Views of the extents, by their numbers. */
  readonly #views: Numbers[] = [];
  /** Where the element that was located last is. */
  #view: Numbers = [];
  #at = 0;

  /** @throws CorruptRegionError if the memory says what cannot be */
  constructor(room: Room) {
    const type = TYPES[room.own(ARRAY.TYPE)];
    this.length = room.own(ARRAY.LENGTH);
    if (type === undefined || this.length < 0 || this.length > MOST_NUMBERS) throw overwritten();
    this.type = type;
    this.#room = room;
    this.#tiles = new Tiles(room, ARRAY.TILES, 2);
    this.#bytes = ARRAY_VIEWS[type].BYTES_PER_ELEMENT;
    this.#zero = type === 'int64' || type === 'uint64' ? 0n : 0;
  }

  static numberOf(type: ArrayType): number {
    return TYPES.indexOf(type);
  }

  /** Makes room and writes the first numbers, zeros by default, unless that was done. */
  fill(values?: readonly (number | bigint)[]): void {
    if (this.#isFilled) return;
    this.#tiles.reserve(this.#units);
    for (let index = 0; index < this.length; index += 1) this.#put(index, values?.[index] ?? this.#zero);
    this.#room.mark(CONTAINER.FILLED);
  }

  /** Zero before it is filled. */
  read(index: number): number | bigint {
    if (!this.#isFilled) return this.#zero;
    this.#locate(index);
    return this.#view[this.#at] as number | bigint;
  }

  readMany(start: number, end: number): (number | bigint)[] {
    if (this.#isFilled && !this.#tiles.hold(this.#units)) throw overwritten();
    return Array.from({ length: end - start }, (_, i) => this.read(start + i));
  }

  set(index: number, value: number | bigint): void {
    this.fill();
    this.#put(index, value);
    this.#room.tellChange();
  }

  /** Writes numbers next to each other, as one change to those who read. */
  setMany(start: number, count: number, valueAt: (i: number) => number | bigint): void {
    this.fill();
    this.#room.together(() => {
      for (let i = 0; i < count; i += 1) this.#put(start + i, valueAt(i));
    });
  }

  /** References of all blocks that belong to the array, for audits. */
  blocks(): number[] {
    return [...this.#tiles.blocks(), ...this.#room.limboBlocks()];
  }

  get #isFilled(): boolean {
    // Atomic: whoever sees it filled is to see the numbers, too.
    return Atomics.load(this.#room.words, this.#room.state + CONTAINER.FILLED) !== 0;
  }

  /** How many units the numbers take. */
  get #units(): number {
    return Math.ceil((this.length * this.#bytes) / UNIT_BYTES);
  }

  #put(index: number, value: number | bigint): void {
    this.#locate(index);
    putElement(this.#view, this.#at, value);
  }

  #locate(index: number): void {
    const byte = index * this.#bytes;
    const tiles = this.#tiles;
    tiles.locate(Math.floor(byte / UNIT_BYTES));
    this.#view = this.#views[tiles.space] ?? this.#makeView(tiles.space);
    this.#at = (tiles.at * 4 + (byte % UNIT_BYTES)) / this.#bytes;
  }

  #makeView(space: number): Numbers {
    const { buffer, byteOffset, byteLength } = this.#room.extents.need(space);
    const length = Math.floor(byteLength / this.#bytes);
    const view = new ARRAY_VIEWS[this.type](buffer as ArrayBuffer, byteOffset, length) as unknown as Numbers;
    this.#views[space] = view;
    return view;
  }
}

function overwritten(): CorruptRegionError {
  return new CorruptRegionError('an array in the region is overwritten');
}
