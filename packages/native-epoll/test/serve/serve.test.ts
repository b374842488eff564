import { once } from 'node:events';
import { createServer } from 'node:net';
import {
  ArgumentError,
  ClosedError,
  type Connection,
  type ServeOptions,
  type Server,
  serve,
} from '@weft/native-epoll';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../../atomics/dist-test/support/until.js';
import { closeClients, connect, everythingFrom, exchange, goneFrom, nextFrom } from './support/client.js';
import { openFiles, openFilesAtRest } from './support/open-files.js';

const before = await openFilesAtRest();
const servers: Server[] = [];

async function start(options: Partial<ServeOptions>): Promise<Server> {
  const server = await serve({ port: 0, host: '127.0.0.1', onData: () => {}, ...options });
  servers.push(server);
  return server;
}

/** Some of these are more than the buffers of the system take from a server whose peer does not read. */
const ANSWER = Buffer.alloc(2 ** 20);

const echo: Partial<ServeOptions> = { onData: (connection, bytes) => connection.write(bytes) };

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close({ grace: 0 });
  await closeClients();
  await until(() => openFiles().length <= before.length, 'no file descriptor is left');
});

describe('a server', () => {
  it('says where it listens', async () => {
    const server = await start(echo);
    expect(server.address).toEqual({ address: '127.0.0.1', family: 'IPv4', port: expect.any(Number) });
    expect(await exchange(server, 'hello')).toBe('hello');
  });

  it('listens on this machine only if no host is given, at all addresses if asked, and resolves names', async () => {
    const here = await start({ ...echo, host: undefined });
    expect(here.address).toMatchObject({ address: '127.0.0.1' });
    const everywhere = await start({ ...echo, host: '::' });
    expect(everywhere.address).toMatchObject({ address: '::', family: 'IPv6' });
    expect(await exchange(everywhere, 'hello')).toBe('hello');
    const named = await start({ ...echo, host: 'localhost' });
    expect(['127.0.0.1', '::1']).toContain((named.address as { address: string }).address);
  });

  it('counts and shows its connections', async () => {
    const server = await start(echo);
    const clients = await Promise.all([connect(server), connect(server), connect(server)]);
    await until(() => server.connections === 3);
    expect([...server].map(({ remotePort }) => remotePort).sort()).toEqual(
      clients.map(({ localPort }) => localPort).sort(),
    );
    clients[0]?.destroy();
    await until(() => server.connections === 2);
    expect([...server]).toHaveLength(2);
  });

  it('calls handlers in their order', async () => {
    const calls: string[] = [];
    const note = (name: string) => () => void calls.push(name);
    const server = await start({
      onConnection: note('connection'),
      onData: (connection, bytes) => {
        calls.push(`data ${bytes}`);
        connection.write('answer');
      },
      onEnd: note('end'),
      onClose: note('close'),
      onError: note('error'),
    });
    const client = await connect(server);
    client.write('one');
    expect(await nextFrom(client)).toBe('answer');
    client.end('two');
    expect(await everythingFrom(client)).toBe('answer');
    await until(() => server.connections === 0);
    expect(calls).toEqual(['connection', 'data one', 'data two', 'end', 'close']);
  });

  it('calls handlers as methods of what it was given', async () => {
    class Greeter {
      readonly port = 0;
      readonly host = '127.0.0.1';
      readonly greeting = 'good day';
      onData(connection: Connection): void {
        connection.end(this.greeting);
      }
    }
    const server = await serve(new Greeter());
    servers.push(server);
    expect(await exchange(server, 'hello')).toBe('good day');
  });

  it('writes text as UTF-8', async () => {
    const server = await start({ onConnection: (connection) => connection.end('größe 🧵') });
    expect(await everythingFrom(await connect(server))).toBe('größe 🧵');
  });

  it('reuses the memory that onData is given, unless it is to copy', async () => {
    for (const copy of [false, true]) {
      const seen: Buffer[] = [];
      const server = await start({
        copy,
        onData: (connection, bytes) => {
          seen.push(bytes);
          connection.write('.');
        },
      });
      const client = await connect(server);
      for (const text of ['first', 'other']) {
        client.write(text);
        await nextFrom(client);
      }
      expect(seen.map(String)).toEqual(copy ? ['first', 'other'] : ['other', 'other']);
      client.destroy();
    }
  });

  it('gets over it if a handler sends that memory to another thread', async () => {
    const { port1 } = new MessageChannel();
    const server = await start({
      onData: (connection, bytes) => {
        connection.write(bytes);
        port1.postMessage(bytes, [bytes.buffer as ArrayBuffer]);
      },
    });
    const [one, two] = await Promise.all([connect(server), connect(server)]);
    for (const client of [one, two, one]) {
      client.write('hello');
      expect(await nextFrom(client)).toBe('hello');
    }
    port1.close();
  });

  it('refuses to write what is neither bytes nor text', async () => {
    const errors: unknown[] = [];
    const server = await start({
      onData: (connection) => {
        for (const data of [7, undefined, {}, new Uint16Array(1), new ArrayBuffer(1)]) {
          try {
            connection.write(data as Uint8Array);
          } catch (error) {
            errors.push(error);
          }
        }
        connection.end('fine');
      },
    });
    expect(await exchange(server, 'x')).toBe('fine');
    expect(errors).toEqual(Array(5).fill(expect.any(ArgumentError)));
  });

  it('knows who has connected, also afterwards if it was asked before', async () => {
    const closed: Connection[] = [];
    const server = await start({
      onConnection: (connection) => void connection.remoteAddress,
      onClose: (connection) => void closed.push(connection),
    });
    const client = await connect(server);
    const { localPort } = client;
    await until(() => server.connections === 1);
    client.destroy();
    await until(() => closed.length === 1);
    expect(closed[0]).toMatchObject({ remoteAddress: '127.0.0.1', remotePort: localPort, closed: true });
    expect(closed[0]?.fileno()).toBe(-1);
  });

  it('keeps what belongs to a connection', async () => {
    const server = await serve<{ count: number }>({
      port: 0,
      host: '127.0.0.1',
      onConnection: (connection) => {
        connection.context = { count: 0 };
      },
      onData: ({ context }, { length }) => {
        if (context) context.count += length;
      },
      onEnd: (connection) => connection.end(String(connection.context?.count)),
    });
    servers.push(server);
    expect(await Promise.all([exchange(server, 'four'), exchange(server, 'seventy')])).toEqual(['4', '7']);
  });

  it('lives beside others of its kind and of Node in one thread', async () => {
    const node = createServer((socket) => socket.end('node')).listen(0, '127.0.0.1');
    await once(node, 'listening');
    const one = await start({ onConnection: (connection) => connection.end('one') });
    const two = await start({ onConnection: (connection) => connection.end('two') });
    const address = node.address() as Server['address'];
    const answers = await Promise.all([one, two, { address }].map((server) => exchange(server, '')));
    expect(answers).toEqual(['one', 'two', 'node']);
    node.close();
  });
});

