/** What goes wrong on the way. */
import { fileURLToPath } from 'node:url';
import {
  AF_INET,
  POLLIN,
  POLLOUT,
  pipe,
  poll,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SOL_SOCKET,
  Socket,
  socketPair,
} from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/error-of.js';
import { runProgram } from '../support/run-program.js';
import { closeAll, connected, type Family, families } from './support.js';

const ipv4 = families[0] as Family;

describe('A connection', () => {
  it('that is reset while somebody writes is an error, and no signal', () => {
    const [client, connection] = connected(ipv4);
    const chunk = Buffer.alloc(256 * 1024);
    while (client.trySend(chunk) >= 0);
    connection.setLinger(0);
    connection.close();
    poll([[client.fileno(), POLLIN]], 5000);
    expect(errorOf(() => client.sendAll(chunk))).toMatchObject({ code: 'ECONNRESET', syscall: 'send' });
    expect(errorOf(() => client.sendAll(chunk))).toMatchObject({ code: 'EPIPE', syscall: 'send' });
    client.close();
  });

  it('that is reset while somebody waits to read is an error', () => {
    const [client, connection] = connected(ipv4);
    connection.setLinger(0);
    connection.close();
    expect(errorOf(() => client.recv(1))).toMatchObject({ code: 'ECONNRESET', syscall: 'recv' });
    client.close();
  });

  it('ends with what was sent before, whatever closes', () => {
    const [client, connection] = connected(ipv4);
    connection.sendAll('last words');
    connection.close();
    expect(client.recv(100).toString()).toBe('last words');
    expect(client.recv(100)).toHaveLength(0);
    client.close();
  });
});

describe('SIGPIPE', () => {
  it('never comes', async () => {
    const file = fileURLToPath(new URL('./programs/nobody-reads.js', import.meta.url));
    const expected = 'send EPIPE\nsendv EPIPE\nsendFds EPIPE\nwrite EPIPE\n';
    expect(await runProgram(file)).toEqual({ code: 0, stdout: expected, stderr: '' });
  });
});

describe('Ports', () => {
  it('can be shared with SO_REUSEPORT, among those that all have it', () => {
    const first = new Socket(AF_INET);
    first.setOption(SOL_SOCKET, SO_REUSEPORT, true);
    first.bind({ address: '127.0.0.1', port: 0 });
    const address = first.getSockName();
    const second = new Socket(AF_INET);
    expect(errorOf(() => second.bind(address))).toMatchObject({ code: 'EADDRINUSE' });
    second.setOption(SOL_SOCKET, SO_REUSEPORT, true);
    second.bind(address);
    expect(second.getOption(SOL_SOCKET, SO_REUSEPORT)).toBe(1);
    closeAll(first, second);
  });

  it('can be taken again at once with SO_REUSEADDR', () => {
    const server = new Socket(AF_INET);
    server.setOption(SOL_SOCKET, SO_REUSEADDR, true);
    server.bind({ address: '127.0.0.1', port: 0 });
    server.listen();
    const address = server.getSockName();
    const client = new Socket(AF_INET);
    client.connect(address);
    const connection = server.accept();
    server.close();
    // The server closes first, so its port waits for stragglers.
    connection.close();
    client.close();
    const plain = new Socket(AF_INET);
    expect(errorOf(() => plain.bind(address))).toMatchObject({ code: 'EADDRINUSE' });
    const again = new Socket(AF_INET);
    again.setOption(SOL_SOCKET, SO_REUSEADDR, true);
    again.bind(address);
    closeAll(plain, again);
  });

  it('run out for one destination, which is said', async () => {
    const file = fileURLToPath(new URL('./programs/ports-run-out.js', import.meta.url));
    expect(await runProgram(file)).toEqual({ code: 0, stdout: 'EADDRNOTAVAIL\nconnected\n', stderr: '' });
  });
});

describe('Readiness', () => {
  it('is shown while there is room, and what was shown may be gone', () => {
    const [one, other] = socketPair();
    expect(poll([[one.fileno(), POLLIN | POLLOUT]], 0)).toEqual([[one.fileno(), POLLOUT]]);
    other.sendAll('x');
    expect(poll([[one.fileno(), POLLIN]], 1000)).toEqual([[one.fileno(), POLLIN]]);
    // Somebody else takes it.
    one.recv(1);
    one.setTimeout(20);
    expect(errorOf(() => one.recv(1))).toMatchObject({ code: 'ERR_WEFT_TIMEOUT' });
    closeAll(one, other);
  });

  it('of a pipe without a reader is an error to write', () => {
    const [reader, writer] = pipe();
    reader.close();
    expect(errorOf(() => writer.writeAll('x'))).toMatchObject({ code: 'EPIPE', syscall: 'write' });
    writer.close();
  });
});
