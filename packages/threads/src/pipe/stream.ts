/** One direction of a pipe, as one thread sees it: its ring, its two positions, and who is in the middle of a message. */
import { CorruptRegionError } from '@weft/atomics';
import { type Block, Monitor } from '@weft/atomics/kit';
import { Chime } from './chime.js';
import type { Chunks } from './chunks.js';
import { STREAM } from './layout.js';

export class Stream {
  readonly block: Block;
  readonly words: Int32Array;
  readonly chunks: Chunks;
  readonly writing: Monitor;
  readonly reading: Monitor;
  /** Rings when there is something to receive, or may never be again. */
  readonly data: Chime;
  /** Rings when there is room to send, or may never be again. */
  readonly room: Chime;
  readonly writerAt: number;
  readonly readerAt: number;
  readonly #tail: number;
  readonly #head: number;

  constructor(block: Block, at: number, chunks: Chunks) {
    const { memory, members } = block;
    this.block = block;
    this.words = block.words;
    this.chunks = chunks;
    this.writing = new Monitor(memory, members, at + STREAM.WRITE_MONITOR);
    this.reading = new Monitor(memory, members, at + STREAM.READ_MONITOR);
    this.data = new Chime(block, at + STREAM.DATA);
    this.room = new Chime(block, at + STREAM.ROOM);
    this.writerAt = at + STREAM.WRITER;
    this.readerAt = at + STREAM.READER;
    this.#tail = at + STREAM.TAIL;
    this.#head = at + STREAM.HEAD;
  }

  /** How far it is written. */
  get tail(): number {
    return Atomics.load(this.words, this.#tail);
  }

  set tail(position: number) {
    Atomics.store(this.words, this.#tail, position);
  }

  /** How far it is read. */
  get head(): number {
    return Atomics.load(this.words, this.#head);
  }

  set head(position: number) {
    Atomics.store(this.words, this.#head, position);
  }

  /** Words between the positions. @throws CorruptRegionError if there cannot be that many */
  used(head: number, tail: number): number {
    const used = (tail - head) >>> 0;
    if (used <= this.chunks.size) return used;
    throw this.overwritten();
  }

  /** Whether the thread whose token stands there is in the middle of a message and will go on with it. */
  isBusy(at: number): boolean {
    const token = Atomics.load(this.words, at);
    return token !== 0 && !this.block.members.table.probe(token);
  }

  overwritten(): CorruptRegionError {
    return new CorruptRegionError(`the memory of ${this.block.label} contradicts itself: it was overwritten`);
  }
}