describe('the ends of a connection', () => {
  it('are two: after end() the rest of the peer is still received', async () => {
    const received: string[] = [];
    const server = await start({
      onConnection: (connection) => connection.end('bye'),
      onData: (_, bytes) => void received.push(String(bytes)),
    });
    const client = await connect(server);
    expect(await everythingFrom(client)).toBe('bye');
    expect(server.connections).toBe(1);
    client.end('one last thing');
    await until(() => server.connections === 0);
    expect(received.join('')).toBe('one last thing');
  });

  it('come together unless half-open connections are allowed', async () => {
    let left: Connection | undefined;
    const server = await start({
      allowHalfOpen: true,
      onEnd: (connection) => {
        left = connection;
      },
    });
    const client = await connect(server);
    client.end('question');
    await until(() => left !== undefined);
    expect(left?.write('answ')).toBe(true);
    expect(await nextFrom(client)).toBe('answ');
    left?.end('er');
    expect(await everythingFrom(client)).toBe('er');
    await until(() => server.connections === 0);
  });

  it('wait for what is still to be sent', async () => {
    const large = Buffer.alloc(8 * 2 ** 20, 'large');
    const server = await start({ onEnd: (connection) => connection.end(large) });
    const client = await connect(server);
    client.end();
    client.pause();
    await until(() => [...server].some(({ backlog }) => backlog > 0));
    expect(Buffer.compare(Buffer.from(await everythingFrom(client)), large)).toBe(0);
    await until(() => server.connections === 0);
  });

  it('are not missed when they come with bytes, however many, before anybody looks', async () => {
    // Around what is received at once.
    for (const length of [1, 65_535, 65_536, 65_537, 131_072]) {
      let received = 0;
      const server = await start({
        onConnection: (connection) => connection.pause(),
        onData: (_, bytes) => {
          received += bytes.length;
        },
      });
      const client = await connect(server);
      await new Promise<void>((resolve) => client.end(Buffer.alloc(length), resolve));
      await until(() => server.connections === 1);
      for (const connection of server) connection.resume();
      await until(() => server.connections === 0, `the end after ${length} bytes`);
      expect(received).toBe(length);
    }
  });

  it('forbid writing after end(), and forgive it after the close', async () => {
    const outcomes: unknown[] = [];
    const server = await start({
      onConnection: (connection) => {
        connection.end();
        connection.end();
        try {
          connection.write('more');
        } catch (error) {
          outcomes.push(error);
        }
      },
    });
    await everythingFrom(await connect(server));
    expect(outcomes).toEqual([expect.any(ClosedError)]);

    const other = await start({
      onData: (connection) => {
        connection.destroy();
        connection.destroy();
        outcomes.push(connection.write('more'), connection.closed);
      },
    });
    const client = await connect(other);
    client.write('x');
    await goneFrom(client);
    expect(outcomes.slice(1)).toEqual([false, true]);
  });

  it('call back only after destroy() has returned', async () => {
    const calls: string[] = [];
    const server = await start({
      onData: (connection) => {
        connection.destroy();
        calls.push('destroyed');
      },
      onClose: () => void calls.push('close'),
    });
    const client = await connect(server);
    client.write('x');
    await goneFrom(client);
    await until(() => calls.length === 2);
    expect(calls).toEqual(['destroyed', 'close']);
  });

  it('may be a reset, which is told to onError and onClose once each', async () => {
    const calls: string[] = [];
    const server = await start({
      onError: (error, connection) =>
        void calls.push(`${(error as NodeJS.ErrnoException).code} ${connection?.closed}`),
      onClose: () => void calls.push('close'),
    });
    const client = await connect(server);
    await until(() => server.connections === 1);
    client.resetAndDestroy();
    await until(() => server.connections === 0);
    expect(calls).toEqual(['ECONNRESET true', 'close']);
  });

  it('may be a reset of a connection that is paused', async () => {
    const codes: unknown[] = [];
    const server = await start({
      onConnection: (connection) => connection.pause(),
      onError: (error) => void codes.push((error as NodeJS.ErrnoException).code),
    });
    const client = await connect(server);
    client.write('never read');
    await until(() => server.connections === 1);
    client.resetAndDestroy();
    await until(() => server.connections === 0);
    expect(codes).toEqual(['ECONNRESET']);
  });
});

