/** File descriptors that are sent from process to process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { AF_UNIX, ArgumentError, PipeReader, PipeWriter, pipe, Socket, socketPair } from '@weft/native-epoll';
import { expect, it } from 'vitest';
import { errorOf } from '../support/error-of.js';
import { leavesNothingOpen } from '../support/open-fds.js';
import { closeAll, freshPath } from './support.js';

it('arrive as duplicates that can be used', () => {
  leavesNothingOpen(() => {
    const [one, other] = socketPair();
    const [reader, writer] = pipe();
    expect(one.sendFds([writer.fileno()], 'a pipe')).toBe(6);
    writer.close();
    const { bytes, fds, truncated } = other.recvFds(100);
    expect([bytes.toString(), fds.length, truncated]).toEqual(['a pipe', 1, false]);
    const received = PipeWriter.from(fds[0] as number);
    received.writeAll('through');
    expect(reader.read(100).toString()).toBe('through');
    closeAll(one, other, reader, received);
  });
});

it('go to another process and come back', async () => {
  const path = freshPath();
  const server = new Socket(AF_UNIX);
  server.bind({ path });
  server.listen();
  const program = fileURLToPath(new URL('./programs/pass-back.js', import.meta.url));
  const child = spawn(process.execPath, [program, path], { stdio: 'inherit' });
  const exited = once(child, 'exit');
  server.setTimeout(20_000);
  const connection = server.accept();
  const [reader, writer] = pipe();
  connection.sendFds([writer.fileno()]);
  writer.close();
  expect(reader.read(100).toString()).toBe('from the child');
  const { fds } = connection.recvFds(1);
  expect(fds).toHaveLength(1);
  const file = PipeReader.from(fds[0] as number);
  expect(file.read(3).toString()).toBe('/**');
  expect(await exited).toEqual([0, null]);
  closeAll(server, connection, reader, file);
});

it('for which there is no room are closed, and that is said', () => {
  leavesNothingOpen(() => {
    const [one, other] = socketPair();
    one.sendFds([one.fileno(), other.fileno(), one.fileno()]);
    const { fds, truncated } = other.recvFds(1, 1);
    expect([fds.length, truncated]).toEqual([1, true]);
    Socket.from(fds[0] as number).close();
    one.sendFds([one.fileno()]);
    expect(other.recvFds(1, 0)).toMatchObject({ fds: [], truncated: true });
    one.sendFds([one.fileno()]);
    // Who receives nothing but bytes gets none, and they are not left open either.
    expect(other.recv(1)).toHaveLength(1);
    closeAll(one, other);
  });
});

it('go 253 at a time, and are refused beyond', () => {
  leavesNothingOpen(() => {
    const [one, other] = socketPair();
    const many = Array.from({ length: 253 }, () => one.fileno());
    one.sendFds(many);
    const { fds, truncated } = other.recvFds(1);
    expect([new Set(fds).size, truncated]).toEqual([253, false]);
    closeAll(...fds.map((fd) => Socket.from(fd)));
    expect(errorOf(() => one.sendFds([...many, 0]))).toBeInstanceOf(ArgumentError);
    closeAll(one, other);
  });
});

it('that are none are refused before any is sent', () => {
  const [one, other] = socketPair();
  for (const fd of [-1, Number.NaN, 2 ** 31, '1' as never]) {
    expect(errorOf(() => one.sendFds([fd]))).toBeInstanceOf(ArgumentError);
  }
  expect(errorOf(() => one.sendFds([1_000_000]))).toMatchObject({ code: 'EBADF', syscall: 'sendmsg' });
  expect(errorOf(() => one.sendFds([0], ''))).toBeInstanceOf(ArgumentError);
  expect(errorOf(() => other.recvFds(0))).toBeInstanceOf(ArgumentError);
  expect(errorOf(() => other.recvFds(1, 254))).toBeInstanceOf(ArgumentError);
  other.setBlocking(false);
  expect(errorOf(() => other.recvFds(1))).toMatchObject({ code: 'EAGAIN', syscall: 'recvmsg' });
  closeAll(one, other);
});
