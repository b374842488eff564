import {
  ArgumentError,
  type Kevent,
  KQ_EV_ADD,
  KQ_EV_DELETE,
  KQ_EV_ERROR,
  KQ_EV_ONESHOT,
  KQ_FILTER_READ,
  KQ_FILTER_TIMER,
  KQ_FILTER_USER,
  KQ_FILTER_WRITE,
  KQ_NOTE_FFCOPY,
  KQ_NOTE_TRIGGER,
  Kqueue,
  kevent,
  socketPair,
} from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { isEmulated, works } from '../support/backends.js';
import { errorOf } from '../support/error-of.js';
import { kernelSetSuite } from './kernel-set.js';

if (works(() => new Kqueue())) {
  kernelSetSuite('Kqueue', Kqueue, isEmulated);
  controlSuite();
} else {
  describe('Kqueue', () => {
    it('is not to be had here, and says so', () => {
      expect(errorOf(() => new Kqueue())).toMatchObject({ code: 'ENOSYS', syscall: 'kqueue' });
    });
  });
}

function controlSuite(): void {
  describe('control', () => {
    it('tells of both directions in one call, with the number of bytes', () => {
      using queue = new Kqueue();
      const [ours, theirs] = socketPair();
      const ident = ours.fileno();
      const changes = [
        kevent({ ident, filter: KQ_FILTER_WRITE, udata: 1 }),
        kevent({ ident, filter: KQ_FILTER_READ, udata: 2 }),
      ];
      expect(summaryOf(queue.control(changes, 4, 1000))).toEqual([[KQ_FILTER_WRITE, 1]]);
      theirs.sendAll('hello!');
      const events = queue.control([], 4, 1000);
      expect(summaryOf(events)).toEqual([
        [KQ_FILTER_WRITE, 1],
        [KQ_FILTER_READ, 2],
      ]);
      expect(events.find(({ filter }) => filter === KQ_FILTER_READ)?.data).toBe(6);
      ours.close();
      theirs.close();
    });

    it('takes changes from any iterable, and does not wait for no events', () => {
      using queue = new Kqueue();
      const [ours, theirs] = socketPair();
      function* changes(): Generator<Kevent> {
        yield kevent({ ident: ours.fileno(), filter: KQ_FILTER_WRITE });
      }
      expect(queue.control(changes(), 0)).toEqual([]);
      expect(queue.control([], 1, 1000)).toHaveLength(1);
      ours.close();
      theirs.close();
    });

    it('reports a change that fails among the events, or throws', () => {
      using queue = new Kqueue();
      const change = kevent({ ident: 1_000_000, flags: KQ_EV_ADD });
      const [event] = queue.control([change], 1, 0);
      expect(event).toMatchObject({ ident: 1_000_000, data: 9 });
      expect((event?.flags ?? 0) & KQ_EV_ERROR).not.toBe(0);
      expect(errorOf(() => queue.control([change], 0))).toMatchObject({ code: 'EBADF', syscall: 'kevent' });
    });

    it('has timers, and events of the user’s', () => {
      using queue = new Kqueue();
      const timer = kevent({ ident: 1, filter: KQ_FILTER_TIMER, flags: KQ_EV_ADD | KQ_EV_ONESHOT, data: 5 });
      expect(queue.control([timer], 1, 5000)).toMatchObject([{ ident: 1, filter: KQ_FILTER_TIMER }]);
      const user = kevent({ ident: 2, filter: KQ_FILTER_USER });
      expect(queue.control([user], 1, 0)).toEqual([]);
      const trigger = kevent({ ident: 2, filter: KQ_FILTER_USER, flags: 0, fflags: KQ_NOTE_TRIGGER });
      expect(queue.control([trigger], 1, 1000)).toMatchObject([{ ident: 2, filter: KQ_FILTER_USER }]);
      // Its highest bit makes a number negative in JavaScript.
      const copying = { ...trigger, fflags: KQ_NOTE_TRIGGER | KQ_NOTE_FFCOPY | 5 };
      expect(queue.control([copying], 1, 1000)).toMatchObject([{ ident: 2, fflags: 5 }]);
    });

    it('forgets what is deleted', () => {
      using queue = new Kqueue();
      const [ours, theirs] = socketPair();
      const event = { ident: ours.fileno(), filter: KQ_FILTER_WRITE };
      queue.control([kevent(event)], 0);
      queue.control([kevent({ ...event, flags: KQ_EV_DELETE })], 0);
      expect(queue.control([], 1, 0)).toEqual([]);
      ours.close();
      theirs.close();
    });

    it('checks arguments', () => {
      using queue = new Kqueue();
      for (const count of [-1, 1.5, Number.NaN, 2 ** 21]) {
        expect(errorOf(() => queue.control([], count, 0))).toBeInstanceOf(ArgumentError);
      }
      expect(errorOf(() => queue.control([null as never], 1, 0))).toBeInstanceOf(ArgumentError);
    });
  });
}

describe('kevent', () => {
  it('reads and adds unless told otherwise', () => {
    expect(kevent({ ident: 3 })).toEqual({
      ident: 3,
      filter: KQ_FILTER_READ,
      flags: KQ_EV_ADD,
      fflags: 0,
      data: 0,
      udata: 0,
    });
  });

  it('keeps what it is given, up to 32 and 53 bits', () => {
    const event = { ident: 2 ** 53 - 1, filter: -7, flags: 0xffff, fflags: 2 ** 32 - 1, data: -1, udata: 9 };
    expect(kevent(event)).toEqual(event);
  });

  it('refuses what is no number', () => {
    for (const field of ['ident', 'filter', 'flags', 'fflags', 'data', 'udata']) {
      for (const value of ['1', null, Number.NaN, 0.5, {}]) {
        expect(errorOf(() => kevent({ ident: 1, [field]: value }))).toBeInstanceOf(ArgumentError);
      }
    }
    expect(errorOf(() => kevent(null as never))).toBeInstanceOf(ArgumentError);
  });
});

function summaryOf(events: readonly Kevent[]): [filter: number, udata: number][] {
  return events.map(({ filter, udata }): [number, number] => [filter, udata]).sort(([, a], [, b]) => a - b);
}