describe('slow peers', () => {
  it('make write() say false, and onDrain tells when all is sent', async () => {
    const events: string[] = [];
    const server = await start({
      onConnection: (connection) => {
        while (connection.write(Buffer.alloc(65_536, 'x')));
        events.push(`false, ${connection.backlog > 0}`);
        connection.write('the end');
      },
      onDrain: (connection) => {
        events.push(`drain, ${connection.backlog}`);
        connection.end();
      },
    });
    const client = await connect(server);
    client.pause();
    await until(() => events.length === 1);
    expect((await everythingFrom(client)).endsWith('xxthe end')).toBe(true);
    expect(events).toEqual(['false, true', 'drain, 0']);
  });

  it('are not asked for more while there is a backlog', async () => {
    const questions = 64;
    let answered = 0;
    const server = await start({
      onData: (connection) => {
        answered += 1;
        connection.write(ANSWER);
      },
    });
    const client = await connect(server);
    client.pause();
    await until(() => server.connections === 1);
    const [connection] = [...server];
    for (let asked = 1; connection?.backlog === 0; asked += 1) {
      client.write('?');
      await until(() => answered === asked);
    }
    const before = answered;
    client.write('?'.repeat(questions));
    // Meanwhile the event loop serves others, so it could have served this one.
    expect(await exchange(await start(echo), 'hello')).toBe('hello');
    expect(answered).toBe(before);
    expect(connection?.backlog).toBeLessThanOrEqual(ANSWER.length);
    client.resume();
    await until(() => answered > before);
  });

  it('may be asked for more all the same', async () => {
    let answered = 0;
    const server = await start({
      receiveWithBacklog: true,
      onData: (connection) => {
        answered += 1;
        connection.write(ANSWER);
      },
    });
    const client = await connect(server);
    client.pause();
    await until(() => server.connections === 1);
    const [connection] = [...server];
    for (let asked = 1; (connection?.backlog ?? 0) <= 2 * ANSWER.length; asked += 1) {
      client.write('?');
      await until(() => answered === asked);
    }
    connection?.destroy();
  });

  it('wait while they are paused', async () => {
    const received: string[] = [];
    let paused: Connection | undefined;
    const server = await start({
      onData: (connection, bytes) => {
        received.push(String(bytes));
        connection.pause();
        paused = connection;
      },
    });
    const client = await connect(server);
    client.write('one');
    await until(() => paused !== undefined);
    client.write('two');
    // A second connection is served, so the first could have been.
    const other = await connect(server);
    other.write('other');
    await until(() => received.length === 2);
    expect(received).toEqual(['one', 'other']);
    paused = undefined;
    for (const connection of server) connection.resume();
    await until(() => received.length === 3);
    expect(received[2]).toBe('two');
  });

  it('that have hung up are noticed when a paused connection goes on', async () => {
    const received: string[] = [];
    const server = await start({
      onConnection: (connection) => {
        connection.end();
        connection.pause();
      },
      onData: (_, bytes) => void received.push(String(bytes)),
    });
    const client = await connect(server);
    await once(client.resume(), 'end');
    client.end('read later');
    await once(client, 'close');
    expect(server.connections).toBe(1);
    for (const connection of server) connection.resume();
    await until(() => server.connections === 0);
    expect(received).toEqual(['read later']);
  });
});

