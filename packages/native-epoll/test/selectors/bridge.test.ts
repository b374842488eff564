/** Selectors in `select` and `selectSync` of `@weft/atomics`: files, events, queues and the like in one wait. */
import { Event, Latch, type Selectable, Semaphore, select, selectSync, share } from '@weft/atomics';
import { EVENT_READ, EVENT_WRITE, type Selector } from '@weft/native-epoll';
import { afterEach, describe, expect, it } from 'vitest';
import { expectReject, expectThrow, isSettled } from '../../../atomics/dist-test/support/outcome.js';
import { until } from '../../../atomics/dist-test/support/until.js';
import { endBridgeThread } from './support/bridge-thread.js';
import { pair } from './support/ends.js';
import { type Helper, startHelper } from './support/helper.js';
import { makerFor } from './support/maker.js';
import { type SelectorSetting, settings } from './support/settings.js';

const TIMEOUT = 'ERR_WEFT_TIMEOUT';

for (const setting of settings) bridgeSuite(setting);

function bridgeSuite(setting: SelectorSetting): void {
  describe(`${setting.title} in a select`, () => {
    const make = makerFor(setting);
    const helpers: Helper[] = [];
    afterEach(async () => {
      await Promise.all(helpers.splice(0).map((helper) => helper.end()));
    });
    const helper = async () => {
      const started = await startHelper();
      helpers.push(started);
      return started;
    };

    function watching(): {
      selector: Selector;
      one: ReturnType<typeof pair>[0];
      other: ReturnType<typeof pair>[0];
    } {
      const selector = make();
      const [one, other] = pair();
      selector.register(one, EVENT_READ);
      return { selector, one, other };
    }

    it('is ready when one of its files is, and takes nothing', async () => {
      const { selector, one, other } = watching();
      const event = new Event();
      expectThrow(() => selectSync([event, selector], { timeout: 0 }), TIMEOUT);
      await expectReject(select([event, selector], { timeout: 0 }), TIMEOUT);
      other.send('x');
      expect(selectSync([event, selector])).toBe(selector);
      expect(await select([event, selector])).toBe(selector);
      expect(selector.select({ timeout: 0 })).toEqual([[selector.getKey(one), EVENT_READ]]);
      one.receive();
      expectThrow(() => selectSync([selector], { timeout: 5 }), TIMEOUT);
      await expectReject(select([selector], { timeout: 5 }), TIMEOUT);
    });

    it('is ready when it was woken', async () => {
      const { selector } = watching();
      selector.wakeup();
      expect(selectSync([new Event(), selector])).toBe(selector);
      expect(selector.select()).toEqual([]);
      const waiting = select([new Event(), selector]);
      expect(await isSettled(waiting)).toBe(false);
      selector.wakeup();
      expect(await waiting).toBe(selector);
    });

    it('is waited for in the event loop, beside others', async () => {
      const { selector, one, other } = watching();
      const [event, semaphore] = [new Event(), new Semaphore(0)];
      for (const [makeReady, ready] of [
        [() => other.send('x'), selector],
        [() => event.set(), event],
        [() => semaphore.release(), semaphore],
        [() => other.send('y'), selector],
      ] as [() => void, Selectable][]) {
        const waiting = select([selector, semaphore, event]);
        expect(await isSettled(waiting)).toBe(false);
        makeReady();
        expect(await waiting).toBe(ready);
        one.receive();
        event.clear();
        semaphore.tryAcquire();
      }
    });

    it('ends the wait of a blocked thread, as others do', async () => {
      const { selector, one, other } = watching();
      const event = new Event();
      const thread = await helper();
      const handle = share(event);
      for (let round = 0; round < 10; round += 1) {
        const sent = thread.do({ verb: 'send', fd: other.fileno(), text: 'x', afterMs: round });
        expect(selectSync([event, selector])).toBe(selector);
        expect(one.receive()).toBe('x');
        await sent;
        const set = thread.do({ verb: 'set', event: handle, afterMs: round });
        expect(selectSync([selector, event], { timeout: 20_000 })).toBe(event);
        await set;
        event.clear();
      }
    });

    it('rings while the thread is blocked, rather than being looked at', async () => {
      const { selector, one, other } = watching();
      const thread = await helper();
      const event = new Event();
      await until(() => bridgeWorks(selector), 'the bridge works');
      const sent = thread.do({ verb: 'send', fd: other.fileno(), text: 'x', afterMs: 50 });
      const { selectable, looks } = counted(selector);
      const began = performance.now();
      expect(selectSync([event, selectable])).toBe(selectable);
      // Looking for itself it would look every 2 ms; parked it looks around at growing intervals, of 50 ms in the end.
      expect(looks()).toBeLessThan(10 + (performance.now() - began) / 20);
      await sent;
      one.receive();
    });

    it('goes on without its bridge: the thread looks for itself, and gets a new one', async () => {
      const { selector, one, other } = watching();
      const thread = await helper();
      const event = new Event();
      for (let round = 0; round < 3; round += 1) {
        const sent = thread.do({ verb: 'send', fd: other.fileno(), text: 'x', afterMs: 100 });
        expect(selectSync([event, selector])).toBe(selector);
        one.receive();
        await sent;
        await until(() => bridgeWorks(selector), 'there is a bridge again');
        await endBridgeThread();
      }
    });

    it('is left alone after the wait', async () => {
      const { selector, one, other } = watching();
      const event = new Event();
      expectThrow(() => selectSync([event, selector], { timeout: 5 }), TIMEOUT);
      await expectReject(select([event, selector], { timeout: 5 }), TIMEOUT);
      const waiting = selector.selectAsync();
      expect(await isSettled(waiting)).toBe(false);
      other.send('x');
      expect(await waiting).toHaveLength(1);
      one.receive();
      event.set();
      expect(await select([selector, event])).toBe(event);
    });

    it('of which several wait at once', async () => {
      const [first, second] = [watching(), watching()];
      const waiting = [
        select([first.selector, second.selector]),
        select([second.selector, first.selector]),
        second.selector.selectAsync(),
      ] as const;
      expect(await isSettled(Promise.race(waiting))).toBe(false);
      second.other.send('x');
      expect(await waiting[0]).toBe(second.selector);
      expect(await waiting[1]).toBe(second.selector);
      expect(await waiting[2]).toHaveLength(1);
      const thread = await helper();
      second.one.receive();
      const sent = thread.do({ verb: 'send', fd: first.other.fileno(), text: 'x', afterMs: 10 });
      expect(selectSync([second.selector, first.selector])).toBe(first.selector);
      await sent;
    });

    it('ends the wait with an error when it is closed', async () => {
      const { selector } = watching();
      const waiting = expectReject(select([new Event(), selector]), 'ERR_WEFT_CLOSED');
      await new Promise((resolve) => setImmediate(resolve));
      selector.close();
      await waiting;
      expectThrow(() => selectSync([selector], { timeout: 0 }), 'ERR_WEFT_CLOSED');
      await expectReject(select([selector]), 'ERR_WEFT_CLOSED');
    });

    it('can be aborted', async () => {
      const { selector, other } = watching();
      const abort = new AbortController();
      const waiting = select([new Latch(1), selector], { signal: abort.signal });
      const reason = new Error('enough');
      abort.abort(reason);
      await expect(waiting).rejects.toBe(reason);
      other.send('x');
      expect(await select([selector])).toBe(selector);
    });

    it('sees what a blocked thread cannot have missed, whatever comes first', async () => {
      const { selector, one, other } = watching();
      const event = new Event();
      const handle = share(event);
      const [sender, setter] = await Promise.all([helper(), helper()]);
      let [sent, set] = [0, 0];
      for (let round = 0; round < 60; round += 1) {
        const done = [
          sender.do({ verb: 'send', fd: other.fileno(), text: 'x', afterMs: round % 3 }),
          setter.do({ verb: 'set', event: handle, afterMs: (round >> 1) % 3 }),
        ];
        let [toCome, missing] = [1, 1];
        while (toCome + missing > 0) {
          if (selectSync([selector, event], { timeout: 20_000 }) === event) {
            event.clear();
            missing -= 1;
            set += 1;
          } else {
            const text = one.receive();
            toCome -= text.length;
            sent += text.length;
          }
        }
        await Promise.all(done);
      }
      expect([sent, set]).toEqual([60, 60]);
    });

    it('may be waiting for writing, too', async () => {
      const selector = make();
      const [one, other] = pair();
      one.fill();
      selector.register(one, EVENT_WRITE);
      const waiting = select([new Event(), selector]);
      expect(await isSettled(waiting)).toBe(false);
      other.receive();
      expect(await waiting).toBe(selector);
    });
  });
}

/** Whether a select that blocks could rely on its bell, in the end. At most one bridge is started in a second. */
function bridgeWorks(selector: Selector): boolean {
  let works = false;
  const asked: Selectable = {
    selectHooks(offer) {
      const hooks = selector.selectHooks(offer);
      return {
        ...hooks,
        unwatch() {
          works = hooks.rings();
          hooks.unwatch();
        },
      };
    },
  };
  expectThrow(() => selectSync([asked], { timeout: 5 }), TIMEOUT);
  return works;
}

/** The selector, with a count of how often a select looked whether to go on sleeping. */
function counted(selector: Selector): { readonly selectable: Selectable; looks(): number } {
  let looks = 0;
  const selectable: Selectable = {
    selectHooks(offer) {
      const hooks = selector.selectHooks(offer);
      return {
        ...hooks,
        watch() {
          looks += 1;
          hooks.watch();
        },
      };
    },
  };
  return { selectable, looks: () => looks };
}
