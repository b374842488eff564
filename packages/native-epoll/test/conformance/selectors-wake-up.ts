/** Waking a selector. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { EVENT_READ, Waker } from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { expectThrow, isSettled } from '../../../atomics/dist-test/support/outcome.js';
import { pair } from '../selectors/support/ends.js';
import { startHelper } from '../selectors/support/helper.js';
import { makerFor } from '../selectors/support/maker.js';
import type { SelectorSetting } from '../selectors/support/settings.js';
import { needs } from '../support/runtime.js';

export function wakeUpSuite(setting: SelectorSetting): void {
  describe(`${setting.title}: wake-ups`, () => {
    const make = makerFor(setting);

    it('make the next select return at once, with nothing; any number of them counts as one', () => {
      const selector = make();
      selector.wakeup();
      selector.wakeup();
      expect(selector.waker().wake()).toBe(true);
      expect(selector.select()).toEqual([]);
      const began = performance.now();
      expect(selector.select({ timeout: 20 })).toEqual([]);
      expect(performance.now() - began).toBeGreaterThanOrEqual(20);
      expect(selector.getMap().size).toBe(0);
    });

    it('come together with what is ready', () => {
      const selector = make();
      const [one, other] = pair();
      const key = selector.register(one, EVENT_READ);
      other.send('x');
      selector.wakeup();
      expect(selector.select()).toEqual([[key, EVENT_READ]]);
      one.receive();
      const began = performance.now();
      expect(selector.select({ timeout: 5 })).toEqual([]);
      expect(performance.now() - began).toBeGreaterThanOrEqual(5);
    });

    it('end one pending selectAsync each', async () => {
      const selector = make();
      const pending = [selector.selectAsync(), selector.selectAsync()] as const;
      expect(await isSettled(Promise.race(pending))).toBe(false);
      selector.wakeup();
      expect(await pending[0]).toEqual([]);
      expect(await isSettled(pending[1])).toBe(false);
      selector.wakeup();
      expect(await pending[1]).toEqual([]);
    });

    it('come from other threads, to a blocked one and to one that waits in its loop', async () => {
      const selector = make();
      selector.register(pair()[0], EVENT_READ);
      const helper = await startHelper();
      const waker = selector.waker();
      for (let round = 0; round < 3; round += 1) {
        const once = helper.do({ verb: 'wake', waker, times: 1, afterMs: 5 });
        expect(selector.select()).toEqual([]);
        expect(await once).toEqual([true]);
        const often = helper.do({ verb: 'wake', waker, times: 3, afterMs: 5 });
        expect(await selector.selectAsync()).toEqual([]);
        await often;
        selector.select({ timeout: 0 });
      }
      await helper.end();
    });

    it('come from other processes, by the file descriptor', async () => {
      const selector = make();
      const program = 'require("fs").writeSync(3, new BigUint64Array([1n]))';
      const wakes = () => {
        const child = spawn(process.execPath, ['-e', program], {
          stdio: ['ignore', 'inherit', 'inherit', selector.wakeFd()],
        });
        return once(child, 'exit');
      };
      const first = wakes();
      expect(selector.select()).toEqual([]);
      await first;
      const second = wakes();
      expect(await selector.selectAsync()).toEqual([]);
      await second;
    });

    it('do nothing once the selector is closed, whatever has got its file descriptors', async () => {
      const selector = make();
      const waker = selector.waker();
      const clone = structuredClone(waker);
      const fds = [selector.wakeFd(), selector.fileno()];
      selector.close();
      expectThrow(() => selector.wakeup(), 'ERR_WEFT_CLOSED');
      const ends = Array.from({ length: 20 }, () => pair()).flat();
      expect(ends.some((end) => fds.includes(end.fileno()))).toBe(true);
      const next = make();
      next.waker();
      expect(waker.wake()).toBe(false);
      expect(Waker.from(clone).wake()).toBe(false);
      const helper = await startHelper();
      expect(await helper.do({ verb: 'wake', waker, times: 2, afterMs: 0 })).toEqual([false, false]);
      await helper.end();
      expect(ends.map((end) => end.receive()).join('')).toBe('');
      expect(await isSettled(next.selectAsync().catch(() => {}))).toBe(false);
    });

    it('do nothing once the thread of the selector has been terminated', needs('kill'), async () => {
      const worker = new Worker(new URL('../selectors/workers/sleeper.js', import.meta.url), {
        workerData: { kind: make().kind, how: 'select' },
      });
      const [clone] = (await once(worker, 'message')) as [Waker];
      const waker = Waker.from(clone);
      expect(waker.wake()).toBe(true);
      await worker.terminate();
      expect(waker.wake()).toBe(false);
    });

    it('are not lost by many threads', async () => {
      const selector = make();
      const helpers = await Promise.all([startHelper(), startHelper(), startHelper()]);
      const waker = selector.waker();
      let left = helpers.length;
      for (const helper of helpers) {
        void helper.do({ verb: 'wake', waker, times: 1000, afterMs: 0 }).then(() => {
          left -= 1;
          selector.wakeup();
        });
      }
      while (left > 0) await selector.selectAsync();
      selector.select({ timeout: 0 });
      expect(selector.select({ timeout: 0 })).toEqual([]);
      await Promise.all(helpers.map((helper) => helper.end()));
    });

    it('need a waker that is one', () => {
      for (const bad of [undefined, null, {}, 5, { selector: 'x', process: 1 }, { selector: 1 }]) {
        expectThrow(() => Waker.from(bad as never), 'ERR_WEFT_ARGUMENT');
      }
      const { selector } = make().waker();
      const foreign = Waker.from({ selector, process: process.pid + 1 });
      expectThrow(() => foreign.wake(), 'ERR_WEFT_ARGUMENT');
    });
  });
}
