/** Registering: what CPython's suite demands of its selectors, and the rules of Python's documentation. */
import { EVENT_READ, EVENT_WRITE, Selector } from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { expectThrow } from '../../../atomics/dist-test/support/outcome.js';
import { endOf, pair } from '../selectors/support/ends.js';
import { FaultyBackend } from '../selectors/support/faulty-backend.js';
import { makerFor } from '../selectors/support/maker.js';
import type { SelectorSetting } from '../selectors/support/settings.js';

const BOTH = EVENT_READ | EVENT_WRITE;
const ARGUMENT = 'ERR_WEFT_ARGUMENT';
const UNKNOWN = 'ERR_WEFT_NOT_REGISTERED';
const ALREADY = 'ERR_WEFT_ALREADY_REGISTERED';
const CLOSED = 'ERR_WEFT_CLOSED';

export function registeringSuite(setting: SelectorSetting): void {
  describe(`${setting.title}: registering`, () => {
    const make = makerFor(setting);

    describe('register', () => {
      it('takes an fd or an object, and gives a key', () => {
        const selector = make<string>();
        const [one, other] = pair();
        const key = selector.register(one, EVENT_READ, 'data');
        expect(key).toEqual({ fileobj: one, fd: one.fileno(), events: EVENT_READ, data: 'data' });
        const byFd = selector.register(other.fileno(), BOTH, 'more');
        expect(byFd).toEqual({ fileobj: other.fileno(), fd: other.fileno(), events: BOTH, data: 'more' });
        expect(make().register(one, EVENT_WRITE).data).toBeUndefined();
      });

      it('takes nothing twice, be it by fd or by object', () => {
        const selector = make();
        const [one] = pair();
        selector.register(one, EVENT_READ);
        expectThrow(() => selector.register(one, EVENT_READ), ALREADY);
        expectThrow(() => selector.register(one.fileno(), EVENT_WRITE), ALREADY);
        expect(selector.getKey(one).events).toBe(EVENT_READ);
      });

      it('takes only events that there are', () => {
        const selector = make();
        const [one] = pair();
        for (const events of [0, 4, -1, 1.5, Number.NaN, '1', null, undefined] as number[]) {
          expectThrow(() => selector.register(one, events), ARGUMENT);
        }
        expect(selector.getMap().size).toBe(0);
      });

      it('takes only what has a file descriptor', () => {
        const selector = make();
        const [closed] = pair();
        closed.close();
        const numbers = [-1, 1.5, Number.NaN, 2 ** 31];
        const others = ['file', null, undefined, {}, () => {}, { fd: null }, { fd: 'x' }, closed];
        for (const fileobj of [...numbers, ...others] as number[]) {
          expectThrow(() => selector.register(fileobj, EVENT_READ), ARGUMENT);
        }
        expect(selector.getMap().size).toBe(0);
      });

      it('refuses an fd that is not open, and leaves no key behind', () => {
        const selector = make();
        const [one] = pair();
        const fd = one.fileno();
        one.close();
        expectThrow(() => selector.register(fd, EVENT_READ), 'EBADF');
        expect(selector.getMap().size).toBe(0);
        expectThrow(() => selector.getKey(fd), UNKNOWN);
        selector.register(endOf(fd), EVENT_READ);
      });
    });

    describe('unregister', () => {
      it('takes what is registered, once', () => {
        const selector = make<number>();
        const [one, other] = pair();
        const key = selector.register(one, EVENT_WRITE, 1);
        expect(selector.unregister(one)).toBe(key);
        expectThrow(() => selector.unregister(one), UNKNOWN);
        expectThrow(() => selector.unregister(other), UNKNOWN);
        expectThrow(() => selector.unregister(9999), UNKNOWN);
        for (const none of ['file', null, undefined, {}, Symbol('file')]) {
          expectThrow(() => selector.unregister(none as never), ARGUMENT);
          expectThrow(() => selector.getKey(none as never), ARGUMENT);
          expect(selector.getMap().get(none as never)).toBeUndefined();
        }
        expect(selector.select({ timeout: 0 })).toEqual([]);
        expect(selector.register(one, EVENT_WRITE, 2).data).toBe(2);
      });

      it('takes an object that was closed', () => {
        const selector = make();
        const [one, other] = pair();
        const key = selector.register(one, EVENT_READ);
        selector.register(other, EVENT_READ);
        one.close();
        expect(selector.unregister(one)).toBe(key);
        other.close();
        expect(selector.getMap().get(other)?.fileobj).toBe(other);
        selector.unregister(other);
        expect(selector.getMap().size).toBe(0);
        expect(selector.select({ timeout: 0 })).toEqual([]);
      });

      it('takes an fd that was closed', () => {
        const selector = make();
        const [one] = pair();
        const fd = one.fileno();
        selector.register(fd, EVENT_READ);
        one.close();
        expect(selector.unregister(fd).fd).toBe(fd);
        expect(selector.select({ timeout: 0 })).toEqual([]);
      });

      it('tells a closed object from another one that has got its fd', () => {
        const selector = make<string>();
        const [first] = pair();
        const fd = first.fileno();
        selector.register(first, EVENT_READ, 'first');
        first.close();
        const second = endOf(fd);
        expectThrow(() => selector.register(second, EVENT_READ, 'second'), ALREADY);
        expectThrow(() => selector.getKey(second), UNKNOWN);
        expectThrow(() => selector.modify(second, EVENT_WRITE, 'second'), UNKNOWN);
        expectThrow(() => selector.unregister(second), UNKNOWN);
        expect(selector.unregister(first).data).toBe('first');
        selector.register(second, BOTH, 'second');
        const ready = selector.select({ timeout: 0 }).map(([{ data }, mask]) => [data, mask]);
        expect(ready).toEqual([['second', EVENT_WRITE]]);
      });
    });

    describe('modify', () => {
      it('replaces events and data, and gives a new key', () => {
        const selector = make<string>();
        const [one] = pair();
        const first = selector.register(one, EVENT_READ, 'first');
        expect(selector.select({ timeout: 0 })).toEqual([]);
        const second = selector.modify(one, EVENT_WRITE, 'second');
        expect(first).toMatchObject({ events: EVENT_READ, data: 'first' });
        expect(second).toMatchObject({ events: EVENT_WRITE, data: 'second' });
        expect(selector.getKey(one)).toBe(second);
        expect(selector.select({ timeout: 0 })).toEqual([[second, EVENT_WRITE]]);
        const third = selector.modify(one.fileno(), EVENT_WRITE, 'third');
        expect(third.fileobj).toBe(one);
        expect(selector.select({ timeout: 0 })).toEqual([[third, EVENT_WRITE]]);
        selector.modify(one, BOTH, 'fourth');
        selector.modify(one, EVENT_READ, 'fifth');
        expect(selector.select({ timeout: 0 })).toEqual([]);
      });

      it('leaves out the data that is left out, as Python does', () => {
        const selector = make<string | undefined>();
        const [one] = pair();
        selector.register(one, EVENT_READ, 'data');
        expect(selector.modify(one, EVENT_READ).data).toBeUndefined();
      });

      it('refuses what is not registered, or no event, and changes nothing', () => {
        const selector = make();
        const [one, other] = pair();
        selector.register(one, EVENT_READ);
        expectThrow(() => selector.modify(other, EVENT_READ), UNKNOWN);
        expectThrow(() => selector.modify(one, 0), ARGUMENT);
        expectThrow(() => selector.modify(one, 8), ARGUMENT);
        expect(selector.getKey(one).events).toBe(EVENT_READ);
      });

      it('that the system refuses removes the registration', () => {
        class Faulty extends Selector {}
        using selector = new Faulty(new FaultyBackend(setting.backend()));
        const [one] = pair();
        selector.register(one, EVENT_READ);
        expect(() => selector.modify(one, EVENT_WRITE)).toThrow('injected');
        expect(selector.getMap().size).toBe(0);
        expectThrow(() => selector.getKey(one), UNKNOWN);
        selector.register(one, EVENT_WRITE);
        expect(selector.select({ timeout: 0 })).toHaveLength(1);
      });
    });

    describe('getKey and getMap', () => {
      it('know what is registered', () => {
        const selector = make<string>();
        const [one, other] = pair();
        const key = selector.register(one, EVENT_READ, 'data');
        expect(selector.getKey(one)).toBe(key);
        expect(selector.getKey(one.fileno())).toBe(key);
        expectThrow(() => selector.getKey(other), UNKNOWN);
        expectThrow(() => selector.getKey(999_999), UNKNOWN);
      });

      it('are live, and read-only', () => {
        const selector = make<number>();
        const map = selector.getMap();
        const [one, other] = pair();
        expect([...map]).toEqual([]);
        const keys = [selector.register(one, EVENT_READ, 1), selector.register(other.fileno(), BOTH, 2)];
        expect(selector.getMap()).toBe(map);
        expect(map.size).toBe(2);
        expect([...map.values()]).toEqual(keys);
        expect([...map.keys()]).toEqual([one, other.fileno()]);
        expect([...map]).toEqual([
          [one, keys[0]],
          [other.fileno(), keys[1]],
        ]);
        const visited: unknown[] = [];
        for (const key of map.values()) visited.push(key);
        expect(visited).toEqual(keys);
        expect(map.get(one.fileno())).toBe(keys[0]);
        expect(map.get(other)).toBe(keys[1]);
        expect(map.has(999_999)).toBe(false);
        expect(map.get('nothing of the kind' as never)).toBeUndefined();
        expect(Object.keys(map)).toEqual([]);
        expect('set' in map || 'delete' in map || 'clear' in map).toBe(false);
        selector.unregister(one);
        expect(map.size).toBe(1);
      });
    });

    describe('close', () => {
      it('ends everything, and may be called again', () => {
        const selector = make();
        const [one] = pair();
        selector.register(one, EVENT_READ);
        const map = selector.getMap();
        expect(selector.closed).toBe(false);
        selector.close();
        selector.close();
        expect(selector.closed).toBe(true);
        expect(map.size).toBe(0);
        expect(map.get(one)).toBeUndefined();
        for (const call of [
          () => selector.getMap(),
          () => selector.getKey(one),
          () => selector.register(one, EVENT_READ),
          () => selector.modify(one, EVENT_READ),
          () => selector.unregister(one),
          () => selector.select({ timeout: 0 }),
          () => selector.forEachReady(() => {}, { timeout: 0 }),
          () => selector.fileno(),
          () => selector.wakeup(),
          () => selector.waker(),
        ]) {
          expectThrow(call, CLOSED);
        }
      });

      it('leaves the files open', () => {
        const selector = make();
        const [one, other] = pair();
        selector.register(one, EVENT_READ);
        selector.close();
        other.send('x');
        expect(one.receive()).toBe('x');
      });

      it('comes at the end of a scope', () => {
        let kept: Selector;
        {
          using selector = setting.make();
          kept = selector;
          expect(selector.closed).toBe(false);
        }
        expect(kept.closed).toBe(true);
      });
    });

    it.skipIf(setting.isEmulated)('has a file descriptor, which is readable while something is ready', () => {
      const selector = make();
      const outer = make();
      const [one, other] = pair();
      selector.register(one, EVENT_READ);
      expect(selector.fileno()).toBeGreaterThanOrEqual(0);
      outer.register(selector, EVENT_READ);
      expect(outer.select({ timeout: 0 })).toEqual([]);
      other.send('x');
      expect(outer.select({ timeout: 0 })).toEqual([[outer.getKey(selector), EVENT_READ]]);
      one.receive();
      expect(outer.select({ timeout: 0 })).toEqual([]);
    });
  });
}
