/**
 * A connection that carries frames: by its socket, or from some frame on by memory that both sides share, when the socket only
 * carries what wakes the other side, and tells when that is gone. What is written in one turn of the event loop goes out in
 * one piece, so that calls that are made together, and their answers, cost one system call each way, or none.
 */
import type { Socket } from 'node:net';
import type { Duplex } from '../transport/layout.js';
import { SharedStream } from '../transport/shared-stream.js';
import { FrameSplitter, type OnFrame } from './splitter.js';
import { FrameWriter } from './writer.js';

/** After so many seconds without a word, the system asks whether the other side is still there. */
const KEEP_ALIVE_MS = 15_000;

const NOTHING = new Uint8Array(0);

/** Wakes the other side: that it comes is all that it says. */
const RING = Buffer.of(0);

/** So long the other side has to take what was said last. */
const LAST_WORDS_MS = 1000;

export interface FrameSocketOptions {
  /** Bytes of the longest frame that may come, and that may be sent. */
  readonly incoming: number;
  readonly outgoing: number;
  onFrame: OnFrame;
  /** What has come is wrong: tells the other side, if it can be told, and calls `end`. */
  onFault(error: Error): void;
  /** The connection is over, once. `error` says why if it was not just closed. */
  onEnd(error: Error | undefined): void;
}

export class FrameSocket {
  readonly socket: Socket;
  /** Frames that are written here are sent by `flush`. */
  writer: FrameWriter;
  onFrame: OnFrame;
  readonly #onFault: (error: Error) => void;
  readonly #onEnd: (error: Error | undefined) => void;
  #splitter: FrameSplitter;
  /** Carries what is sent, once it is there. */
  #shared: SharedStream | undefined;
  /** Whether it also carries what comes. */
  #hearsShared = false;
  #scheduled = false;
  #ended = false;

  constructor(socket: Socket, options: FrameSocketOptions) {
    this.socket = socket;
    this.writer = new FrameWriter(options.outgoing);
    this.onFrame = options.onFrame;
    this.#onFault = (error) => options.onFault(error);
    this.#onEnd = (error) => options.onEnd(error);
    this.#splitter = this.#newSplitter(options.incoming);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error) => this.#lost(error));
    // The other side is done. Not only when the socket is closed: it may know by then that it was heard.
    socket.on('end', () => this.#lost());
    socket.on('close', () => {
      this.#lost();
      this.#shared?.close();
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Whether memory carries what is sent. */
  get isShared(): boolean {
    return this.#shared !== undefined;
  }

  /** Bytes that the other side has not taken yet, as far as that is known here. */
  get unread(): number {
    return this.socket.writableLength + this.writer.size + (this.#shared?.backlog ?? 0);
  }

  /** Sets the length of the longest frame that may come. */
  set longest(bytes: number) {
    this.#splitter.longest = bytes;
  }

  /** Has what was written sent, at the end of this turn. */
  flushSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  flush(): void {
    if (this.writer.size === 0 || this.#ended) return;
    const shared = this.#shared;
    if (shared === undefined) this.socket.write(this.writer.take());
    else this.writer.giveTo((bytes, length, frames) => shared.write(bytes, length, frames));
  }

  /** What was written until now still goes through the socket, all else through memory. */
  sendShared(duplex: Duplex): void {
    this.flush();
    this.#shared = new SharedStream(duplex, {
      ring: () => this.#ring(),
      onBytes: (bytes) => this.#cut(() => this.#splitter.push(bytes)),
      onFault: (error) => this.#onFault(error),
    });
  }

  /** Takes all further frames from the memory. To be called when the last frame that came by the socket has come. */
  hearShared(): void {
    const { longest } = this.#splitter;
    this.#splitter.stop();
    this.#splitter = this.#newSplitter(longest);
    this.#hearsShared = true;
    this.#shared?.read();
  }

  /** Ends the connection now. What was written before is sent if the other side takes it. */
  end(error?: Error): void {
    if (this.#ended) return;
    if (this.isShared || this.socket.writable) this.flush();
    // The memory was found to be broken while that was written, and this was called for that.
    if (this.#ended) return;
    this.#ended = true;
    this.#splitter.stop();
    const shared = this.#shared;
    if (shared === undefined) this.#hangUp();
    else {
      shared.pause();
      shared.whenTaken(() => this.#hangUp());
    }
    // The other side need not do its part; nor need it read what is left for it.
    setTimeout(() => this.socket.destroy(), LAST_WORDS_MS).unref();
    this.#onEnd(error);
  }

  /** Takes no more frames, also of what has come already, until the other side has room for all that was written. */
  hold(): void {
    if (this.#splitter.held) return;
    this.#splitter.hold();
    if (this.#hearsShared) this.#shared?.pause();
    else this.socket.pause();
    this.flush();
    const release = () => this.#release();
    // Not on 'drain', which is not told of what was taken at once.
    this.socket.write(NOTHING, () => {
      if (this.#shared === undefined) release();
      else this.#shared.whenTaken(release);
    });
  }

  #newSplitter(longest: number): FrameSplitter {
    return new FrameSplitter(longest, (bytes, start, end) => this.onFrame(bytes, start, end));
  }

  #release(): void {
    this.#cut(() => this.#splitter.release());
    // What had come may have been too much again.
    if (this.#splitter.held || this.#ended) return;
    this.socket.resume();
    if (this.#hearsShared) this.#shared?.read();
  }

  #receive(chunk: Buffer): void {
    if (this.#hearsShared) this.#shared?.rung(chunk.length);
    else this.#cut(() => this.#splitter.push(chunk));
  }

  /** What is written while frames are cut is sent in one piece at the end. */
  #cut(cut: () => void): void {
    if (this.#ended) return;
    const wasScheduled = this.#scheduled;
    this.#scheduled = true;
    try {
      cut();
    } catch (error) {
      this.#onFault(error as Error);
    }
    this.#scheduled = wasScheduled;
    this.flush();
  }

  /** Wakes the other side. One ring that is still to be sent is enough for all. */
  #ring(): void {
    if (this.socket.writableLength === 0 && this.socket.writable) this.socket.write(RING);
  }

  /** The other side is gone. What it has said last may lie in the memory still. */
  #lost(error?: Error): void {
    if (this.#ended) return;
    if (this.#hearsShared) this.#shared?.readRest();
    this.end(error);
  }

  #hangUp(): void {
    this.socket.end();
    this.socket.destroySoon();
  }
}
