/**
 * The two ends of a ring of bytes with one writer and one reader (Lamport's queue, 1977, with counters that are never
 * wound back). The writer stores bytes, then how many it has written; the reader loads that number, then the bytes, then
 * stores how many it has taken. These stores and loads are sequentially consistent, so whoever sees the number sees the
 * bytes.
 *
 * Neither end trusts the other. Each keeps its own counter for itself and never reads it back; of the other's it believes
 * nothing but a number that can be true. Bytes are copied out before anybody looks at them, as they may be changed at any
 * time.
 */
import { ProtocolError } from '../errors.js';

/** So few bytes are copied faster one by one. */
const FEW_BYTES = 64;

export class RingWriter {
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #writtenAt: number;
  readonly #takenAt: number;
  #written: number;
  /** Bytes that are known to be free: there may be more by now. */
  #free: number;

  /** @param from what both counters are */
  constructor(words: Int32Array, bytes: Uint8Array, writtenAt: number, takenAt: number, from: number = 0) {
    this.#words = words;
    this.#bytes = bytes;
    this.#writtenAt = writtenAt;
    this.#takenAt = takenAt;
    this.#written = from;
    this.#free = bytes.length;
  }

  /** Bytes for which there is room now. @throws ProtocolError */
  room(): number {
    const { length } = this.#bytes;
    this.#free = length - untaken(this.#written, Atomics.load(this.#words, this.#takenAt), length);
    return this.#free;
  }

  /** Writes what there is room for, and shows it to the reader. @returns how many bytes @throws ProtocolError */
  write(from: Uint8Array, start: number, end: number): number {
    const wanted = end - start;
    const count = Math.min(wanted, this.#free >= wanted ? wanted : this.room());
    if (count === 0) return 0;
    const ring = this.#bytes;
    const at = this.#written & (ring.length - 1);
    const untilEnd = Math.min(count, ring.length - at);
    copy(from, start, ring, at, untilEnd);
    copy(from, start + untilEnd, ring, 0, count - untilEnd);
    this.#written = (this.#written + count) >>> 0;
    this.#free -= count;
    Atomics.store(this.#words, this.#writtenAt, this.#written | 0);
    return count;
  }
}

export class RingReader {
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #writtenAt: number;
  readonly #takenAt: number;
  #taken: number;

  /** @param from what both counters are */
  constructor(words: Int32Array, bytes: Uint8Array, writtenAt: number, takenAt: number, from: number = 0) {
    this.#words = words;
    this.#bytes = bytes;
    this.#writtenAt = writtenAt;
    this.#takenAt = takenAt;
    this.#taken = from;
  }

  /** Bytes that are there to be taken. @throws ProtocolError */
  size(): number {
    return untaken(Atomics.load(this.#words, this.#writtenAt), this.#taken, this.#bytes.length);
  }

  /** Takes all that is there, in a buffer of its own; `undefined` if there is nothing. @throws ProtocolError */
  take(): Buffer | undefined {
    const count = this.size();
    if (count === 0) return undefined;
    const ring = this.#bytes;
    const bytes = Buffer.allocUnsafe(count);
    const at = this.#taken & (ring.length - 1);
    const untilEnd = Math.min(count, ring.length - at);
    copy(ring, at, bytes, 0, untilEnd);
    copy(ring, 0, bytes, untilEnd, count - untilEnd);
    this.#taken = (this.#taken + count) >>> 0;
    Atomics.store(this.#words, this.#takenAt, this.#taken | 0);
    return bytes;
  }
}

/** Bytes that are in the ring. @throws ProtocolError if that cannot be */
function untaken(written: number, taken: number, most: number): number {
  const count = (written - taken) >>> 0;
  if (count <= most) return count;
  throw new ProtocolError(
    `the memory that both sides share is broken: it is said to hold ${count} bytes, ${most} fit`,
  );
}

function copy(from: Uint8Array, start: number, to: Uint8Array, at: number, count: number): void {
  if (count > FEW_BYTES) to.set(from.subarray(start, start + count), at);
  else for (let i = 0; i < count; i += 1) to[at + i] = from[start + i] as number;
}
