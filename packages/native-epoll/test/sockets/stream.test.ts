/** Streams of every family. */
import { createHash, randomBytes } from 'node:crypto';
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  MSG_PEEK,
  POLLIN,
  poll,
  SHUT_RD,
  SHUT_RDWR,
  SHUT_WR,
  SOCK_STREAM,
  Socket,
  TimeoutError,
} from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/error-of.js';
import { closeAll, connected, families, freshPath, listening } from './support.js';

describe.each(families)('A stream over $name', (family) => {
  it('carries bytes both ways, and says who is where', () => {
    const server = listening(family);
    const client = new Socket(family.family);
    client.connect(server.getSockName());
    const connection = server.accept();
    expect(client.getPeerName()).toEqual(server.getSockName());
    expect(connection.getSockName()).toEqual(server.getSockName());
    expect(connection.getPeerName()).toEqual(client.getSockName());
    expect([connection.family, connection.type]).toEqual([family.family, SOCK_STREAM]);
    client.sendAll('ping ✓');
    expect(connection.recv(100).toString()).toBe('ping ✓');
    connection.sendAll(Buffer.from('pong'));
    expect(client.recv(100).toString()).toBe('pong');
    closeAll(server, client, connection);
  });

  it('receives into a part of a buffer', () => {
    const [client, connection] = connected(family);
    client.sendAll('abcdef');
    const buffer = Buffer.from('..........');
    expect(connection.recvInto(buffer, 2, 3)).toBe(3);
    expect(connection.recvInto(buffer, 7)).toBe(3);
    expect(buffer.toString()).toBe('..abc..def');
    closeAll(client, connection);
  });

  it('receives into shared memory', () => {
    const [client, connection] = connected(family);
    const shared = new Uint8Array(new SharedArrayBuffer(16), 4, 8);
    client.sendAll('shared');
    expect(connection.recvInto(shared)).toBe(6);
    expect(Buffer.from(shared).toString('utf8', 0, 6)).toBe('shared');
    closeAll(client, connection);
  });

  it('sends part of a buffer, and several as one', () => {
    const [client, connection] = connected(family);
    expect(client.send(Buffer.from('..mid..'), 2, 3)).toBe(3);
    expect(connection.recv(10).toString()).toBe('mid');
    expect(client.sendv([Buffer.from('a'), new Uint8Array(0), Buffer.from('bc')])).toBe(3);
    expect(connection.recv(10).toString()).toBe('abc');
    expect(client.sendv([])).toBe(0);
    closeAll(client, connection);
  });

  it('peeks without taking', () => {
    const [client, connection] = connected(family);
    client.sendAll('once');
    expect(connection.recv(10, MSG_PEEK).toString()).toBe('once');
    expect(connection.recv(10).toString()).toBe('once');
    closeAll(client, connection);
  });

  it('tells the end from nothing yet, without exceptions', () => {
    const [client, connection] = connected(family);
    const buffer = Buffer.alloc(8);
    expect(connection.tryRecvInto(buffer)).toBe(-1);
    client.close();
    expect(poll([[connection.fileno(), POLLIN]], 5000)).not.toEqual([]);
    expect(connection.tryRecvInto(buffer)).toBe(0);
    expect(connection.recv(8)).toHaveLength(0);
    connection.close();
  });

  it('shuts one direction down and goes on with the other', () => {
    const [client, connection] = connected(family);
    client.shutdown(SHUT_WR);
    expect(connection.recv(8)).toHaveLength(0);
    connection.sendAll('still here');
    expect(client.recv(20).toString()).toBe('still here');
    expect(errorOf(() => client.sendAll('x'))).toMatchObject({ code: 'EPIPE', syscall: 'send' });
    client.shutdown(SHUT_RD);
    connection.shutdown(SHUT_RDWR);
    closeAll(client, connection);
  });

  it('takes what there is room for, and no more without blocking', () => {
    const [client, connection] = connected(family);
    const chunk = Buffer.alloc(64 * 1024);
    // Room may grow while one looks on, but not without end.
    const fill = () => {
      for (;;) client.sendAll(chunk);
    };
    expect(client.trySend(chunk)).toBeGreaterThan(0);
    while (client.trySendv([chunk, chunk]) >= 0);
    client.setTimeout(20);
    expect(errorOf(fill)).toBeInstanceOf(TimeoutError);
    client.setBlocking(false);
    expect(errorOf(fill)).toMatchObject({ code: 'EAGAIN', syscall: 'send' });
    closeAll(client, connection);
  });

  it('carries a megabyte through small steps unchanged', () => {
    const [client, connection] = connected(family);
    const data = randomBytes(1 << 20);
    const received = createHash('sha256');
    const buffer = Buffer.alloc(10_000);
    let sent = 0;
    for (let count = 0; count < data.length; ) {
      const taken = client.trySend(data, sent, Math.min(data.length - sent, 7777));
      if (taken > 0) sent += taken;
      const came = connection.tryRecvInto(buffer);
      if (came > 0) {
        count += came;
        received.update(buffer.subarray(0, came));
      }
    }
    expect(received.digest('hex')).toBe(createHash('sha256').update(data).digest('hex'));
    closeAll(client, connection);
  });

  it('accepts without blocking, and with an end', () => {
    const server = listening(family);
    expect(server.tryAccept()).toBeUndefined();
    server.setBlocking(false);
    expect(errorOf(() => server.accept())).toMatchObject({ code: 'EAGAIN', syscall: 'accept' });
    server.setTimeout(10);
    expect(errorOf(() => server.accept())).toMatchObject({ code: 'ERR_WEFT_TIMEOUT' });
    const client = new Socket(family.family);
    client.connect(server.getSockName());
    const connection = server.tryAccept();
    expect(connection?.timeout).toBeUndefined();
    closeAll(server, client, connection as Socket);
  });

  it('refuses to connect where nobody listens', () => {
    const server = listening(family);
    const address = server.getSockName();
    server.close();
    const client = new Socket(family.family);
    expect(errorOf(() => client.connect(address))).toMatchObject({
      code: 'ECONNREFUSED',
      syscall: 'connect',
      errno: -111,
    });
    client.close();
  });

  it('refuses an address that is taken', () => {
    const server = listening(family);
    const other = new Socket(family.family);
    const error = errorOf(() => other.bind(server.getSockName()));
    expect(error).toMatchObject({ code: 'EADDRINUSE', syscall: 'bind' });
    closeAll(server, other);
  });
});

