/** What Epoll, Kqueue, Poll and Select have in common, over each of them. */
import {
  ArgumentError,
  ClosedError,
  EPOLLIN,
  EPOLLOUT,
  Kqueue,
  POLLHUP,
  POLLIN,
  pipe,
  type ReadySet,
  SystemCallError,
  socketPair,
} from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { isEmulated, kinds } from '../support/backends.js';
import { errorOf } from '../support/error-of.js';
import { openFds } from '../support/open-fds.js';

describe.each(kinds)('$name', ({ make }) => {
  it('reports what is ready, with its data', () => {
    using set = make();
    const [ours, theirs] = socketPair();
    set.add(ours.fileno(), EPOLLIN, 2 ** 53 - 1);
    expect(set.poll(0)).toEqual([]);
    theirs.sendAll('x');
    expect(set.poll(1000)).toEqual([[2 ** 53 - 1, EPOLLIN]]);
    set.modify(ours.fileno(), EPOLLOUT, -5);
    expect(set.poll(1000)).toEqual([[-5, EPOLLOUT]]);
    set.delete(ours.fileno());
    expect(set.poll(0)).toEqual([]);
    ours.close();
    theirs.close();
  });

  it('writes events into its batch and makes no objects', () => {
    using set = make({ maxEvents: 2 });
    const [reader, writer] = pipe();
    set.add(writer.fileno(), EPOLLOUT);
    const { batch } = set;
    expect(set.wait()).toBe(1);
    expect([...batch.subarray(0, 2)]).toEqual([writer.fileno(), EPOLLOUT]);
    expect(set.batch).toBe(batch);
    reader.close();
    writer.close();
  });

  it('takes turns where there is not room for all', () => {
    using set = make();
    const pairs = Array.from({ length: 12 }, () => socketPair());
    for (const [i, [ours]] of pairs.entries()) set.add(ours.fileno(), EPOLLOUT, i);
    const seen = new Set<number>();
    for (let turn = 0; turn < 12; turn += 1) {
      const events = set.poll(0, 5);
      expect(events).toHaveLength(5);
      for (const [data] of events) seen.add(data);
    }
    expect(seen.size).toBe(12);
    for (const ends of pairs) for (const end of ends) end.close();
  });

  it('makes room for more events than it had', () => {
    using set = make({ maxEvents: 1 });
    const pairs = Array.from({ length: 40 }, () => socketPair());
    for (const [ours] of pairs) set.add(ours.fileno(), EPOLLOUT);
    expect(set.wait(undefined, 0)).toBe(1);
    expect(set.wait(100, 0)).toBe(40);
    expect(set.batch.length).toBeGreaterThanOrEqual(200);
    for (const ends of pairs) for (const end of ends) end.close();
  });

  it('waits for the timeout, fractions of a millisecond included', () => {
    using set = make();
    const [ours, theirs] = socketPair();
    set.add(ours.fileno(), EPOLLIN);
    for (const timeout of [0.25, 3, 250]) {
      const began = performance.now();
      expect(set.wait(1, timeout)).toBe(0);
      expect(performance.now() - began).toBeGreaterThanOrEqual(timeout);
    }
    ours.close();
    theirs.close();
  });

  it('shows the end of the other side as something to read', () => {
    using set = make();
    const [ours, theirs] = socketPair();
    set.add(ours.fileno(), EPOLLIN);
    theirs.close();
    const [[data, events] = [-1, 0]] = set.poll(1000);
    expect(data).toBe(ours.fileno());
    expect(events & (POLLIN | POLLHUP)).not.toBe(0);
    ours.close();
  });

  it('has the errors of the system', () => {
    using set = make();
    const [ours, theirs] = socketPair();
    set.add(ours.fileno(), EPOLLIN);
    const closed = theirs.fileno();
    theirs.close();
    expect(errorOf(() => set.add(closed, EPOLLIN))).toMatchObject({ code: 'EBADF', errno: -9 });
    expect(errorOf(() => set.delete(closed))).toBeInstanceOf(SystemCallError);
    set.delete(ours.fileno());
    expect(errorOf(() => set.delete(ours.fileno()))).toMatchObject({ code: 'ENOENT', errno: -2 });
    ours.close();
  });

  it('once closed refuses everything, and closing again does nothing', () => {
    const before = openFds();
    const set: ReadySet = make();
    expect(set.closed).toBe(false);
    set.close();
    set.close();
    expect(set.closed).toBe(true);
    if (!(set instanceof Kqueue && isEmulated)) expect(openFds()).toBe(before);
    for (const use of [
      () => set.add(0),
      () => set.modify(0, EPOLLIN),
      () => set.delete(0),
      () => set.wait(1, 0),
      () => set.poll(0),
    ]) {
      expect(errorOf(use)).toBeInstanceOf(ClosedError);
    }
  });

  it('is closed with its scope', () => {
    let outside: ReadySet;
    {
      using set = make();
      outside = set;
    }
    expect(outside.closed).toBe(true);
  });

  it('checks arguments before anything else', () => {
    using set = make();
    for (const fd of [-1, Number.NaN, 1.5, 2 ** 31, '3' as never, null as never, {} as never]) {
      expect(errorOf(() => set.add(fd))).toBeInstanceOf(ArgumentError);
      expect(errorOf(() => set.modify(fd, EPOLLIN))).toBeInstanceOf(ArgumentError);
      expect(errorOf(() => set.delete(fd))).toBeInstanceOf(ArgumentError);
    }
    for (const events of [Number.NaN, 2 ** 32, 0.5, '1' as never]) {
      expect(errorOf(() => set.add(0, events))).toBeInstanceOf(ArgumentError);
    }
    for (const data of [Number.NaN, 2 ** 53, 0.5, '1' as never]) {
      expect(errorOf(() => set.add(0, EPOLLIN, data))).toBeInstanceOf(ArgumentError);
    }
    for (const most of [0, -1, Number.NaN, 1.5, 2 ** 21, '1' as never]) {
      expect(errorOf(() => set.wait(most, 0))).toBeInstanceOf(ArgumentError);
      expect(errorOf(() => make({ maxEvents: most }))).toBeInstanceOf(ArgumentError);
    }
    for (const timeout of [Number.NaN, '1' as never, null as never]) {
      expect(errorOf(() => set.wait(1, timeout))).toBeInstanceOf(ArgumentError);
    }
  });
});
