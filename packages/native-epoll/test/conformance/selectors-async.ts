/** Selecting in the event loop. */
import { EVENT_READ, EVENT_WRITE } from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { expectReject, expectThrow, isSettled } from '../../../atomics/dist-test/support/outcome.js';
import { pair } from '../selectors/support/ends.js';
import { makerFor } from '../selectors/support/maker.js';
import type { SelectorSetting } from '../selectors/support/settings.js';

const CLOSED = 'ERR_WEFT_CLOSED';

/** Some turns of the event loop. */
async function turns(count = 3): Promise<void> {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function asyncSuite(setting: SelectorSetting): void {
  describe(`${setting.title}: in the event loop`, () => {
    const make = makerFor(setting);

    describe('selectAsync', () => {
      it('resolves with what is ready, at once or later', async () => {
        const selector = make();
        const [one, other] = pair();
        const reading = selector.register(one, EVENT_READ);
        const pending = selector.selectAsync();
        expect(await isSettled(pending)).toBe(false);
        other.send('x');
        expect(await pending).toEqual([[reading, EVENT_READ]]);
        expect(await selector.selectAsync()).toEqual([[reading, EVENT_READ]]);
        expect(await selector.selectAsync({ timeout: 0 })).toEqual([[reading, EVENT_READ]]);
        const writing = selector.register(other, EVENT_WRITE);
        expect(await selector.selectAsync()).toHaveLength(2);
        one.receive();
        expect(await selector.selectAsync({ max: 5 })).toEqual([[writing, EVENT_WRITE]]);
      });

      it('resolves with nothing after the timeout, not early', async () => {
        const selector = make();
        selector.register(pair()[0], EVENT_READ);
        expect(await selector.selectAsync({ timeout: 0 })).toEqual([]);
        const began = performance.now();
        expect(await selector.selectAsync({ timeout: 1.5 })).toEqual([]);
        expect(await selector.selectAsync({ timeout: 20 })).toEqual([]);
        expect(performance.now() - began).toBeGreaterThanOrEqual(21.5);
        // Longer than the runtime's own timers.
        expect(await isSettled(selector.selectAsync({ timeout: 2 ** 40 }).catch(() => {}))).toBe(false);
      });

      it('sees what is registered, modified and unregistered while it waits', async () => {
        const selector = make<string>();
        const [one, other] = pair();
        const first = selector.selectAsync();
        expect(await isSettled(first)).toBe(false);
        selector.register(one, EVENT_READ, 'read');
        expect(await isSettled(first)).toBe(false);
        const writing = selector.modify(one, EVENT_WRITE, 'write');
        expect(await first).toEqual([[writing, EVENT_WRITE]]);
        selector.modify(one, EVENT_READ, 'read');
        const second = selector.selectAsync({ timeout: 20 });
        selector.unregister(one);
        other.send('x');
        expect(await second).toEqual([]);
      });

      it('rejects with the reason of a signal, before and while it waits, and loses nothing', async () => {
        const selector = make();
        const [one, other] = pair();
        const key = selector.register(one, EVENT_READ);
        const reason = new Error('no longer needed');
        await expect(selector.selectAsync({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
        const abort = new AbortController();
        const pending = selector.selectAsync({ signal: abort.signal });
        expect(await isSettled(pending)).toBe(false);
        other.send('x');
        abort.abort(reason);
        await expect(pending).rejects.toBe(reason);
        expect(await selector.selectAsync()).toEqual([[key, EVENT_READ]]);
      });

      it('serves several, all of whom see what lasts', async () => {
        const selector = make();
        const [one, other] = pair();
        const key = selector.register(one, EVENT_READ);
        const pending = [
          selector.selectAsync(),
          selector.selectAsync({ timeout: 20_000 }),
          selector.selectAsync(),
        ];
        expect(await isSettled(Promise.race(pending))).toBe(false);
        other.send('x');
        for (const list of await Promise.all(pending)) expect(list).toEqual([[key, EVENT_READ]]);
      });

      it('lets others run, however often it is called', async () => {
        const selector = make();
        selector.register(pair()[0], EVENT_WRITE);
        let others = 0;
        const interval = setInterval(() => {
          others += 1;
        }, 1);
        while (others < 3) expect(await selector.selectAsync()).toHaveLength(1);
        clearInterval(interval);
      });

      it('and select may be mixed', async () => {
        const selector = make();
        const [one, other] = pair();
        const key = selector.register(one, EVENT_READ);
        const pending = selector.selectAsync();
        other.send('x');
        expect(selector.select()).toEqual([[key, EVENT_READ]]);
        one.receive();
        expect(selector.select({ timeout: 0 })).toEqual([]);
        await turns();
        expect(await isSettled(pending)).toBe(false);
        other.send('y');
        expect(await pending).toEqual([[key, EVENT_READ]]);
      });

      it('rejects when the selector is closed', async () => {
        const selector = make();
        selector.register(pair()[0], EVENT_READ);
        const pending = [selector.selectAsync(), selector.selectAsync({ timeout: 20_000 })];
        const outcomes = Promise.all(pending.map((promise) => expectReject(promise, CLOSED)));
        expect(await isSettled(Promise.race(pending))).toBe(false);
        selector.close();
        await outcomes;
        await expectReject(selector.selectAsync(), CLOSED);
        await expectReject(selector.selectAsync({ timeout: 0 }), CLOSED);
      });

      it('refuses options that are none', async () => {
        const selector = make();
        const bad = 'ERR_WEFT_ARGUMENT';
        await expectReject(selector.selectAsync({ timeout: -1 }), bad);
        await expectReject(selector.selectAsync({ max: 0 }), bad);
        await expectReject(selector.selectAsync({ signal: {} as AbortSignal }), bad);
        await expectReject(selector.selectAsync(5 as never), bad);
      });
    });

    describe('for await', () => {
      it('yields event after event, until the selector is closed', async () => {
        const selector = make<number>();
        const peers = Array.from({ length: 3 }, (_, i) => {
          const [one, other] = pair();
          selector.register(one, EVENT_READ, i);
          return { one, other };
        });
        const seen: [number, number, string][] = [];
        setImmediate(() => {
          for (const { other } of peers) other.send('hello');
        });
        for await (const [{ data }, mask] of selector) {
          seen.push([data, mask, peers[data]?.one.receive() ?? '']);
          if (seen.length === 3) peers[1]?.other.send('again');
          if (seen.length === 4) selector.close();
        }
        expect(seen.slice(0, 3).sort()).toEqual([0, 1, 2].map((i) => [i, EVENT_READ, 'hello']));
        expect(seen[3]).toEqual([1, EVENT_READ, 'again']);
      });

      it('ends when the selector is closed while it waits', async () => {
        const selector = make();
        selector.register(pair()[0], EVENT_READ);
        setImmediate(() => selector.close());
        for await (const _ of selector) expect.unreachable();
        for await (const _ of selector) expect.unreachable();
      });

      it('leaves out what the body unregisters', async () => {
        const selector = make();
        const [one, other] = [pair()[0], pair()[0]];
        selector.register(one, EVENT_WRITE);
        selector.register(other, EVENT_WRITE);
        let seen = 0;
        for await (const [{ fileobj }] of selector) {
          seen += 1;
          if (seen === 1) selector.unregister(fileobj === one ? other : one);
          if (seen === 3) break;
        }
        expect(seen).toBe(3);
        expect(selector.getMap().size).toBe(1);
      });

      it('goes on after a wake-up', async () => {
        const selector = make();
        const [one, other] = pair();
        selector.register(one, EVENT_READ);
        setImmediate(() => {
          selector.wakeup();
          setImmediate(() => other.send('x'));
        });
        for await (const [, mask] of selector) {
          expect(mask).toBe(EVENT_READ);
          break;
        }
      });
    });

    it('is done with its files when it is closed in the middle', async () => {
      const selector = make();
      const [one, other] = pair();
      selector.register(one, EVENT_READ);
      const pending = selector.selectAsync();
      const rejection = expectReject(pending, CLOSED);
      other.send('x');
      selector.close();
      await rejection;
      await turns();
      expect(one.receive()).toBe('x');
      expectThrow(() => selector.select(), CLOSED);
    });
  });
}
