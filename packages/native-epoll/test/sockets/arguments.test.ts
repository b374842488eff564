/** Whatever callers hand in: an error that says what is wrong, before the system sees any of it. */

import {
  type Address,
  AF_INET,
  AF_INET6,
  AF_UNIX,
  ArgumentError,
  eventfd,
  pipe,
  poll,
  Socket,
  select,
  socketPair,
  timerfd,
} from '@weft/native-epoll';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/error-of.js';
import { leavesNothingOpen } from '../support/open-fds.js';
import { closeAll } from './support.js';

/** Anything but a whole number from 0 to 2^31 - 1. */
const noCount = fc.oneof(
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5, -0.5, 2 ** 31, 2 ** 53, -(2 ** 53)),
  fc.string(),
  fc.constantFrom(null, true, {}, [], 1n, () => 1),
) as fc.Arbitrary<number>;

const noBytes = fc
  .anything({ withTypedArray: true })
  .filter((value) => !(value instanceof Uint8Array) && typeof value !== 'string') as fc.Arbitrary<Uint8Array>;

const noAddress = fc.oneof(
  fc.anything().filter((value) => typeof value !== 'object' || value === null || !('port' in value)),
  fc.record({ address: fc.anything(), port: noCount }),
  fc.record({
    address: fc.oneof(
      fc.constantFrom(
        '',
        'example.org',
        '1.2.3',
        '1.2.3.4.5',
        '256.1.1.1',
        '127.0.0.1 ',
        '\0',
        'localhost.',
        'fe80::1%',
      ),
      fc.anything().filter((value) => typeof value !== 'string' && value !== undefined),
    ),
    port: fc.constant(80),
  }),
) as fc.Arbitrary<Address>;

function isRefused(call: () => unknown): void {
  expect(errorOf(call)).toBeInstanceOf(ArgumentError);
}

