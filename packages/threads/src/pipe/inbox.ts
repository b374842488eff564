/**
 * The message that one connection is receiving. While it is half there, READER keeps other threads out; what a dead
 * thread has half received is lost with it, and the rest of it is skipped.
 */
import { CapacityError } from '@weft/atomics';
import { CHUNK } from './layout.js';
import type { Stream } from './stream.js';

/** Bytes of a whole message. In an array that is used again, unless there was a better place for them. */
export interface Received {
  readonly bytes: Uint8Array;
  readonly length: number;
}

/** Where a message of so many bytes is to go; `undefined` for an array of its own. */
export type Room = (bytes: number) => Uint8Array | undefined;

interface Incoming {
  bytes: Uint8Array;
  readonly length: number;
  filled: number;
}

export class Inbox {
  readonly #stream: Stream;
  #incoming: Incoming | undefined;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** Takes what is there; the message, if it is whole now. @throws CorruptRegionError */
  pull(room: Room): Received | undefined {
    const { reading } = this.#stream;
    if (this.#stream.head === this.#stream.tail) return undefined;
    reading.enter();
    try {
      return this.#pullAlone(room);
    } finally {
      reading.leave();
    }
  }

  /** Whether a `pull` would find something. */
  hasData(): boolean {
    const stream = this.#stream;
    return stream.head !== stream.tail && !(this.#incoming === undefined && stream.isBusy(stream.readerAt));
  }

  /** Whoever gave the room for the message that is half there takes it back. */
  keepApart(): void {
    if (this.#incoming !== undefined) this.#incoming.bytes = this.#incoming.bytes.slice();
  }

  #pullAlone(room: Room): Received | undefined {
    const stream = this.#stream;
    const { words, readerAt, block } = stream;
    // READER is this thread's from the first chunk of a message to its last one; a message of one chunk needs none.
    let marked = this.#incoming !== undefined;
    if (!marked && Atomics.load(words, readerAt) !== 0) {
      if (stream.isBusy(readerAt)) return undefined;
      Atomics.store(words, readerAt, 0);
    }
    let head = stream.head;
    let used = stream.used(head, stream.tail);
    while (used > 0) {
      const length = this.#read(head, used, room);
      const incoming = this.#incoming as Incoming | undefined;
      const whole = incoming !== undefined && incoming.filled === incoming.length;
      if (incoming !== undefined && !whole && !marked) {
        Atomics.store(words, readerAt, block.token);
        marked = true;
      }
      head = (head + length) | 0;
      used -= length;
      stream.head = head;
      stream.room.ring();
      if (!whole) continue;
      this.#incoming = undefined;
      if (marked) {
        Atomics.store(words, readerAt, 0);
        stream.data.ring();
      }
      return incoming;
    }
    return undefined;
  }

  /** Reads the chunk at `head` into the message; its length in words. */
  #read(head: number, used: number, room: Room): number {
    const { chunks } = this.#stream;
    const header = chunks.word(head);
    const first = (header & CHUNK.FIRST) !== 0;
    const headers = first ? CHUNK.HEADER + CHUNK.SIZE_OF_MESSAGE : CHUNK.HEADER;
    const count = header & CHUNK.BYTES;
    const length = headers + ((count + 3) >>> 2);
    if (length > used || (header & ~(CHUNK.BYTES | CHUNK.FIRST | CHUNK.LAST)) !== 0) {
      throw this.#stream.overwritten();
    }
    if (first) this.#incoming = this.#begin(chunks.word(head + CHUNK.HEADER), room);
    const incoming = this.#incoming;
    // The rest of what a dead thread has half received, or what its sender gave up.
    if (incoming === undefined) return length;
    const filled = incoming.filled + count;
    const last = (header & CHUNK.LAST) !== 0;
    if (filled > incoming.length || last !== (filled === incoming.length)) throw this.#stream.overwritten();
    chunks.read(head + headers, incoming.bytes, incoming.filled, count);
    incoming.filled = filled;
    return length;
  }

  #begin(length: number, room: Room): Incoming {
    if (length < 0) throw this.#stream.overwritten();
    try {
      return { bytes: room(length) ?? new Uint8Array(length), length, filled: 0 };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new CapacityError(`no room here for a message of ${length} bytes: ${error.message}`);
    }
  }
}
