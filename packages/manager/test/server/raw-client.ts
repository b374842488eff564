/** A client that says whatever a test has it say. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { keyFor } from '../../dist/keys.js';
import { newChallenge, proofOf } from '../../dist/wire/handshake.js';
import { FrameReader, type Item } from '../../dist/wire/reader.js';
import { FrameSplitter } from '../../dist/wire/splitter.js';
import { FrameWriter } from '../../dist/wire/writer.js';

export class RawClient {
  readonly socket: Socket;
  readonly #messages: Item[][] = [];
  #wake: () => void = () => {};
  #isOver = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    const reader = new FrameReader('view');
    const splitter = new FrameSplitter(2 ** 28, (bytes, start, end) => {
      this.#messages.push(reader.read(Buffer.from(bytes.subarray(start, end)), 0, end - start));
      this.#wake();
    });
    socket.on('data', (chunk: Buffer) => splitter.push(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#isOver = true;
      this.#wake();
    });
  }

  /** Connects, and says nothing. */
  static async open(address: string): Promise<RawClient> {
    const url = new URL(address);
    const socket =
      url.protocol === 'unix:'
        ? connect({ path: url.pathname })
        : connect({ host: url.hostname, port: Number(url.port) });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** Connects, and proves that it has the key. */
  static async join(address: string, key: Uint8Array = keyFor(address)): Promise<RawClient> {
    const client = await RawClient.open(address);
    const [, , challenge] = (await client.next()) as [string, number, Uint8Array];
    const mine = newChallenge();
    client.send(
      mine,
      proofOf('client', key, { client: mine, server: challenge }, client.socket),
      process.pid,
    );
    await client.next();
    return client;
  }

  /** The bytes of a message. */
  static frame(...items: readonly (number | string | Uint8Array | null)[]): Buffer {
    const writer = new FrameWriter(2 ** 28);
    writer.begin(items.length);
    for (const item of items) {
      if (item === null) writer.nil();
      else if (typeof item === 'number') writer.number(item);
      else if (typeof item === 'string') writer.text(item);
      else writer.binary(item);
    }
    writer.end();
    return writer.take();
  }

  /** Sends a message. */
  send(...items: readonly (number | string | Uint8Array | null)[]): void {
    this.socket.write(RawClient.frame(...items));
  }

  /** The next message, or `undefined` if the server has hung up. */
  async next(): Promise<Item[] | undefined> {
    while (this.#messages.length === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#messages.shift();
  }

  /** The answer to a call, whatever else comes before it. */
  async answer(id: number): Promise<Item[]> {
    let message = await this.next();
    while (message !== undefined && message[0] !== id) message = await this.next();
    if (message === undefined) throw new Error(`the server has hung up before it has answered call ${id}`);
    return message;
  }

  /** Resolves when the server has hung up; what it has said last about why. */
  async dismissed(): Promise<string> {
    let last: Item[] | undefined;
    for (let message = await this.next(); message !== undefined; message = await this.next()) last = message;
    return last?.[0] === 0 ? String(last[2]) : 'nothing';
  }

  close(): void {
    this.socket.destroy();
  }
}
