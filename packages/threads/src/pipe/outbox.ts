/**
 * The messages that one connection is sending, in order. A message goes out in chunks: the first one when there is
 * room for it, the next ones as the other side makes room, so that a message may be larger than the ring. While one is
 * half sent, WRITER keeps other threads out; what a dead thread has begun is never completed, and a first chunk
 * after it tells the receiver so.
 */
import { CHUNK } from './layout.js';
import type { Stream } from './stream.js';

/** Smaller pieces than this part of the ring let both sides copy at the same time. */
const PIECES = 8;
const LARGEST_PIECE = 64 * 1024;

export class Outgoing {
  bytes: Uint8Array;
  sent = 0;
  begun = false;
  done = false;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The caller's memory is about to be used for something else: keeps a copy of what is not sent yet. */
  detach(): void {
    const { length } = this.bytes;
    const copy = new Uint8Array(length);
    copy.set(this.bytes.subarray(this.sent), this.sent);
    this.bytes = copy;
  }
}

export class Outbox {
  readonly #stream: Stream;
  readonly #largestPiece: number;
  readonly #messages: Outgoing[] = [];

  constructor(stream: Stream) {
    this.#stream = stream;
    this.#largestPiece = Math.min(LARGEST_PIECE, (stream.chunks.size * 4) / PIECES);
  }

  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  add(message: Outgoing): void {
    this.#messages.push(message);
  }

  /** Sends as much as there is room for. */
  push(): void {
    const { writing } = this.#stream;
    writing.enter();
    try {
      this.#pushAlone();
    } finally {
      writing.leave();
    }
  }

  /** Sends a message if it can go out at once, in one piece: the way of nearly all. Whether it did. */
  sendAtOnce(bytes: Uint8Array): boolean {
    const stream = this.#stream;
    if (this.#messages.length > 0 || bytes.length > this.#largestPiece) return false;
    stream.writing.enter();
    try {
      const end = stream.isBusy(stream.writerAt) ? undefined : this.#write(bytes, 0, bytes.length);
      if (end === undefined) return false;
      stream.tail = end;
    } finally {
      stream.writing.leave();
    }
    stream.data.ring();
    return true;
  }

  /** The message is not to be sent any more. */
  drop(message: Outgoing): void {
    const place = this.#messages.indexOf(message);
    if (place < 0) return;
    this.#messages.splice(place, 1);
    if (!message.begun) return;
    const { words, writerAt, block, room } = this.#stream;
    if (Atomics.compareExchange(words, writerAt, block.token, 0) === block.token) room.ring();
  }

  #pushAlone(): void {
    const stream = this.#stream;
    const { words, writerAt, block } = stream;
    for (let message = this.#messages[0]; message !== undefined; message = this.#messages[0]) {
      if (!message.begun && stream.isBusy(writerAt)) return;
      const count = Math.min(message.bytes.length - message.sent, this.#largestPiece);
      const end = this.#write(message.bytes, message.sent, count);
      if (end === undefined) return;
      message.sent += count;
      message.done = message.sent === message.bytes.length;
      // Before the chunk is there: who dies in between has begun nothing.
      if (!message.done && !message.begun) Atomics.store(words, writerAt, block.token);
      const wasPartial = message.begun;
      message.begun = true;
      stream.tail = end;
      stream.data.ring();
      if (!message.done) continue;
      this.#messages.shift();
      if (!wasPartial) continue;
      Atomics.store(words, writerAt, 0);
      stream.room.ring();
    }
  }

  /** Writes a chunk of a message behind what is there; where it ends, or `undefined` if there is no room. */
  #write(bytes: Uint8Array, from: number, count: number): number | undefined {
    const { chunks, head, tail } = this.#stream;
    const first = from === 0;
    const headers = first ? CHUNK.HEADER + CHUNK.SIZE_OF_MESSAGE : CHUNK.HEADER;
    const length = headers + ((count + 3) >>> 2);
    if (length > chunks.size - this.#stream.used(head, tail)) return undefined;
    const last = from + count === bytes.length;
    chunks.setWord(tail, count | (first ? CHUNK.FIRST : 0) | (last ? CHUNK.LAST : 0));
    if (first) chunks.setWord(tail + CHUNK.HEADER, bytes.length);
    chunks.write(tail + headers, bytes, from, count);
    return tail + length;
  }
}
