/**
 * A connection that carries frames. What is written in one turn of the event loop goes out in one piece, so that calls that
 * are made together, and their answers, cost one system call each way.
 */
import type { Socket } from 'node:net';
import { FrameSplitter, type OnFrame } from './splitter.js';
import { FrameWriter } from './writer.js';

/** After so many seconds without a word, the system asks whether the other side is still there. */
const KEEP_ALIVE_MS = 15_000;

const NOTHING = new Uint8Array(0);

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
  readonly #splitter: FrameSplitter;
  readonly #onFault: (error: Error) => void;
  readonly #onEnd: (error: Error | undefined) => void;
  #scheduled = false;
  #ended = false;

  constructor(socket: Socket, options: FrameSocketOptions) {
    this.socket = socket;
    this.writer = new FrameWriter(options.outgoing);
    this.onFrame = options.onFrame;
    this.#onFault = (error) => options.onFault(error);
    this.#onEnd = (error) => options.onEnd(error);
    this.#splitter = new FrameSplitter(options.incoming, (bytes, start, end) =>
      this.onFrame(bytes, start, end),
    );
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error) => this.end(error));
    // The other side is done. Not only when the socket is closed: it may know by then that it was heard.
    socket.on('end', () => this.end());
    socket.on('close', () => this.end());
  }

  get ended(): boolean {
    return this.#ended;
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
    if (this.writer.size > 0 && !this.#ended) this.socket.write(this.writer.take());
  }

  /** Ends the connection now. What was written before is sent if the system takes it. */
  end(error?: Error): void {
    if (this.#ended) return;
    if (this.writer.size > 0 && this.socket.writable) this.socket.write(this.writer.take());
    this.#ended = true;
    this.#splitter.stop();
    this.socket.end();
    // The other side need not do its part; nor need it read what is left for it.
    this.socket.destroySoon();
    setTimeout(() => this.socket.destroy(), LAST_WORDS_MS).unref();
    this.#onEnd(error);
  }

  /** Takes no more frames, also of what has come already, until the system has taken all that was written. */
  hold(): void {
    if (this.#splitter.held) return;
    this.#splitter.hold();
    this.socket.pause();
    this.flush();
    // Not on 'drain', which is not told of what was taken at once.
    this.socket.write(NOTHING, () => this.#release());
  }

  #release(): void {
    this.#cut(() => this.#splitter.release());
    // What had come may have been too much again.
    if (!this.#splitter.held && !this.#ended) this.socket.resume();
  }

  #receive(chunk: Buffer): void {
    this.#cut(() => this.#splitter.push(chunk));
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
}
