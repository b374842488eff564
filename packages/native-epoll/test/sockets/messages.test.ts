/** Sockets that carry messages. */
import {
  AF_UNIX,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  type Socket,
  socketPair,
  TimeoutError,
} from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/error-of.js';
import { closeAll, families, messaging } from './support.js';

describe.each(families)('Messages over $name', (family) => {
  it('arrive whole, with the address of the sender', () => {
    const [one, other] = [messaging(family), messaging(family)];
    expect(one.sendTo('first', other.getSockName())).toBe(5);
    one.sendTo(Buffer.from('second'), other.getSockName());
    for (const text of ['first', 'second']) {
      const { bytes, address, truncated } = other.recvFrom(100);
      expect(bytes.toString()).toBe(text);
      expect(address).toEqual(one.getSockName());
      expect(truncated).toBe(false);
    }
    other.sendTo('', one.getSockName());
    expect(one.recvFrom(100).bytes).toHaveLength(0);
    closeAll(one, other);
  });

  it('say when their end is lost', () => {
    const [one, other] = [messaging(family), messaging(family)];
    one.sendTo('long message', other.getSockName());
    const buffer = Buffer.alloc(4);
    expect(other.recvFromInto(buffer)).toMatchObject({ length: 4, truncated: true });
    expect(buffer.toString()).toBe('long');
    closeAll(one, other);
  });

  it('go to one address once connected', () => {
    const [one, other] = [messaging(family), messaging(family)];
    one.connect(other.getSockName());
    one.send(Buffer.from('to you'));
    expect(other.recv(10).toString()).toBe('to you');
    expect(one.getPeerName()).toEqual(other.getSockName());
    closeAll(one, other);
  });

  it('are waited for no longer than the timeout', () => {
    const socket = messaging(family);
    socket.setTimeout(10);
    expect(errorOf(() => socket.recvFrom(10))).toBeInstanceOf(TimeoutError);
    socket.setBlocking(false);
    expect(errorOf(() => socket.recvFrom(10))).toMatchObject({ code: 'EAGAIN', syscall: 'recvfrom' });
    socket.close();
  });
});

describe('Messages', () => {
  it('wait for room at the other end, no longer than the timeout', () => {
    const [one, other] = families.slice(2, 3).flatMap((family) => [messaging(family), messaging(family)]) as [
      Socket,
      Socket,
    ];
    const address = other.getSockName();
    one.setBlocking(false);
    expect(
      errorOf(() => {
        for (;;) one.sendTo('x', address);
      }),
    ).toMatchObject({ code: 'EAGAIN', syscall: 'sendto' });
    one.setTimeout(100);
    expect(errorOf(() => one.sendTo('x', address))).toBeInstanceOf(TimeoutError);
    other.recv(1);
    expect(one.sendTo('x', address)).toBe(1);
    closeAll(one, other);
  });

  it('that are too long are refused', () => {
    const [one, other] = families.slice(0, 1).flatMap((family) => [messaging(family), messaging(family)]);
    const error = errorOf(() =>
      (one as Socket).sendTo(Buffer.alloc(70_000), (other as Socket).getSockName()),
    );
    expect(error).toMatchObject({ code: 'EMSGSIZE', syscall: 'sendto' });
    closeAll(one as Socket, other as Socket);
  });

  it('of an unnamed socket have no address', () => {
    const [one, other] = socketPair(AF_UNIX, SOCK_DGRAM);
    one.send(Buffer.from('x'));
    expect(other.recvFrom(1).address).toBeUndefined();
    closeAll(one, other);
  });

  it.runIf(SOCK_SEQPACKET !== 0)('keep their bounds in sequence', () => {
    const [one, other] = socketPair(AF_UNIX, SOCK_SEQPACKET);
    one.send(Buffer.from('one'));
    one.send(Buffer.from('two'));
    expect(other.recv(100).toString()).toBe('one');
    expect(other.recv(100).toString()).toBe('two');
    one.close();
    expect(other.recv(100)).toHaveLength(0);
    other.close();
  });
});
