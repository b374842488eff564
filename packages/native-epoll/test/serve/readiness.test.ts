import { SHUT_WR, type Socket, socketPair } from '@weft/native-epoll';
import { afterEach, describe, expect, it } from 'vitest';
import { fromHeader } from '../../dist/native/header.js';
import { EpollReadiness } from '../../dist/serve/readiness/epoll.js';
import { KqueueReadiness } from '../../dist/serve/readiness/kqueue.js';
import {
  EDGE,
  HANG_UP,
  PEER_ENDS,
  READ,
  type Readiness,
  WRITE,
} from '../../dist/serve/readiness/readiness.js';

const RECEIVES = (READ | PEER_ENDS | EDGE) >>> 0;

/** What is ready now, by slot. */
function look(readiness: Readiness): Map<number, number> {
  const found = new Map<number, number>();
  const count = readiness.look();
  for (let index = 0; index < count; index += 1) {
    const slot = readiness.slotAt(index);
    found.set(slot, (found.get(slot) ?? 0) | readiness.eventsAt(index));
  }
  return found;
}

function readinessSuite(name: string, make: () => Readiness): void {
  describe(`readiness by ${name}`, () => {
    const opened: Socket[] = [];
    let readiness: Readiness;

    /** A socket that is watched, and its other end. */
    function watched(slot: number, events: number): [Socket, Socket] {
      const pair: [Socket, Socket] = socketPair();
      opened.push(...pair);
      readiness = make();
      expect(readiness.add(pair[0].fileno(), slot, events)).toBe(0);
      return pair;
    }

    afterEach(() => {
      for (const socket of opened.splice(0)) socket[Symbol.dispose]();
      readiness.close();
    });

    it('is told once for each time that something comes', () => {
      const [, other] = watched(7, RECEIVES);
      expect(look(readiness)).toEqual(new Map());
      other.sendAll('one');
      expect(look(readiness)).toEqual(new Map([[7, READ]]));
      expect(look(readiness)).toEqual(new Map());
      other.sendAll('two');
      expect(look(readiness)).toEqual(new Map([[7, READ]]));
    });

    it('is told for as long as it lasts, if no edges are asked for', () => {
      const [one, other] = watched(7, READ);
      other.sendAll('one');
      expect(look(readiness)).toEqual(new Map([[7, READ]]));
      expect(look(readiness)).toEqual(new Map([[7, READ]]));
      one.recv(3);
      expect(look(readiness)).toEqual(new Map());
    });

    it('is told again when the watch changes', () => {
      const [one, other] = watched(7, RECEIVES);
      other.sendAll('one');
      look(readiness);
      expect(readiness.change(one.fileno(), 7, (WRITE | EDGE) >>> 0)).toBe(0);
      expect(look(readiness)).toEqual(new Map([[7, WRITE]]));
      expect(readiness.change(one.fileno(), 7, EDGE)).toBe(0);
      expect(look(readiness)).toEqual(new Map());
      expect(readiness.change(one.fileno(), 7, RECEIVES)).toBe(0);
      expect(look(readiness)).toEqual(new Map([[7, READ]]));
    });

    it('is told that the end has come with the last bytes', () => {
      const [, other] = watched(7, RECEIVES);
      other.sendAll('last');
      other.shutdown(SHUT_WR);
      expect((look(readiness).get(7) ?? 0) & ~HANG_UP).toBe(READ | PEER_ENDS);
    });

    it('is told no more once it is removed', () => {
      const [one, other] = watched(7, RECEIVES);
      readiness.remove(one.fileno());
      other.sendAll('one');
      expect(look(readiness)).toEqual(new Map());
      expect(readiness.add(one.fileno(), 9, RECEIVES)).toBe(0);
      expect(look(readiness)).toEqual(new Map([[9, READ]]));
    });
  });
}

readinessSuite('epoll', () => new EpollReadiness());
// With a binary that has kqueue, as on macOS and FreeBSD, or over libkqueue.
if (fromHeader('EV_ADD') !== 0) readinessSuite('kqueue', () => new KqueueReadiness());
