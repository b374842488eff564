/**
 * Clients that do as little as a client can: each sends the same bytes again and again, 64 calls in one write, and counts
 * the answers. So a server can be kept busy by fewer processors than real clients need.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Pace, type Player, repeatAsync } from '@weft/bench';
import { keyFor } from '../../dist/keys.js';
import { newChallenge, proofOf } from '../../dist/wire/handshake.js';
import { FrameReader, type Item } from '../../dist/wire/reader.js';
import { FrameSplitter } from '../../dist/wire/splitter.js';
import { FrameWriter } from '../../dist/wire/writer.js';

const CALLS = 64;
const LONGEST_FRAME = 2 ** 20;

export const leanCallers: Player<{ readonly address: string; readonly name: string }, Pace> = async (
  { address, name },
  { together },
) => {
  const client = await LeanClient.join(address);
  const list = await client.open(name);
  const calls = Buffer.concat(Array.from({ length: CALLS }, (_, i) => frame(i + 1, list, 'get', i)));
  return () => {
    together();
    return repeatAsync(CALLS, () => client.ask(calls, CALLS));
  };
};

class LeanClient {
  readonly #socket: Socket;
  #missing = 0;
  #last: Item[] = [];
  #done: () => void = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    const reader = new FrameReader('view');
    const splitter = new FrameSplitter(LONGEST_FRAME, (bytes, start, end) => {
      this.#missing -= 1;
      if (this.#missing > 0) return;
      this.#last = reader.read(Buffer.from(bytes.subarray(start, end)), 0, end - start);
      this.#done();
    });
    socket.on('data', (chunk: Buffer) => splitter.push(chunk));
  }

  static async join(address: string): Promise<LeanClient> {
    const socket = connect({ path: new URL(address).pathname });
    const client = new LeanClient(socket);
    await Promise.all([once(socket, 'connect'), client.ask(Buffer.alloc(0), 1)]);
    const [, , server] = client.#last as [string, number, Uint8Array];
    const mine = newChallenge();
    const proof = proofOf('client', keyFor(address), { client: mine, server }, socket);
    await client.ask(frame(mine, proof, process.pid), 1);
    return client;
  }

  /** The number of the list of that name. */
  async open(name: string): Promise<number> {
    await this.ask(frame(1, 0, 'create', Buffer.from('list'), Buffer.from(name)), 1);
    const [, , [object]] = this.#last as [number, number, [number]];
    return object;
  }

  /** Sends bytes, and resolves when so many answers have come. */
  ask(bytes: Buffer, answers: number): Promise<void> {
    this.#missing = answers;
    if (bytes.length > 0) this.#socket.write(bytes);
    return new Promise((resolve) => {
      this.#done = resolve;
    });
  }
}

/** The bytes of a message. */
function frame(...items: readonly (number | string | Uint8Array)[]): Buffer {
  const writer = new FrameWriter(LONGEST_FRAME);
  writer.begin(items.length);
  for (const item of items) {
    if (typeof item === 'number') writer.number(item);
    else if (typeof item === 'string') writer.text(item);
    else writer.binary(item);
  }
  writer.end();
  return writer.take();
}