describe('handlers that fail', () => {
  it('end their own connection only', async () => {
    const errors: unknown[] = [];
    const closed: Connection[] = [];
    const server = await start({
      onData: (connection, bytes) => {
        if (String(bytes) === 'bad') throw new Error('no such luck');
        connection.write(bytes);
      },
      onError: (error, connection) => void errors.push(error.message, connection?.closed),
      onClose: (connection) => void closed.push(connection),
    });
    const [good, bad] = await Promise.all([connect(server), connect(server)]);
    bad.write('bad');
    await goneFrom(bad);
    good.write('good');
    expect(await nextFrom(good)).toBe('good');
    expect(errors).toEqual(['no such luck', false]);
    expect(closed).toHaveLength(1);
  });

  it('may be asynchronous', async () => {
    const errors: unknown[] = [];
    const server = await start({
      onData: async () => {
        await null;
        throw new Error('too late');
      },
      onError: (error) => void errors.push(error.message),
    });
    const client = await connect(server);
    client.write('x');
    await goneFrom(client);
    expect(errors).toEqual(['too late']);
  });

  it('of all kinds are reported, and once', async () => {
    for (const name of ['onConnection', 'onEnd', 'onClose', 'onDrain'] as const) {
      const errors: string[] = [];
      const server = await start({
        onConnection: (connection) => void connection.write(Buffer.alloc(8 * 2 ** 20)),
        onError: (error) => void errors.push(error.message),
        [name]: () => {
          throw new Error(name);
        },
      });
      const client = await connect(server);
      client.on('error', () => {});
      client.resume().end();
      await until(() => errors.length > 0, name);
      await until(() => server.connections === 0, name);
      expect(errors).toEqual([name]);
    }
  });
});
