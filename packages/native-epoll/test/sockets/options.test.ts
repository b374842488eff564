/** Options, credentials, and other descriptors. */
import {
  AF_INET,
  AF_INET6,
  type EventFd,
  eventfd,
  IPPROTO_IPV6,
  IPPROTO_TCP,
  IPV6_V6ONLY,
  POLLIN,
  pipe,
  poll,
  SO_LINGER,
  SO_RCVBUF,
  SO_REUSEADDR,
  SO_TYPE,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  socketPair,
  TCP_INFO,
  TCP_NODELAY,
  TimeoutError,
  timerfd,
} from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/error-of.js';
import { closeAll } from './support.js';

describe('Options', () => {
  it('are numbers or truth values', () => {
    const socket = new Socket(AF_INET);
    for (const [level, name] of [
      [SOL_SOCKET, SO_REUSEADDR],
      [IPPROTO_TCP, TCP_NODELAY],
    ] as const) {
      expect(socket.getOption(level, name)).toBe(0);
      socket.setOption(level, name, true);
      expect(socket.getOption(level, name)).toBe(1);
      socket.setOption(level, name, 0);
      expect(socket.getOption(level, name)).toBe(0);
    }
    socket.setOption(SOL_SOCKET, SO_RCVBUF, 65_536);
    expect(socket.getOption(SOL_SOCKET, SO_RCVBUF)).toBeGreaterThanOrEqual(65_536);
    expect(socket.getOption(SOL_SOCKET, SO_TYPE)).toBe(SOCK_STREAM);
    socket.close();
  });

  it('are bytes where they are more', () => {
    const socket = new Socket(AF_INET);
    socket.setLinger(5);
    const linger = socket.getOptionBytes(SOL_SOCKET, SO_LINGER, 16);
    expect([linger.length, linger.readInt32LE(0), linger.readInt32LE(4)]).toEqual([8, 1, 5]);
    socket.setLinger(undefined);
    expect(socket.getOptionBytes(SOL_SOCKET, SO_LINGER, 8).readInt32LE(0)).toBe(0);
    if (TCP_INFO !== 0) expect(socket.getOptionBytes(IPPROTO_TCP, TCP_INFO, 512).length).toBeGreaterThan(64);
    socket.close();
  });

  it('that the system does not know are its errors', () => {
    const socket = new Socket(AF_INET);
    expect(errorOf(() => socket.getOption(SOL_SOCKET, 9999))).toMatchObject({
      code: 'ENOPROTOOPT',
      syscall: 'getsockopt',
    });
    expect(errorOf(() => socket.setOption(SOL_SOCKET, 9999, 1))).toMatchObject({ syscall: 'setsockopt' });
    socket.close();
  });

  it('let IPv6 and IPv4 have one port each', () => {
    // Another program may have the port that is tried.
    const tries = Array.from({ length: 10 }, () => {
      using six = new Socket(AF_INET6);
      six.setOption(IPPROTO_IPV6, IPV6_V6ONLY, true);
      six.bind({ address: '::', port: 0 });
      const name = six.getSockName();
      using four = new Socket(AF_INET);
      return errorOf(() => four.bind({ port: name.family === 'IPv6' ? name.port : 0 }));
    });
    expect(tries).toContain(undefined);
  });
});

it('a Unix socket tells who is at the other end', () => {
  const [one, other] = socketPair();
  const credentials = { pid: process.pid, uid: process.getuid?.(), gid: process.getgid?.() };
  expect(one.getPeerCredentials()).toEqual(credentials);
  closeAll(one, other);
});

