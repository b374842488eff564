/** A client that does whatever a test wants to the memory that it shares with a server of this process. */
import { once } from 'node:events';
import { fromHandleString, type SharedMemoryBlock } from '@weft/native-shm';
import { type Duplex, duplexOf, SLEEPS } from '../../dist/transport/layout.js';
import { RingReader, RingWriter } from '../../dist/transport/ring.js';
import type { Item } from '../../dist/wire/reader.js';
import { FrameReader } from '../../dist/wire/reader.js';
import { FrameSplitter } from '../../dist/wire/splitter.js';
import { RawClient } from '../server/raw-client.js';

export class RawSharedClient {
  readonly raw: RawClient;
  readonly duplex: Duplex;
  readonly #writer: RingWriter;
  readonly #reader: RingReader;
  readonly #messages: Item[][] = [];
  readonly #splitter: FrameSplitter;

  private constructor(raw: RawClient, duplex: Duplex) {
    this.raw = raw;
    this.duplex = duplex;
    const { words, outgoing, incoming, mine, theirs } = duplex;
    this.#writer = new RingWriter(words, outgoing, mine.written, theirs.taken);
    this.#reader = new RingReader(words, incoming, theirs.written, mine.taken);
    const reader = new FrameReader('view');
    this.#splitter = new FrameSplitter(2 ** 28, (bytes, start, end) => {
      this.#messages.push(reader.read(Buffer.from(bytes.subarray(start, end)), 0, end - start));
    });
  }

  /** Connects, and takes the memory. */
  static async join(address: string): Promise<RawSharedClient> {
    const client = await RawSharedClient.open(address);
    client.raw.send(0, 0, 'takeMemory');
    const marker = await client.raw.next();
    if (marker?.[0] !== 0 || marker[1] !== 2)
      throw new Error(`the server has said ${JSON.stringify(marker)}`);
    return client;
  }

  /** Connects, and opens the memory that the server offers. */
  static async open(address: string): Promise<RawSharedClient> {
    const raw = await RawClient.join(address);
    raw.send(1, 0, 'offerMemory');
    const [, , handle] = await raw.answer(1);
    const block = fromHandleString<SharedMemoryBlock>(Buffer.from(handle as Uint8Array).toString());
    return new RawSharedClient(raw, duplexOf(block.buffer, 'client'));
  }

  /** Writes bytes to the ring, and wakes the server if it sleeps. */
  write(bytes: Uint8Array): void {
    this.#writer.write(bytes, 0, bytes.length);
    const { words, theirs } = this.duplex;
    if (Atomics.exchange(words, theirs.awaitsBytes, 0) === SLEEPS) this.raw.socket.write(Uint8Array.of(0));
  }

  /** Sends a message. */
  send(...items: readonly (number | string | Uint8Array | null)[]): void {
    this.write(RawClient.frame(...items));
  }

  /** The next message. It looks for it, so the server need not wake it. */
  async next(): Promise<Item[] | undefined> {
    while (this.#messages.length === 0) {
      const bytes = this.#reader.take();
      if (bytes !== undefined) {
        this.#splitter.push(bytes);
        const { words, theirs } = this.duplex;
        if (Atomics.exchange(words, theirs.awaitsRoom, 0) === SLEEPS) this.raw.socket.write(Uint8Array.of(0));
      } else if (this.raw.socket.closed) return undefined;
      else await new Promise((resolve) => setImmediate(resolve));
    }
    return this.#messages.shift();
  }

  /** Resolves when the server has hung up; what it has said last about why. */
  async dismissed(): Promise<string> {
    let last: Item[] | undefined;
    for (let message = await this.next(); message !== undefined; message = await this.next()) last = message;
    return last?.[0] === 0 ? String(last[2]) : 'nothing';
  }

  async close(): Promise<void> {
    if (this.raw.socket.closed) return;
    this.raw.close();
    await once(this.raw.socket, 'close');
  }
}