describe('Connecting without blocking', () => {
  it.each([families[0], families[1]])('begins over $name, and tells how it ended', (family) => {
    const server = listening(family as never);
    const address = server.getSockName();
    const client = new Socket(family?.family);
    client.setBlocking(false);
    const error = errorOf(() => client.connect(address));
    if (error !== undefined) expect(error).toMatchObject({ code: 'EINPROGRESS', syscall: 'connect' });
    server.accept().close();
    expect(client.takeError()).toBe(0);
    expect(client.connectEx(address)).toBeLessThanOrEqual(0);
    server.close();
    client.close();
    const late = new Socket(family?.family);
    late.setBlocking(false);
    const result = late.connectEx(address);
    expect(result).toBeLessThan(0);
    poll([[late.fileno(), POLLIN]], 5000);
    expect([result, late.takeError()]).toContain(-111);
    late.close();
  });

  it('waits for room in the backlog of a Unix socket', () => {
    const path = freshPath();
    const server = new Socket(AF_UNIX);
    server.bind({ path });
    server.listen(0);
    const first = new Socket(AF_UNIX);
    first.connect({ path });
    const second = new Socket(AF_UNIX);
    second.setTimeout(30);
    expect(errorOf(() => second.connect({ path }))).toBeInstanceOf(TimeoutError);
    server.accept().close();
    second.connect({ path });
    closeAll(server, first, second);
  });
});

describe('Addresses', () => {
  it('bind takes every interface without one, and a free port for 0', () => {
    const server = new Socket(AF_INET);
    server.bind({ port: 0 });
    const name = server.getSockName();
    expect(name).toMatchObject({ family: 'IPv4', address: '0.0.0.0' });
    expect(name.family === 'Unix' ? 0 : name.port).toBeGreaterThan(0);
    server.close();
  });

  it('localhost is the loopback of the family', () => {
    for (const [family, address] of [
      [AF_INET, '127.0.0.1'],
      [AF_INET6, '::1'],
    ] as const) {
      const socket = new Socket(family);
      socket.bind({ address: 'localhost', port: 0 });
      expect(socket.getSockName()).toMatchObject({ address });
      socket.close();
    }
  });

  it('a connection to nobody has no other end', () => {
    const socket = new Socket();
    expect(errorOf(() => socket.getPeerName())).toMatchObject({ code: 'ENOTCONN', syscall: 'getpeername' });
    expect(errorOf(() => socket.shutdown(SHUT_WR))).toMatchObject({ code: 'ENOTCONN' });
    socket.close();
  });

  it('errors name the address', () => {
    const socket = new Socket(AF_UNIX);
    expect(errorOf(() => socket.connect({ path: '/nowhere/at all' }))).toMatchObject({
      code: 'ENOENT',
      message: 'connect ENOENT: no such file or directory /nowhere/at all',
    });
    expect(errorOf(() => socket.bind({ path: 'x'.repeat(109) }))).toMatchObject({ code: 'ENAMETOOLONG' });
    socket.close();
  });
});
