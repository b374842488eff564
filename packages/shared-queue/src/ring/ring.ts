/** A ring of words whose positions are counted modulo 2^32; its size is a power of two. */
import type { Block } from '@weft/atomics/kit';
import { ITEM } from '../layout.js';

/** Up to so many words a loop beats the engine's copying of arrays. */
const FEW_WORDS = 24;

export class Ring {
  readonly size: number;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #mask: number;

  constructor(block: Block, at: number, size: number) {
    const { words } = block;
    this.size = size;
    this.#words = words.subarray(at, at + size);
    this.#bytes = new Uint8Array(words.buffer, words.byteOffset + at * 4, size * 4);
    this.#mask = size - 1;
  }

  word(position: number): number {
    return this.#words[position & this.#mask] as number;
  }

  /** Copies `count` words from `source`, from its word `from` on, to `position`. */
  write(position: number, source: Int32Array, from: number, count: number): void {
    const at = position & this.#mask;
    if (count <= FEW_WORDS) {
      for (let i = 0; i < count; i += 1) {
        this.#words[(at + i) & this.#mask] = source[from + i] as number;
      }
      return;
    }
    const first = Math.min(count, this.size - at);
    this.#words.set(source.subarray(from, from + first), at);
    if (first < count) this.#words.set(source.subarray(from + first, from + count), 0);
  }

  /** Copies `count` words at `position` to the start of `target`. */
  read(position: number, target: Int32Array, count: number): void {
    const at = position & this.#mask;
    if (count <= FEW_WORDS) {
      for (let i = 0; i < count; i += 1) target[i] = this.#words[(at + i) & this.#mask] as number;
      return;
    }
    const first = Math.min(count, this.size - at);
    target.set(this.#words.subarray(at, at + first));
    if (first < count) target.set(this.#words.subarray(0, count - first), first);
  }

  /** Writes a frame whose bytes are not in words. */
  writeItem(position: number, item: Uint8Array): void {
    this.#words[position & this.#mask] = item.length;
    const at = ((position + ITEM.HEADER) & this.#mask) * 4;
    const first = Math.min(item.length, this.#bytes.length - at);
    this.#bytes.set(first < item.length ? item.subarray(0, first) : item, at);
    if (first < item.length) this.#bytes.set(item.subarray(first), 0);
  }

  /** Copies as many bytes of the item of a frame as `target` has. */
  readItem(position: number, target: Uint8Array): void {
    const at = ((position + ITEM.HEADER) & this.#mask) * 4;
    const { length } = target;
    const first = Math.min(length, this.#bytes.length - at);
    target.set(this.#bytes.subarray(at, at + first));
    if (first < length) target.set(this.#bytes.subarray(0, length - first), first);
  }
}
