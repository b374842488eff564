/** Who owns file descriptors, and what is left when they are closed. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  ArgumentError,
  ClosedError,
  eventfd,
  PipeReader,
  PipeWriter,
  pipe,
  SHUT_WR,
  SO_RCVBUF,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  socketPair,
  timerfd,
} from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/error-of.js';
import { leavesNothingOpen } from '../support/open-fds.js';
import { runProgram } from '../support/run-program.js';
import { closeAll, connected, families } from './support.js';

const makers: readonly (readonly [string, () => { close(): void; fileno(): number; closed: boolean }[]])[] = [
  ['a socket of IPv4', () => [new Socket(AF_INET)]],
  ['a socket of IPv6', () => [new Socket(AF_INET6, SOCK_DGRAM)]],
  ['a Unix socket', () => [new Socket(AF_UNIX)]],
  ['a pair of sockets', () => socketPair()],
  ['a pipe', () => pipe()],
  ['an eventfd', () => [eventfd()]],
  ['a timerfd', () => [timerfd()]],
];

describe.each(makers)('%s', (_, make) => {
  it('is open until it is closed, once', () => {
    leavesNothingOpen(() => {
      for (const object of make()) {
        const fd = object.fileno();
        expect(fd).toBeGreaterThan(2);
        object.close();
        expect([object.fileno(), object.closed]).toEqual([-1, true]);
        expect(errorOf(() => object.close())).toBeInstanceOf(ClosedError);
      }
    });
  });

  it('never closes what has got its number since', () => {
    const objects = make();
    const numbers = objects.map((object) => object.fileno());
    closeAll(...objects);
    const next = make();
    expect(next.map((object) => object.fileno()).sort()).toEqual(numbers.sort());
    for (const object of objects) expect(errorOf(() => object.close())).toBeInstanceOf(ClosedError);
    for (const number of numbers) expect(readlinkSync(`/proc/self/fd/${number}`)).not.toBe('');
    closeAll(...next);
  });

  it('is closed when a program is executed', () => {
    const objects = make();
    const { stdout } = spawnSync('ls', ['/proc/self/fd'], { encoding: 'utf8' });
    const inherited = stdout.split('\n');
    for (const object of objects) expect(inherited).not.toContain(String(object.fileno()));
    closeAll(...objects);
  });
});

describe('A closed socket', () => {
  it('refuses every call', () => {
    const socket = new Socket();
    const address = { address: '127.0.0.1', port: 1 };
    socket.close();
    const calls = [
      () => socket.bind(address),
      () => socket.listen(),
      () => socket.accept(),
      () => socket.tryAccept(),
      () => socket.connect(address),
      () => socket.connectEx(address),
      () => socket.takeError(),
      () => socket.recv(1),
      () => socket.recvInto(Buffer.alloc(1)),
      () => socket.tryRecvInto(Buffer.alloc(1)),
      () => socket.recvFrom(1),
      () => socket.recvFromInto(Buffer.alloc(1)),
      () => socket.send(Buffer.alloc(1)),
      () => socket.trySend(Buffer.alloc(1)),
      () => socket.sendAll('x'),
      () => socket.sendv([]),
      () => socket.sendTo('x', address),
      () => socket.sendFds([0]),
      () => socket.recvFds(1),
      () => socket.shutdown(SHUT_WR),
      () => socket.setOption(SOL_SOCKET, SO_RCVBUF, 1),
      () => socket.getOption(SOL_SOCKET, SO_RCVBUF),
      () => socket.getSockName(),
      () => socket.getPeerName(),
      () => socket.detach(),
      () => socket.close(),
    ];
    for (const call of calls) expect(errorOf(call), String(call)).toBeInstanceOf(ClosedError);
    socket[Symbol.dispose]();
  });

  it('is closed with its scope, also after it was closed', () => {
    leavesNothingOpen(() => {
      using socket = new Socket();
      using other = new Socket();
      socket.close();
      expect(other.closed).toBe(false);
    });
  });
});

describe('Giving and taking file descriptors', () => {
  it('a socket is made of one, with what it is', () => {
    leavesNothingOpen(() => {
      for (const family of families.slice(0, 3)) {
        const [client, connection] = connected(family);
        const copy = Socket.from(connection.detach());
        expect([copy.family, copy.type]).toEqual([family.family, SOCK_STREAM]);
        client.sendAll('x');
        expect(copy.recv(1).toString()).toBe('x');
        closeAll(client, copy);
      }
    });
  });

  it('what was detached is the caller’s, and blocks as it did', () => {
    leavesNothingOpen(() => {
      const [one, other] = socketPair();
      const blocking = one.detach();
      other.setBlocking(false);
      const nonBlocking = other.detach();
      expect(flagsOf(blocking) & 0o4000).toBe(0);
      expect(flagsOf(nonBlocking) & 0o4000).not.toBe(0);
      expect(errorOf(() => one.detach())).toBeInstanceOf(ClosedError);
      closeAll(Socket.from(blocking), Socket.from(nonBlocking));
    });
  });

  it('nobody owns one twice', () => {
    const socket = new Socket();
    expect(errorOf(() => Socket.from(socket.fileno()))).toMatchObject({ code: 'EEXIST' });
    socket.close();
  });

  it('what is no socket makes none, and stays open', () => {
    const [reader, writer] = pipe();
    const fd = reader.detach();
    expect(errorOf(() => Socket.from(fd))).toMatchObject({ code: 'ENOTSOCK', syscall: 'getsockopt' });
    expect(errorOf(() => Socket.from(1_000_000))).toMatchObject({ code: 'EBADF' });
    expect(errorOf(() => PipeReader.from(-1))).toBeInstanceOf(ArgumentError);
    expect(errorOf(() => PipeWriter.from(1_000_000))).toMatchObject({ code: 'EBADF' });
    closeAll(PipeReader.from(fd), writer);
  });
});

describe('When nothing is left to open', () => {
  it('says so, and goes on once something was closed', async () => {
    const file = fileURLToPath(new URL('./programs/short-of-files.js', import.meta.url));
    expect(await runProgram(file)).toEqual({ code: 0, stdout: 'survived\n', stderr: '' });
  });
});

/** `O_NONBLOCK` and others of an open file. */
function flagsOf(fd: number): number {
  const info = readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8');
  return Number.parseInt(/flags:\s*(\d+)/.exec(info)?.[1] ?? '', 8);
}
