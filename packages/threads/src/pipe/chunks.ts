/** The ring of one direction: copies the bytes of chunks in and out. Positions are words modulo 2^32. */
import type { Block } from '@weft/atomics/kit';

/** Up to so many bytes a loop beats the engine's copying of arrays. */
const FEW_BYTES = 96;

export class Chunks {
  /** Words of the ring, a power of two. */
  readonly size: number;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #mask: number;

  constructor({ words }: Block, at: number, size: number) {
    this.size = size;
    this.#words = words.subarray(at, at + size);
    this.#bytes = new Uint8Array(words.buffer, words.byteOffset + at * 4, size * 4);
    this.#mask = size - 1;
  }

  word(position: number): number {
    return this.#words[position & this.#mask] as number;
  }

  setWord(position: number, value: number): void {
    this.#words[position & this.#mask] = value;
  }

  /** Copies `count` bytes of `source`, from its byte `from` on, to `position`. */
  write(position: number, source: Uint8Array, from: number, count: number): void {
    const at = (position & this.#mask) * 4;
    const first = Math.min(count, this.#bytes.length - at);
    if (count <= FEW_BYTES && first === count) {
      for (let i = 0; i < count; i += 1) this.#bytes[at + i] = source[from + i] as number;
      return;
    }
    this.#bytes.set(source.subarray(from, from + first), at);
    if (first < count) this.#bytes.set(source.subarray(from + first, from + count), 0);
  }

  /** Copies `count` bytes at `position` to `target`, from its byte `to` on. */
  read(position: number, target: Uint8Array, to: number, count: number): void {
    const at = (position & this.#mask) * 4;
    const first = Math.min(count, this.#bytes.length - at);
    if (count <= FEW_BYTES && first === count) {
      for (let i = 0; i < count; i += 1) target[to + i] = this.#bytes[at + i] as number;
      return;
    }
    target.set(this.#bytes.subarray(at, at + first), to);
    if (first < count) target.set(this.#bytes.subarray(0, count - first), to + first);
  }
}