describe('Refused are', () => {
  it('numbers that are none, or out of range', () => {
    const [one, other] = socketPair();
    const buffer = Buffer.alloc(8);
    leavesNothingOpen(() => {
      const property = fc.property(noCount, (wrong) => {
        isRefused(() => one.recv(wrong));
        isRefused(() => one.recvInto(buffer, wrong, 1));
        isRefused(() => one.recvInto(buffer, 0, wrong));
        isRefused(() => one.tryRecvInto(buffer, wrong, 1));
        isRefused(() => one.send(buffer, wrong, 1));
        isRefused(() => one.trySend(buffer, 0, wrong));
        isRefused(() => one.recvFrom(wrong));
        isRefused(() => one.recvFds(wrong));
        isRefused(() => one.recvFds(1, wrong));
        isRefused(() => one.sendFds([wrong]));
        isRefused(() => one.listen(wrong));
        isRefused(() => one.shutdown(wrong));
        isRefused(() => one.setOption(wrong, 1, 1));
        isRefused(() => one.setOption(1, wrong, 1));
        isRefused(() => one.getOption(1, wrong));
        isRefused(() => one.getOptionBytes(1, 1, wrong));
        isRefused(() => one.setLinger(wrong));
        isRefused(() => one.bind({ port: wrong }));
        isRefused(() => new Socket(wrong));
        isRefused(() => new Socket(AF_INET, wrong));
        isRefused(() => new Socket(AF_INET, 1, wrong));
        isRefused(() => socketPair(wrong));
        isRefused(() => Socket.from(wrong));
        isRefused(() => eventfd(wrong === 2 ** 31 ? -1 : wrong));
        isRefused(() => poll([[wrong, 1]]));
        isRefused(() => poll([[0, wrong]]));
        isRefused(() => select([wrong], [], []));
        isRefused(() => select([], [], [wrong]));
      });
      fc.assert(property, { numRuns: 200 });
    });
    closeAll(one, other);
  });

  it('what is no Uint8Array', () => {
    const [one, other] = socketPair();
    const [reader, writer] = pipe();
    const property = fc.property(noBytes, (wrong) => {
      isRefused(() => one.recvInto(wrong));
      isRefused(() => one.tryRecvInto(wrong, 0, 1));
      isRefused(() => one.recvFromInto(wrong));
      isRefused(() => one.send(wrong));
      isRefused(() => one.trySend(wrong, 0, 1));
      isRefused(() => one.sendAll(wrong));
      isRefused(() => one.sendv([Buffer.from('x'), wrong]));
      if (!Array.isArray(wrong)) isRefused(() => one.sendv(wrong as never));
      isRefused(() => one.sendTo(wrong, { path: '/x' }));
      isRefused(() => one.sendFds([0], wrong ?? null));
      isRefused(() => reader.readInto(wrong));
      isRefused(() => writer.write(wrong));
      isRefused(() => writer.writeAll(wrong));
    });
    fc.assert(property, { numRuns: 200 });
    other.setBlocking(false);
    expect(errorOf(() => other.recv(1))).toMatchObject({ code: 'EAGAIN' });
    closeAll(one, other, reader, writer);
  });

  it('addresses that are none', () => {
    const sockets = [new Socket(AF_INET), new Socket(AF_INET6), new Socket(AF_UNIX)];
    const property = fc.property(noAddress, fc.constantFrom(...sockets), (wrong, socket) => {
      isRefused(() => socket.bind(wrong));
      isRefused(() => socket.connect(wrong));
      isRefused(() => socket.connectEx(wrong));
      isRefused(() => socket.sendTo('x', wrong));
    });
    fc.assert(property, { numRuns: 200 });
    isRefused(() => sockets[0]?.connect({ port: 80 }));
    isRefused(() => sockets[0]?.connect({ address: '::1', port: 80 }));
    isRefused(() => sockets[1]?.connect({ address: '127.0.0.1', port: 80 }));
    isRefused(() => sockets[2]?.connect({ path: 'a\0b' }));
    closeAll(...sockets);
  });

  it('timeouts that are none', () => {
    const [reader, writer] = pipe();
    for (const wrong of [Number.NaN, '1', null, {}, true]) {
      isRefused(() => reader.setTimeout(wrong as never));
      isRefused(() => poll([], wrong as never));
      isRefused(() => select([], [], [], wrong as never));
    }
    const timer = timerfd();
    for (const wrong of [Number.NaN, -1, Number.POSITIVE_INFINITY, '1', null]) {
      isRefused(() => timer.set(wrong as never));
      isRefused(() => timer.set(1, wrong as never));
    }
    closeAll(reader, writer, timer);
  });

  it('file descriptors that select cannot have', () => {
    isRefused(() => select([1024], [], []));
    isRefused(() => poll([1 as never]));
  });
});

describe('Memory', () => {
  it('that was transferred elsewhere is refused, and not read', () => {
    const [one, other] = socketPair();
    other.sendAll('x');
    const bytes = new Uint8Array(new ArrayBuffer(64));
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    isRefused(() => one.recvInto(bytes));
    isRefused(() => one.tryRecvInto(bytes, 0, 1));
    isRefused(() => one.send(bytes, 0, 1));
    expect(one.recv(8).toString()).toBe('x');
    closeAll(one, other);
  });

  it('that has shrunk is bounded by what is left', () => {
    const memory = new (ArrayBuffer as unknown as ResizableArrayBuffer)(64, { maxByteLength: 64 });
    const [one, other] = socketPair();
    other.sendAll('0123456789');
    const whole = new Uint8Array(memory);
    const part = new Uint8Array(memory, 32, 16);
    memory.resize(4);
    expect(one.recvInto(whole)).toBe(4);
    isRefused(() => one.recvInto(part));
    isRefused(() => one.recvInto(whole, 0, 5));
    memory.resize(0);
    isRefused(() => one.recvInto(whole));
    closeAll(one, other);
  });
});

/** ES2024's, which TypeScript's library for ES2022 does not know. */
type ResizableArrayBuffer = new (
  length: number,
  options: { maxByteLength: number },
) => ArrayBuffer & { resize(length: number): void };
