/**
 * The shared memory of a subject: numbers its words, and puts them back before each execution.
 *
 * All buffers share one row of *granules*, 4 bytes each, the places by which the explorer tells whether two steps
 * touch the same. A step that writes marks what it writes, so putting back costs as much as was written. Buffers made
 * while the threads run get the numbers behind `settled`, in the order in which they are met.
 */
import type { SharedArray } from '../machine/op.js';
import type { Journal } from './journal.js';

export const GRANULE_BYTES = 4;

type AnyBuffer = SharedArrayBuffer | ArrayBufferLike;

/** One buffer. */
export class Area {
  readonly firstGranule: number;
  readonly granules: number;
  readonly #buffer: AnyBuffer;
  readonly #words: Int32Array;
  readonly #initial: Int32Array;
  /** The bytes behind the last whole word. */
  readonly #initialTail: Uint8Array;
  readonly #isDirty: Uint8Array;
  readonly #dirty: Int32Array;
  #dirtyCount = 0;
  #allDirty = false;

  readonly #journal: Journal;

  constructor(buffer: AnyBuffer, firstGranule: number, journal: Journal) {
    this.#journal = journal;
    const words = Math.floor(buffer.byteLength / GRANULE_BYTES);
    this.firstGranule = firstGranule;
    this.granules = Math.ceil(buffer.byteLength / GRANULE_BYTES);
    this.#buffer = buffer;
    this.#words = new Int32Array(buffer, 0, words);
    this.#initial = this.#words.slice();
    this.#initialTail = this.#tail().slice();
    this.#isDirty = new Uint8Array(this.granules);
    this.#dirty = new Int32Array(this.granules);
  }

  /** A word is about to be written. */
  mark(granule: number): void {
    const word = granule - this.firstGranule;
    if (word < this.#words.length) this.#journal.note(this.#words, word);
    else this.#journal.loseTrack();
    if (this.#isDirty[word] === 1) return;
    this.#isDirty[word] = 1;
    this.#dirty[this.#dirtyCount] = word;
    this.#dirtyCount += 1;
  }

  wordAt(granule: number): number {
    return this.#words[granule - this.firstGranule] ?? 0;
  }

  /** Somebody has had the run of it. */
  markAll(): void {
    this.#journal.loseTrack();
    this.#allDirty = true;
  }

  restore(): void {
    for (let i = 0; i < this.#dirtyCount; i += 1) {
      const word = this.#dirty[i]!;
      this.#isDirty[word] = 0;
      this.#words[word] = this.#initial[word]!;
    }
    this.#dirtyCount = 0;
    if (this.#allDirty) this.#words.set(this.#initial);
    this.#allDirty = false;
    if (this.#initialTail.length > 0) this.#tail().set(this.#initialTail);
  }

  /** A number for what differs from the beginning, whatever the order in which it was written. */
  hash(seed: number): number {
    let hash = 0;
    if (this.#allDirty) {
      for (let word = 0; word < this.#words.length; word += 1) hash = (hash + this.#hashWord(word, seed)) | 0;
    } else {
      for (let i = 0; i < this.#dirtyCount; i += 1) hash = (hash + this.#hashWord(this.#dirty[i]!, seed)) | 0;
    }
    if (this.#initialTail.length === 0) return hash;
    for (const byte of this.#tail()) hash = (Math.imul(hash, seed | 1) + byte) | 0;
    return hash;
  }

  #hashWord(word: number, seed: number): number {
    const value = this.#words[word];
    if (value === undefined || value === this.#initial[word]) return 0;
    return scramble(scramble(value ^ seed) + Math.imul(this.firstGranule + word, 0x9e3779b1));
  }

  #tail(): Uint8Array {
    return new Uint8Array(this.#buffer, this.#words.length * GRANULE_BYTES);
  }
}

/** Spreads the bits of a number (the finisher of MurmurHash3, A. Appleby). */
export function scramble(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** Where an array lies. */
export interface Extent {
  readonly area: Area;
  /** Address of its first byte, counted through all buffers. */
  readonly firstByte: number;
  readonly elementBytes: number;
}

export class SharedSpace {
  /** Number of granules of the buffers that were there from the beginning. */
  readonly settled: number;
  readonly #settledAreas: number;
  readonly #areas: Area[] = [];
  readonly #byBuffer = new Map<AnyBuffer, Area>();
  #extents = new WeakMap<SharedArray, Extent>();
  #granules = 0;

  readonly #journal: Journal;

  constructor(buffers: readonly AnyBuffer[], journal: Journal) {
    this.#journal = journal;
    for (const buffer of buffers) this.#add(buffer);
    this.settled = this.#granules;
    this.#settledAreas = this.#areas.length;
  }

  get granules(): number {
    return this.#granules;
  }

  extentOf(array: SharedArray): Extent {
    const known = this.#extents.get(array);
    if (known !== undefined) return known;
    const area = this.#byBuffer.get(array.buffer) ?? this.#add(array.buffer);
    const extent = {
      area,
      firstByte: area.firstGranule * GRANULE_BYTES + array.byteOffset,
      elementBytes: array.BYTES_PER_ELEMENT,
    };
    this.#extents.set(array, extent);
    return extent;
  }

  markAll(): void {
    for (const area of this.#areas) area.markAll();
  }

  /** Puts everything back, and forgets the buffers that came later. */
  restore(): void {
    if (this.#areas.length > this.#settledAreas) this.#forgetNew();
    for (const area of this.#areas) area.restore();
  }

  hash(seed: number): number {
    let hash = 0;
    for (const area of this.#areas) hash = (hash + area.hash(seed)) | 0;
    return hash;
  }

  #add(buffer: AnyBuffer): Area {
    const area = new Area(buffer, this.#granules, this.#journal);
    this.#areas.push(area);
    this.#byBuffer.set(buffer, area);
    // An even number, so that elements of 8 bytes never reach into a neighbour's granule.
    this.#granules += area.granules + (area.granules % 2);
    return area;
  }

  #forgetNew(): void {
    this.#areas.length = this.#settledAreas;
    for (const [buffer, area] of this.#byBuffer) {
      if (area.firstGranule >= this.settled) this.#byBuffer.delete(buffer);
    }
    this.#granules = this.settled;
    this.#extents = new WeakMap();
  }
}