describe('Timeouts', () => {
  it('are for ever at first, and none is no waiting', () => {
    const socket = new Socket();
    expect(socket.timeout).toBeUndefined();
    socket.setTimeout(250);
    expect(socket.timeout).toBe(250);
    socket.setBlocking(false);
    expect(socket.timeout).toBe(0);
    socket.setBlocking(true);
    expect(socket.timeout).toBeUndefined();
    socket.setTimeout(Number.POSITIVE_INFINITY);
    expect(socket.timeout).toBeUndefined();
    for (const wrong of [Number.NaN, '1', null]) {
      expect(errorOf(() => socket.setTimeout(wrong as never))).toMatchObject({ code: 'ERR_WEFT_ARGUMENT' });
    }
    socket.close();
  });

  it('bound all of sendAll together, however much goes through', () => {
    const [one, other] = socketPair();
    one.setTimeout(1);
    expect(
      errorOf(() => {
        for (;;) one.sendAll(Buffer.alloc(1 << 20));
      }),
    ).toBeInstanceOf(TimeoutError);
    closeAll(one, other);
  });

  it('bound each call', () => {
    const [one, other] = socketPair();
    one.setTimeout(30);
    const began = performance.now();
    expect(errorOf(() => one.recv(1))).toBeInstanceOf(TimeoutError);
    expect(performance.now() - began).toBeGreaterThanOrEqual(30);
    closeAll(one, other);
  });
});

describe('A pipe', () => {
  it('carries bytes one way, until its end', () => {
    const [reader, writer] = pipe();
    expect(reader.tryReadInto(Buffer.alloc(1))).toBe(-1);
    writer.writeAll('through ✓');
    expect(reader.read(100).toString()).toBe('through ✓');
    const chunk = Buffer.alloc(65_536);
    while (writer.tryWrite(chunk) >= 0);
    writer.setTimeout(10);
    expect(errorOf(() => writer.write(chunk))).toBeInstanceOf(TimeoutError);
    writer.close();
    let length = 0;
    for (let count = -1; count !== 0; length += count) count = reader.readInto(chunk);
    expect(length).toBeGreaterThanOrEqual(65_536);
    reader.close();
  });
});

describe('An eventfd', () => {
  it('gives out what was added', () => {
    const counter: EventFd = eventfd(2);
    expect(poll([[counter.fileno(), POLLIN]], 0)).toHaveLength(1);
    counter.add(40);
    expect(counter.read()).toBe(42);
    expect(counter.tryRead()).toBeUndefined();
    expect(poll([[counter.fileno(), POLLIN]], 0)).toEqual([]);
    counter.setTimeout(10);
    expect(errorOf(() => counter.read())).toBeInstanceOf(TimeoutError);
    counter.close();
  });

  it('as a semaphore gives one at a time', () => {
    const counter = eventfd(2, { semaphore: true });
    counter.add();
    expect([counter.read(), counter.read(), counter.read(), counter.tryRead()]).toEqual([1, 1, 1, undefined]);
    counter.close();
  });

  it('does not overflow', () => {
    const counter = eventfd();
    for (let i = 0; i < 2 ** 11 - 1; i += 1) counter.add(Number.MAX_SAFE_INTEGER);
    counter.setBlocking(false);
    expect(
      errorOf(() => {
        for (let i = 0; i < 3; i += 1) counter.add(Number.MAX_SAFE_INTEGER);
      }),
    ).toMatchObject({ code: 'EAGAIN', syscall: 'write' });
    counter.close();
  });
});

describe('A timerfd', () => {
  it('expires, again and again, until it is stopped', () => {
    const timer = timerfd();
    expect([timer.remaining(), timer.tryRead()]).toEqual([undefined, undefined]);
    timer.set(1, 0.5);
    expect(timer.read()).toBeGreaterThanOrEqual(1);
    expect(timer.read()).toBeGreaterThanOrEqual(1);
    timer.set(1_000_000);
    expect(timer.remaining()).toBeGreaterThan(900_000);
    timer.stop();
    expect([timer.remaining(), timer.tryRead()]).toEqual([undefined, undefined]);
    timer.set(0);
    expect(timer.read()).toBe(1);
    timer.close();
  });
});
