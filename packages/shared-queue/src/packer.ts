/** Turns items into frames and frames into items, with the codec of the queue. */
import { bytes } from './codecs/bytes.js';
import { type Codec, type FixedCodec, isFixed, type Scope } from './codecs/codec.js';
import { CodecError } from './errors.js';
import { type Frames, frameWords, itemBytes } from './frames.js';
import { ITEM } from './layout.js';

export interface Packer<T> {
  /** Whether a large item should arrive in an array of its own. */
  readonly keeps: boolean;
  /** Whether the bytes of an item are the item. */
  readonly raw: boolean;
  /** Adds an item to empty frames. */
  packOne(item: T, frames: Frames): void;
  /** Adds one more. */
  pack(item: T, frames: Frames): void;
  /** The item whose frame is all there is. */
  unpackOne(frames: Frames): T;
  /** The item whose frame begins at `at`. */
  unpack(frames: Frames, at: number): T;
}

export function packerFor<T>(codec: Codec<T>, scope: Scope): Packer<T> {
  return isFixed(codec) ? new FixedPacker(codec) : new BytesPacker(codec, scope);
}

class FixedPacker<T> implements Packer<T> {
  readonly keeps = false;
  readonly raw = false;
  readonly #itemWords: number;
  readonly #codec: FixedCodec<T>;

  constructor(codec: FixedCodec<T>) {
    this.#codec = codec;
    this.#itemWords = frameWords(codec.bytes);
  }

  packOne(item: T, frames: Frames): void {
    this.pack(item, frames);
  }

  pack(item: T, frames: Frames): void {
    frames.reserve(this.#itemWords);
    const { length, words } = frames;
    words[length] = this.#codec.bytes;
    this.#codec.write(item, words, length + ITEM.HEADER);
    frames.length = length + this.#itemWords;
    frames.count += 1;
  }

  unpackOne(frames: Frames): T {
    return this.unpack(frames, 0);
  }

  unpack({ words }: Frames, at: number): T {
    const bytes = words[at] as number;
    if (bytes === this.#codec.bytes) return this.#codec.read(words, at + ITEM.HEADER);
    throw new CodecError(
      `an item of ${bytes} bytes is no ${this.#codec.name}, which has ${this.#codec.bytes}`,
    );
  }
}

class BytesPacker<T> implements Packer<T> {
  readonly keeps: boolean;
  readonly raw: boolean;
  readonly #codec: Codec<T>;
  readonly #scope: Scope;

  constructor(codec: Codec<T>, scope: Scope) {
    this.keeps = codec.keeps === true;
    this.raw = codec.name === bytes.name;
    this.#codec = codec;
    this.#scope = scope;
  }

  packOne(item: T, frames: Frames): void {
    frames.pushOnly(this.#encode(item));
  }

  pack(item: T, frames: Frames): void {
    frames.push(this.#encode(item));
  }

  unpackOne(frames: Frames): T {
    const { large, first } = frames;
    if (large !== undefined) return this.#codec.decode(large, large.length);
    const length = itemBytes(frames.words[0] as number, frames.length);
    return this.keeps
      ? this.#codec.decode(first.slice(0, length), length)
      : this.#codec.decode(first, length);
  }

  unpack(frames: Frames, at: number): T {
    const length = itemBytes(frames.words[at] as number, frames.length - at);
    const start = (at + ITEM.HEADER) * 4;
    const item = this.keeps
      ? frames.bytes.slice(start, start + length)
      : frames.bytes.subarray(start, start + length);
    return this.#codec.decode(item, length);
  }

  #encode(item: T): Uint8Array {
    const encoded = this.#codec.encode(item, this.#scope);
    if (encoded instanceof Uint8Array) return encoded;
    throw new CodecError(`the codec ${this.#codec.name} gave no Uint8Array`);
  }
}
