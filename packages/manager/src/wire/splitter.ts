/** Cuts a stream of bytes into frames. */
import { ProtocolError } from '../errors.js';
import { LENGTH_BYTES } from './writer.js';

/** Takes a frame: the bytes from `start` to `end`. They are used again afterwards. */
export type OnFrame = (bytes: Buffer, start: number, end: number) => void;

export class FrameSplitter {
  /** Bytes that a frame may have: few before a client has proved who it is. */
  longest: number;
  readonly #onFrame: OnFrame;
  /** The beginning of a frame whose rest has not come yet, in room for all of it. */
  #partial: Buffer | undefined;
  #filled = 0;
  /** Set when the stream is not to be read any further. */
  #stopped = false;
  #held = false;
  /** What has come and is not cut yet. */
  #rest: Buffer | undefined;

  constructor(longest: number, onFrame: OnFrame) {
    this.longest = longest;
    this.#onFrame = onFrame;
  }

  /** No frame is handed on after this, also of bytes that are being cut. */
  stop(): void {
    this.#stopped = true;
    this.#partial = undefined;
    this.#rest = undefined;
  }

  get held(): boolean {
    return this.#held;
  }

  /** No frame is handed on until `release`. */
  hold(): void {
    this.#held = true;
  }

  /** Goes on with what has come meanwhile. @throws as `push` */
  release(): void {
    this.#held = false;
    const rest = this.#rest;
    this.#rest = undefined;
    if (rest !== undefined) this.push(rest);
  }

  /** @throws ProtocolError for a frame that is too long; whatever `onFrame` throws */
  push(chunk: Buffer): void {
    let at = 0;
    if (!this.#held && this.#partial !== undefined) at = this.#fill(this.#partial, chunk);
    while (!this.#stopped && !this.#held && this.#partial === undefined && at < chunk.length) {
      at = this.#cut(chunk, at);
    }
    if (this.#held && at < chunk.length) this.#keepRest(chunk.subarray(at));
  }

  /** Hands on the frame that begins at `at`, or keeps what is there of it. @returns where the next one begins */
  #cut(chunk: Buffer, at: number): number {
    const here = chunk.length - at;
    if (here < LENGTH_BYTES) {
      this.#keep(chunk, at, LENGTH_BYTES);
      return chunk.length;
    }
    const length = this.#lengthAt(chunk, at);
    if (here < LENGTH_BYTES + length) {
      this.#keep(chunk, at, LENGTH_BYTES + length);
      return chunk.length;
    }
    const end = at + LENGTH_BYTES + length;
    this.#onFrame(chunk, at + LENGTH_BYTES, end);
    return end;
  }

  #keepRest(bytes: Buffer): void {
    this.#rest = this.#rest === undefined ? bytes : Buffer.concat([this.#rest, bytes]);
  }

  #keep(chunk: Buffer, at: number, room: number): void {
    this.#partial = Buffer.allocUnsafe(room);
    this.#filled = chunk.copy(this.#partial, 0, at);
  }

  /** Adds to the frame that has begun. @returns how much of the chunk it took */
  #fill(partial: Buffer, chunk: Buffer): number {
    const taken = chunk.copy(partial, this.#filled, 0);
    this.#filled += taken;
    if (this.#filled < partial.length) return taken;
    if (partial.length === LENGTH_BYTES) {
      const length = this.#lengthAt(partial, 0);
      this.#partial = Buffer.allocUnsafe(LENGTH_BYTES + length);
      partial.copy(this.#partial, 0, 0);
      return taken + this.#fill(this.#partial, chunk.subarray(taken));
    }
    this.#partial = undefined;
    this.#onFrame(partial, LENGTH_BYTES, partial.length);
    return taken;
  }

  #lengthAt(bytes: Buffer, at: number): number {
    const length = bytes.readUInt32LE(at);
    if (length === 0 || length > this.longest) {
      throw new ProtocolError(`a message of ${length} bytes: 1 to ${this.longest} are allowed`);
    }
    return length;
  }
}
