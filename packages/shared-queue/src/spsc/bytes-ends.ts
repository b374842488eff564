/**
 * The ends of a ring of byte arrays. Each item is a word with its length and then its bytes, in one piece, so that
 * both ends can work on it where it lies; an item that would reach around the end of the ring begins at the start
 * instead, and a mark says so.
 */
import { ArgumentError, CorruptRegionError } from '@weft/atomics';
import { checkInteger, shown } from '@weft/atomics/kit';
import { ItemTooLargeError } from '../errors.js';
import { frameWords, itemBytes } from '../frames.js';
import { ITEM, SPSC } from '../layout.js';
import { Consumer, type EndParts, Producer } from './ends.js';

/** The memory of the ring, as words and as bytes. */
interface Memory {
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
}

function memoryOf(words: Int32Array): Memory {
  return { words, bytes: new Uint8Array(words.buffer, words.byteOffset, words.byteLength) };
}

export class BytesProducer extends Producer<Uint8Array> {
  readonly #memory: Memory;
  readonly #mask: number;
  /** Where the reserved item begins, and how many bytes it may have. */
  #reserved: { readonly at: number; readonly skipped: number; readonly bytes: number } | undefined;

  constructor(parts: EndParts, words: Int32Array) {
    super(parts);
    this.#memory = memoryOf(words);
    this.#mask = parts.capacity - 1;
  }

  /** Puts a copy of the bytes, if there is room. @throws ItemTooLargeError beyond half of the ring */
  push(item: Uint8Array): boolean {
    if (!(item instanceof Uint8Array))
      throw new ArgumentError(`this ring takes Uint8Arrays, got ${shown(item)}`);
    const place = this.#place(item.length);
    if (place === undefined) return false;
    this.#memory.bytes.set(item, (place.at + ITEM.HEADER) * 4);
    this.#finish(place.at, place.skipped, item.length);
    return true;
  }

  /**
   * Room for an item of `length` bytes to be written where it will lie: a view of shared memory, to be given back by
   * `commit`. `undefined` if there is no room now.
   *
   * @throws ItemTooLargeError beyond half of the ring
   */
  reserve(length: number): Uint8Array | undefined {
    checkInteger('length', length, 0, ITEM.LENGTH);
    const place = this.#place(length);
    if (place === undefined) return undefined;
    this.#reserved = { ...place, bytes: length };
    const start = (place.at + ITEM.HEADER) * 4;
    return this.#memory.bytes.subarray(start, start + length);
  }

  /** Puts the first `length` bytes (default: all) of what was reserved. @throws ArgumentError if nothing was */
  commit(length?: number): void {
    const reserved = this.#reserved;
    if (reserved === undefined)
      throw new ArgumentError('nothing is reserved: commit() needs a reserve() before it');
    const bytes = length === undefined ? reserved.bytes : checkInteger('length', length, 0, reserved.bytes);
    this.#reserved = undefined;
    this.#finish(reserved.at, reserved.skipped, bytes);
  }

  #place(length: number): { readonly at: number; readonly skipped: number } | undefined {
    const words = frameWords(length);
    if (words > this.capacity / 2) {
      throw new ItemTooLargeError(
        `an item of ${length} bytes does not fit into ${this.block.label}: it takes up to ${this.capacity * 2 - 4}`,
      );
    }
    const at = this.position & this.#mask;
    const toEnd = this.capacity - at;
    const skipped = words <= toEnd ? 0 : toEnd;
    if (!this.hasRoom(skipped + words)) return undefined;
    return { at: skipped === 0 ? at : 0, skipped };
  }

  #finish(at: number, skipped: number, bytes: number): void {
    const { words } = this.#memory;
    words[at] = bytes;
    if (skipped > 0) words[this.position & this.#mask] = SPSC.SKIP;
    this.advance(skipped + frameWords(bytes));
  }
}

export class BytesConsumer extends Consumer<Uint8Array> {
  readonly #memory: Memory;
  readonly #mask: number;

  constructor(parts: EndParts, words: Int32Array) {
    super(parts);
    this.#memory = memoryOf(words);
    this.#mask = parts.capacity - 1;
  }

  /** Takes the next item, as a copy. @throws CorruptRegionError */
  pop(): Uint8Array | undefined {
    const item = this.peek();
    if (item === undefined) return undefined;
    // `slice` of a view of shared memory would be shared as well.
    const copy = new Uint8Array(item.length);
    copy.set(item);
    this.release();
    return copy;
  }

  /**
   * The next item where it lies: a view of shared memory, to be given back by `release`. `undefined` if there is none.
   *
   * @throws CorruptRegionError if the ring was overwritten
   */
  peek(): Uint8Array | undefined {
    if (!this.hasItem()) return undefined;
    const at = this.#skip();
    const length = itemBytes(this.#memory.words[at] as number, this.#available(at));
    const start = (at + ITEM.HEADER) * 4;
    return this.#memory.bytes.subarray(start, start + length);
  }

  /** Gives the item back that `peek` showed; nobody may use that view any more. */
  release(): void {
    if (!this.hasItem()) throw new ArgumentError('there is nothing to release: peek() first');
    const at = this.#skip();
    this.advance(frameWords(itemBytes(this.#memory.words[at] as number, this.#available(at))));
  }

  /** The word at which the next item begins, behind the mark at the end of the ring, if that is next. */
  #skip(): number {
    const at = this.position & this.#mask;
    if (this.#memory.words[at] !== SPSC.SKIP) return at;
    const toEnd = this.#memory.words.length - at;
    if (this.reach <= toEnd) throw overwritten(this.block.label);
    this.advance(toEnd);
    return 0;
  }

  /** Words of items behind `at`, in one piece. */
  #available(at: number): number {
    if (this.reach > this.#memory.words.length) throw overwritten(this.block.label);
    return Math.min(this.reach, this.#memory.words.length - at);
  }
}

function overwritten(label: string): CorruptRegionError {
  return new CorruptRegionError(`the positions of ${label} contradict each other: it was overwritten`);
}
