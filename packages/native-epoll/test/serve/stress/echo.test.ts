/**
 * Clients that do whatever clients do, all at the same time, against one server that echoes: every byte is compared,
 * every connection is closed once, and nothing is left.
 */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type Connection, type Server, serve } from '@weft/native-epoll';
import { expect, it } from 'vitest';
import { Random, runSeed } from '../../../../atomics/dist-test/support/random.js';
import { scaled } from '../../../../atomics/dist-test/support/scale.js';
import { until } from '../../../../atomics/dist-test/support/until.js';
import { connect, goneFrom } from '../support/client.js';
import { openFiles, openFilesAtRest } from '../support/open-files.js';

const CLIENTS = 60;
const PERIOD = 65_521;

/** Bytes that do not repeat in round sizes. */
const PATTERN = Buffer.from(Array.from({ length: 2 * PERIOD }, (_, i) => ((i % PERIOD) * 2654435761) >>> 24));

/** What a client sends and wants back: the pattern from some position on. */
class Stream {
  readonly #origin: number;
  #sent = 0;
  #received = 0;

  constructor(origin: number) {
    this.#origin = origin;
  }

  get outstanding(): number {
    return this.#sent - this.#received;
  }

  next(length: number): Buffer {
    const start = (this.#origin + this.#sent) % PERIOD;
    this.#sent += length;
    return PATTERN.subarray(start, start + length);
  }

  check(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += PERIOD) {
      const piece = bytes.subarray(at, at + PERIOD);
      const start = (this.#origin + this.#received) % PERIOD;
      if (Buffer.compare(piece, PATTERN.subarray(start, start + piece.length)) !== 0) {
        throw new Error(`wrong bytes after ${this.#received}`);
      }
      this.#received += piece.length;
    }
  }
}

type Client = (server: Server, random: Random) => Promise<void>;

/** One question after the other. */
const asks: Client = async (server, random) => {
  const [socket, stream] = await open(server, random);
  for (let i = random.below(50); i > 0; i -= 1) {
    socket.write(stream.next(1 + random.below(2000)));
    await until(() => stream.outstanding === 0);
  }
  await finish(socket, stream);
};

/** Many at once, in pieces of all sizes, and then the end. */
const bursts: Client = async (server, random) => {
  const [socket, stream] = await open(server, random);
  for (let i = random.below(200); i > 0; i -= 1) socket.write(stream.next(1 + random.below(3000)));
  await finish(socket, stream);
};

/** Much, and does not read at all for a while: the server has to hold back. */
const readsLate: Client = async (server, random) => {
  const [socket, stream] = await open(server, random);
  socket.pause();
  for (let i = random.below(300); i > 0; i -= 1) socket.write(stream.next(PERIOD));
  await until(() => [...server].some(({ backlog }) => backlog > 0) || socket.writableLength === 0);
  socket.resume();
  await finish(socket, stream);
};

/** Hangs up with a reset, with questions under way and answers unread. */
const resets: Client = async (server, random) => {
  const [socket, stream] = await open(server, random);
  if (random.below(2) === 0) socket.pause();
  for (let i = random.below(100); i > 0; i -= 1) socket.write(stream.next(1 + random.below(PERIOD)));
  for (let turns = random.below(10); turns > 0; turns -= 1) await new Promise(setImmediate);
  socket.resetAndDestroy();
  await goneFrom(socket);
};

/** Leaves without having said anything. */
const leaves: Client = async (server, random) => {
  const [socket, stream] = await open(server, random);
  await finish(socket, stream);
};

const KINDS = [asks, asks, bursts, bursts, readsLate, resets, resets, leaves];

async function open(server: Server, random: Random): Promise<[Socket, Stream]> {
  const stream = new Stream(random.below(PERIOD));
  const socket = await connect(server);
  socket.on('data', (bytes) => stream.check(bytes));
  socket.on('error', () => {});
  return [socket, stream];
}

/** Sends the end; the server's must come after the last byte. */
async function finish(socket: Socket, stream: Stream): Promise<void> {
  socket.end();
  await once(socket, 'end');
  expect(stream.outstanding).toBe(0);
  await goneFrom(socket);
}

/** Random clients, so many at a time, until all have been there. */
async function storm(server: Server, random: Random, clients: number): Promise<void> {
  let left = clients;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      await random.pick(KINDS)(server, new Random(random.below(2 ** 31)));
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, one));
}

it('whatever clients do, each byte comes back, and nothing is left', { timeout: 120_000 }, async () => {
  const seed = runSeed('serve');
  const before = await openFilesAtRest();
  const open = new Set<Connection>();
  const mistakes: unknown[] = [];
  const server = await serve({
    port: 0,
    host: '127.0.0.1',
    idleTimeout: 60_000,
    onConnection: (connection) => {
      if (open.has(connection)) mistakes.push('opened twice');
      open.add(connection);
    },
    onData: (connection, bytes) => {
      if (!open.has(connection)) mistakes.push('data of a closed connection');
      connection.write(bytes);
    },
    onClose: (connection) => {
      if (!open.delete(connection)) mistakes.push('closed twice');
    },
    onError: (error) => {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ECONNRESET' && code !== 'EPIPE') mistakes.push(error);
    },
  });
  await storm(server, new Random(seed), scaled(600));
  await until(() => server.connections === 0);
  expect(mistakes).toEqual([]);
  expect(open.size).toBe(0);
  await server.close();
  await until(() => openFiles().length <= before.length, 'no file descriptor is left');
});
