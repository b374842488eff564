/** Selecting: who is reported, when, and as what. */
import { closeSync, openSync, readSync } from 'node:fs';
import { EVENT_READ, EVENT_WRITE, type Selector } from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { expectThrow } from '../../../atomics/dist-test/support/outcome.js';
import { type End, endOf, pair, pipeEnds } from '../selectors/support/ends.js';
import { startHelper } from '../selectors/support/helper.js';
import { makerFor } from '../selectors/support/maker.js';
import type { SelectorSetting } from '../selectors/support/settings.js';

const BOTH = EVENT_READ | EVENT_WRITE;

/** What is ready now, by the data it was registered with. */
function readyNow<T>(selector: Selector<T>): [T, number][] {
  return selector.select({ timeout: 0 }).map(([{ data }, mask]) => [data, mask]);
}

export function waitingSuite(setting: SelectorSetting): void {
  describe(`${setting.title}: waiting`, () => {
    const make = makerFor(setting);

    it('reports what is ready, and nothing else', () => {
      const selector = make<string>();
      const [one, other] = pair();
      const writing = selector.register(one, EVENT_WRITE, 'writes');
      const reading = selector.register(other, EVENT_READ, 'reads');
      expect(selector.select()).toEqual([[writing, EVENT_WRITE]]);
      one.fill();
      expect(selector.select()).toEqual([[reading, EVENT_READ]]);
      other.receive();
      expect(selector.select()).toEqual([[writing, EVENT_WRITE]]);
    });

    it('reports reading and writing of one file together', () => {
      const selector = make();
      const [one, other] = pair();
      const key = selector.register(one, BOTH);
      expect(selector.select()).toEqual([[key, EVENT_WRITE]]);
      other.send('x');
      expect(selector.select()).toEqual([[key, BOTH]]);
      one.fill();
      expect(selector.select()).toEqual([[key, EVENT_READ]]);
    });

    it('tells for each of many who can be read', () => {
      const selector = make<number>();
      const ends = Array.from({ length: 12 }, (_, i) => {
        const [one, other] = pair();
        selector.register(other, EVENT_READ, i);
        return { one, other };
      });
      for (const [i, { one, other }] of ends.entries()) {
        one.send('message');
        expect(readyNow(selector)).toEqual([[i, EVENT_READ]]);
        expect(other.receive()).toBe('message');
      }
      for (const { one } of ends) one.send('message');
      const all = readyNow(selector).map(([i]) => i);
      expect(all.sort((a, b) => a - b)).toEqual(ends.map((_, i) => i));
    });

    it('returns nothing after the timeout, not early, also if nothing is registered', () => {
      const selector = make();
      expect(selector.select({ timeout: 0 })).toEqual([]);
      const began = performance.now();
      expect(selector.select({ timeout: 30 })).toEqual([]);
      const [one] = pair();
      selector.register(one, EVENT_READ);
      expect(selector.select({ timeout: 0.5 })).toEqual([]);
      expect(selector.select({ timeout: 30 })).toEqual([]);
      expect(performance.now() - began).toBeGreaterThanOrEqual(60.5);
    });

    it('blocks until another thread has written', async () => {
      const selector = make();
      const [one, other] = pair();
      const key = selector.register(one, EVENT_READ);
      const helper = await startHelper();
      for (const timeout of [undefined, 20_000]) {
        const done = helper.do({ verb: 'send', fd: other.fileno(), text: 'from there', afterMs: 20 });
        expect(selector.select({ timeout })).toEqual([[key, EVENT_READ]]);
        expect(one.receive()).toBe('from there');
        await done;
      }
      await helper.end();
    });

    it('returns at most as many as asked for, and all of them in turn', () => {
      const selector = make<number>();
      for (let i = 0; i < 10; i += 1) selector.register(pair()[0], EVENT_WRITE, i);
      const seen = new Set<number>();
      for (let round = 0; round < 4; round += 1) {
        const list = selector.select({ max: 3 });
        expect(list).toHaveLength(3);
        for (const [{ data }] of list) seen.add(data);
      }
      expect(seen.size).toBe(10);
      expect(selector.select({ max: 100 })).toHaveLength(10);
    });

    it('refuses options that are none', () => {
      const selector = make();
      for (const timeout of [-1, Number.NaN, '5', null] as number[]) {
        expectThrow(() => selector.select({ timeout }), 'ERR_WEFT_ARGUMENT');
      }
      for (const max of [0, -1, 1.5, Number.NaN, '5', null] as number[]) {
        expectThrow(() => selector.select({ max, timeout: 0 }), 'ERR_WEFT_ARGUMENT');
      }
      expectThrow(() => selector.select(5 as never), 'ERR_WEFT_ARGUMENT');
    });

    describe('reports hang-ups and errors as what the file is watched for', () => {
      it('when the other end is closed', () => {
        const selector = make();
        const [one, other] = pair();
        const [reader] = pair();
        const both = selector.register(one, BOTH);
        selector.register(reader, EVENT_READ);
        other.send('last words');
        other.close();
        expect(selector.select()).toEqual([[both, BOTH]]);
        expect(one.receive()).toBe('last words');
        const reading = selector.modify(one, EVENT_READ);
        expect(selector.select()).toEqual([[reading, EVENT_READ]]);
        const writing = selector.modify(one, EVENT_WRITE);
        expect(selector.select()).toEqual([[writing, EVENT_WRITE]]);
      });

      it('when the other end will write no more', () => {
        const selector = make();
        const [one, other] = pair();
        const key = selector.register(one, EVENT_READ);
        other.shutdownWriting();
        expect(selector.select()).toEqual([[key, EVENT_READ]]);
      });

      it('when nobody reads a pipe any more', () => {
        const selector = make();
        const [reading, writing] = pipeEnds();
        const key = selector.register(writing, EVENT_WRITE);
        writing.fillPipe();
        expect(selector.select({ timeout: 0 })).toEqual([]);
        reading.close();
        expect(selector.select()).toEqual([[key, EVENT_WRITE]]);
      });

      it('when nobody writes a pipe any more', () => {
        const selector = make();
        const [reading, writing] = pipeEnds();
        const key = selector.register(reading, EVENT_READ);
        writing.close();
        expect(selector.select()).toEqual([[key, EVENT_READ]]);
      });
    });

    it('takes nothing: somebody else may be faster, and then there is nothing to read', () => {
      const [selector, rival] = [make(), make()];
      const [one, other] = pair();
      selector.register(one, EVENT_READ);
      rival.register(one, EVENT_READ);
      other.send('x');
      expect(selector.select()).toHaveLength(1);
      expect(rival.select()).toHaveLength(1);
      expect(one.receive()).toBe('x');
      // What it returned was true then; a read that does not block is what tells now.
      expect(one.receive()).toBe('');
      expect(selector.select({ timeout: 0 })).toEqual([]);
    });

    it('does not take the events of a file for those of the next one with its fd', () => {
      const selector = make<string>();
      const [first, peer] = pair();
      const fd = first.fileno();
      selector.register(first, EVENT_READ, 'first');
      peer.send('x');
      selector.unregister(first);
      first.close();
      const second = endOf(fd);
      selector.register(second, EVENT_READ, 'second');
      expect(readyNow(selector)).toEqual([]);
    });

    describe('forEachReady', () => {
      it('visits what select returns', () => {
        const selector = make<string>();
        const [one, other] = pair();
        const [idle] = pair();
        selector.register(one, EVENT_WRITE, 'writes');
        selector.register(other, BOTH, 'both');
        selector.register(idle, EVENT_READ, 'idle');
        one.send('x');
        const visited = new Map<string, number>();
        const count = selector.forEachReady(({ data }, mask) => visited.set(data, mask));
        expect(count).toBe(2);
        expect(visited).toEqual(
          new Map([
            ['writes', EVENT_WRITE],
            ['both', BOTH],
          ]),
        );
        expect(selector.forEachReady(() => {}, { max: 1 })).toBe(1);
        for (const end of [one, other]) selector.unregister(end);
        expect(selector.forEachReady(() => {}, { timeout: 1 })).toBe(0);
      });

      it('leaves out what the visits unregister, also if its fd is registered again', () => {
        const selector = make<string>();
        const ends = Array.from({ length: 6 }, () => pair()[0]);
        for (const [i, end] of ends.entries()) selector.register(end, EVENT_WRITE, `old ${i}`);
        const visited: string[] = [];
        selector.forEachReady(({ fileobj, data }) => {
          visited.push(data);
          for (const end of ends) {
            if (end === fileobj || end.fileno() < 0) continue;
            const fd = end.fileno();
            selector.unregister(end);
            end.close();
            selector.register(endOf(fd), EVENT_WRITE, `new ${fd}`);
          }
        });
        expect(visited).toHaveLength(1);
        expect(visited[0]).toContain('old');
        expect(readyNow(selector).filter(([data]) => data.startsWith('new'))).toHaveLength(5);
      });

      it('tells for what a file is watched by now', () => {
        const selector = make();
        const ends = [pair()[0], pair()[0]] as const;
        for (const end of ends) selector.register(end, EVENT_WRITE);
        let visits = 0;
        selector.forEachReady(({ fileobj }) => {
          visits += 1;
          selector.modify(fileobj === ends[0] ? ends[1] : ends[0], EVENT_READ);
        });
        expect(visits).toBe(1);
      });

      it('loses nothing when a visit throws', () => {
        const selector = make<number>();
        for (let i = 0; i < 3; i += 1) selector.register(pair()[0], EVENT_WRITE, i);
        const failing = () => {
          throw new Error('visit');
        };
        expect(() => selector.forEachReady(failing)).toThrow('visit');
        expect(readyNow(selector)).toHaveLength(3);
      });

      it('may select again in a visit', () => {
        const selector = make<number>();
        for (let i = 0; i < 3; i += 1) selector.register(pair()[0], EVENT_WRITE, i);
        const visited: number[] = [];
        selector.forEachReady(({ data }) => {
          visited.push(data);
          expect(readyNow(selector)).toHaveLength(3);
        });
        expect(visited.sort()).toEqual([0, 1, 2]);
      });

      it('ends when a visit closes the selector', () => {
        const selector = make();
        for (let i = 0; i < 3; i += 1) selector.register(pair()[0], EVENT_WRITE);
        expect(selector.forEachReady(() => selector.close())).toBe(1);
      });
    });

    it('watches regular files only with poll and select, to which they are always ready', async () => {
      const selector = make();
      const fd = openSync(new URL(import.meta.url), 'r');
      try {
        if (selector.kind === 'epoll') {
          expectThrow(() => selector.register(fd, EVENT_READ), 'EPERM');
          expect(selector.getMap().size).toBe(0);
        } else if (selector.kind !== 'kqueue') {
          const key = selector.register(fd, BOTH);
          expect(selector.select()).toEqual([[key, BOTH]]);
          expect(await selector.selectAsync()).toEqual([[key, BOTH]]);
          selector.unregister(fd);
          expect(await selector.selectAsync({ timeout: 1 })).toEqual([]);
        }
        expect(readSync(fd, new Uint8Array(1))).toBe(1);
      } finally {
        closeSync(fd);
      }
    });

    it('tells in its own way that a registered file was closed', () => {
      const selector = make();
      const [one, other] = pair();
      const key = selector.register(one, BOTH);
      one.close();
      other.close();
      const look = () => selector.select({ timeout: 0 });
      if (selector.kind === 'poll') expect(look()).toEqual([[key, BOTH]]);
      else if (selector.kind === 'select') expectThrow(look, 'EBADF');
      else expect(look()).toEqual([]);
      selector.unregister(one);
      expect(look()).toEqual([]);
    });

    it.skipIf(setting.isEmulated)(
      'takes fds of 1024 and above, or refuses them before it asks the system',
      () => {
        const selector = make<End>();
        const ends: End[] = [];
        while (ends.length < 1100) ends.push(...pair());
        const high = ends.filter((end) => end.fileno() >= 1024);
        expect(high.length).toBeGreaterThan(0);
        if (selector.kind === 'select') {
          for (const end of high)
            expectThrow(() => selector.register(end, EVENT_READ, end), 'ERR_WEFT_ARGUMENT');
          expect(selector.getMap().size).toBe(0);
          return;
        }
        for (const end of ends) selector.register(end, EVENT_WRITE, end);
        expect(new Set(selector.select().map(([{ data }]) => data))).toEqual(new Set(ends));
        for (const end of ends) selector.modify(end, EVENT_READ, end);
        expect(selector.select({ timeout: 0 })).toEqual([]);
      },
    );
  });
}
