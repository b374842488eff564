import { closeSync, openSync } from 'node:fs';
import {
  ArgumentError,
  EPOLLERR,
  EPOLLET,
  EPOLLEXCLUSIVE,
  EPOLLHUP,
  EPOLLIN,
  EPOLLONESHOT,
  EPOLLOUT,
  EPOLLRDHUP,
  EPOLLWAKEUP,
  Epoll,
  pipe,
  SHUT_WR,
  socketPair,
} from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/error-of.js';
import { kernelSetSuite } from './kernel-set.js';

kernelSetSuite('Epoll', Epoll);

describe('An epoll over a duplicate', () => {
  it('shares its entries with another object over a duplicate', () => {
    using set = new Epoll();
    using copy = Epoll.from(duplicate(set.fd));
    const [ours, theirs] = socketPair();
    set.add(ours.fileno(), EPOLLIN, 7);
    theirs.sendAll('x');
    expect(copy.poll(1000)).toEqual([[7, EPOLLIN]]);
    copy.delete(ours.fileno());
    expect(set.poll(0)).toEqual([]);
    ours.close();
    theirs.close();
  });
});

describe('Flags of epoll', () => {
  it('EPOLLET reports what is new, once', () => {
    using epoll = new Epoll();
    const [ours, theirs] = socketPair();
    epoll.add(ours.fileno(), EPOLLIN | EPOLLET);
    theirs.sendAll('x');
    expect(epoll.poll(1000)).toEqual([[ours.fileno(), EPOLLIN]]);
    expect(epoll.poll(0)).toEqual([]);
    theirs.sendAll('y');
    expect(epoll.poll(1000)).toEqual([[ours.fileno(), EPOLLIN]]);
    ours.close();
    theirs.close();
  });

  it('EPOLLONESHOT is silent until it is modified', () => {
    using epoll = new Epoll();
    const [ours, theirs] = socketPair();
    epoll.add(ours.fileno(), EPOLLOUT | EPOLLONESHOT);
    expect(epoll.poll(1000)).toHaveLength(1);
    expect(epoll.poll(0)).toEqual([]);
    epoll.modify(ours.fileno(), EPOLLOUT | EPOLLONESHOT);
    expect(epoll.poll(1000)).toHaveLength(1);
    ours.close();
    theirs.close();
  });

  it('EPOLLEXCLUSIVE can be added and not modified', () => {
    using epoll = new Epoll();
    const [ours, theirs] = socketPair();
    epoll.add(ours.fileno(), EPOLLIN | EPOLLEXCLUSIVE);
    expect(errorOf(() => epoll.modify(ours.fileno(), EPOLLIN))).toMatchObject({ code: 'EINVAL' });
    theirs.sendAll('x');
    expect(epoll.poll(1000)).toEqual([[ours.fileno(), EPOLLIN]]);
    ours.close();
    theirs.close();
  });

  it('EPOLLWAKEUP is taken', () => {
    using epoll = new Epoll();
    const [ours, theirs] = socketPair();
    epoll.add(ours.fileno(), EPOLLIN | EPOLLWAKEUP);
    ours.close();
    theirs.close();
  });

  it('EPOLLRDHUP tells that the other end writes no more, EPOLLHUP that it is gone', () => {
    using epoll = new Epoll();
    const [ours, theirs] = socketPair();
    epoll.add(ours.fileno(), EPOLLIN | EPOLLRDHUP);
    theirs.shutdown(SHUT_WR);
    expect(epoll.poll(1000)).toEqual([[ours.fileno(), EPOLLIN | EPOLLRDHUP]]);
    theirs.close();
    expect(epoll.poll(1000)).toEqual([[ours.fileno(), EPOLLIN | EPOLLRDHUP | EPOLLHUP]]);
    ours.close();
  });

  it('EPOLLERR comes unasked when nobody reads any more', () => {
    using epoll = new Epoll();
    const [reader, writer] = pipe();
    epoll.add(writer.fileno(), 0);
    reader.close();
    expect(epoll.poll(1000)).toEqual([[writer.fileno(), EPOLLERR]]);
    writer.close();
  });

  it('flags the kernel does not know are its affair, more than 32 bits are not', () => {
    using epoll = new Epoll();
    const [ours, theirs] = socketPair();
    expect(errorOf(() => epoll.add(ours.fileno(), 2 ** 32))).toBeInstanceOf(ArgumentError);
    expect(errorOf(() => epoll.add(ours.fileno(), -(2 ** 31) - 1))).toBeInstanceOf(ArgumentError);
    ours.close();
    theirs.close();
  });

  it('bits combined with | have a sign, and are taken all the same', () => {
    using epoll = new Epoll();
    const [ours, theirs] = socketPair();
    expect(EPOLLIN | EPOLLET).toBeLessThan(0);
    epoll.add(ours.fileno(), EPOLLIN | EPOLLET);
    theirs.sendAll('x');
    expect(epoll.poll(1000)).toHaveLength(1);
    ours.close();
    theirs.close();
  });
});

describe('Files that come and go', () => {
  it('a closed file leaves the set; its number can be registered anew', () => {
    using epoll = new Epoll();
    const [ours, theirs] = socketPair();
    const number = ours.fileno();
    epoll.add(number, EPOLLIN, 1);
    ours.close();
    const [next, other] = socketPair();
    expect([next.fileno(), other.fileno()]).toContain(number);
    epoll.add(number, EPOLLOUT, 2);
    expect(epoll.poll(1000)).toEqual([[2, EPOLLOUT]]);
    for (const socket of [theirs, next, other]) socket.close();
  });

  it('adding twice is EEXIST, folders and plain files are EPERM, itself is EINVAL', () => {
    using epoll = new Epoll();
    const [ours, theirs] = socketPair();
    epoll.add(ours.fileno(), EPOLLIN);
    expect(errorOf(() => epoll.add(ours.fileno(), EPOLLIN))).toMatchObject({
      code: 'EEXIST',
      errno: -17,
      syscall: 'epoll_ctl',
      message: 'epoll_ctl EEXIST: file already exists',
    });
    expect(errorOf(() => epoll.add(epoll.fd, EPOLLIN))).toMatchObject({ code: 'EINVAL' });
    for (const path of ['/proc', import.meta.filename]) {
      const fd = openSync(path, 'r');
      expect(errorOf(() => epoll.add(fd, EPOLLIN))).toMatchObject({ code: 'EPERM' });
      closeSync(fd);
    }
    ours.close();
    theirs.close();
  });
});

/** A duplicate that belongs to nobody: one that came back from being sent. */
function duplicate(fd: number): number {
  const [one, other] = socketPair();
  one.sendFds([fd]);
  const [copy] = other.recvFds(1).fds;
  one.close();
  other.close();
  return copy as number;
}
