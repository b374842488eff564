/** Edge-triggered, one-shot and exclusive watches, where a selector has them. */
import { EVENT_READ, EVENT_WRITE, type Selector, type WatchOptions } from '@weft/native-epoll';
import { describe, expect, it } from 'vitest';
import { expectThrow, isSettled } from '../../../atomics/dist-test/support/outcome.js';
import { pair } from '../selectors/support/ends.js';
import { makerFor } from '../selectors/support/maker.js';
import type { SelectorSetting } from '../selectors/support/settings.js';

const BOTH = EVENT_READ | EVENT_WRITE;
const ARGUMENT = 'ERR_WEFT_ARGUMENT';
const UNSUPPORTED = 'ERR_WEFT_UNSUPPORTED';
const EDGE = { edge: true };
const ONCE = { oneShot: true };

function masks(selector: Selector): number[] {
  return selector.select({ timeout: 0 }).map(([, mask]) => mask);
}

export function watchOptionsSuite(setting: SelectorSetting): void {
  const { abilities } = probe(setting);

  describe(`${setting.title}: options of a watch`, () => {
    const make = makerFor(setting);

    it('are refused where the selector has them not', () => {
      const selector = make();
      const [one] = pair();
      for (const [name, able] of Object.entries(abilities)) {
        const register = () => selector.register(one, EVENT_READ, undefined, { [name]: true });
        if (able) {
          register();
          selector.unregister(one);
        } else {
          expectThrow(register, UNSUPPORTED);
          selector.register(one, EVENT_READ, undefined, { [name]: false });
          expectThrow(() => selector.modify(one, EVENT_READ, undefined, { [name]: true }), UNSUPPORTED);
          expect(selector.unregister(one).events).toBe(EVENT_READ);
        }
        const bad = { [name]: 1 } as unknown as WatchOptions;
        expectThrow(() => selector.register(one, EVENT_READ, undefined, bad), ARGUMENT);
      }
    });

    if (abilities.edge) {
      it('edge: reports what becomes ready, not what is', () => {
        const selector = make();
        const [one, other] = pair();
        selector.register(one, EVENT_READ, undefined, EDGE);
        expect(masks(selector)).toEqual([]);
        other.send('x');
        expect(masks(selector)).toEqual([EVENT_READ]);
        expect(masks(selector)).toEqual([]);
        other.send('y');
        expect(masks(selector)).toEqual([EVENT_READ]);
        expect(one.receive()).toBe('xy');
        expect(masks(selector)).toEqual([]);
      });

      it('edge: what was ready before it was registered is reported, and so it is after modify', () => {
        const selector = make();
        const [one] = pair();
        selector.register(one, BOTH, undefined, EDGE);
        expect(masks(selector)).toEqual([EVENT_WRITE]);
        expect(masks(selector)).toEqual([]);
        selector.modify(one, BOTH, undefined, EDGE);
        expect(masks(selector)).toEqual([EVENT_WRITE]);
        selector.modify(one, BOTH);
        expect(masks(selector)).toEqual([EVENT_WRITE]);
        expect(masks(selector)).toEqual([EVENT_WRITE]);
      });

      it('oneShot: reports once, then waits for modify', () => {
        const selector = make();
        const [one, other] = pair();
        selector.register(one, EVENT_READ, undefined, ONCE);
        other.send('x');
        expect(masks(selector)).toEqual([EVENT_READ]);
        other.send('y');
        expect(masks(selector)).toEqual([]);
        selector.modify(one, EVENT_READ, undefined, ONCE);
        expect(masks(selector)).toEqual([EVENT_READ]);
        expect(masks(selector)).toEqual([]);
        selector.modify(one, EVENT_READ);
        expect(masks(selector)).toEqual([EVENT_READ]);
        expect(masks(selector)).toEqual([EVENT_READ]);
      });

      it('oneShot: is for all events together', () => {
        const selector = make();
        const [one, other] = pair();
        selector.register(one, BOTH, undefined, ONCE);
        expect(masks(selector)).toEqual([EVENT_WRITE]);
        other.send('x');
        expect(masks(selector)).toEqual([]);
        selector.modify(one, BOTH, undefined, ONCE);
        expect(masks(selector)).toEqual([BOTH]);
        expect(masks(selector)).toEqual([]);
      });

      for (const options of [EDGE, ONCE]) {
        describe(`what is reported once (${Object.keys(options)}) is not lost`, () => {
          /** So many that become ready together, each once. */
          function many(count: number): Selector<number> {
            const selector = make<number>();
            for (let i = 0; i < count; i += 1) selector.register(pair()[0], EVENT_WRITE, i, options);
            return selector;
          }

          it('when fewer are asked for', () => {
            const selector = many(10);
            const seen: number[] = [];
            for (let i = 0; i < 4; i += 1)
              seen.push(...selector.select({ max: 3, timeout: 0 }).map(([key]) => key.data));
            expect(seen.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
          });

          it('when a visit throws', () => {
            const selector = many(5);
            const seen: number[] = [];
            const visit = ({ data }: { data: number }) => {
              seen.push(data);
              if (seen.length === 2) throw new Error('visit');
            };
            expect(() => selector.forEachReady(visit)).toThrow('visit');
            selector.forEachReady(visit, { timeout: 0 });
            expect(seen.sort()).toEqual([0, 1, 2, 3, 4]);
          });

          it('when a for await is left in the middle', async () => {
            const selector = many(5);
            const seen: number[] = [];
            for await (const [{ data }] of selector) {
              seen.push(data);
              if (seen.length === 2) break;
            }
            for (const [{ data }] of await selector.selectAsync()) seen.push(data);
            expect(seen.sort()).toEqual([0, 1, 2, 3, 4]);
            expect(await isSettled(selector.selectAsync().catch(() => {}))).toBe(false);
          });

          it('to one who waits already when another one leaves', async () => {
            const selector = many(3);
            const seen: number[] = [];
            let waiting: ReturnType<typeof selector.selectAsync> | undefined;
            for await (const [{ data }] of selector) {
              seen.push(data);
              waiting = selector.selectAsync();
              expect(await isSettled(waiting)).toBe(false);
              break;
            }
            for (const [{ data }] of (await waiting) ?? []) seen.push(data);
            expect(seen.sort()).toEqual([0, 1, 2]);
          });

          it('by a select that is aborted at any moment', async () => {
            const selector = make();
            const [one, other] = pair();
            selector.register(one, EVENT_READ, undefined, options);
            for (let round = 0; round < 60; round += 1) {
              const abort = new AbortController();
              const pending = selector.selectAsync({ signal: abort.signal });
              const aborted = pending.then(
                () => false,
                () => true,
              );
              const steps = [() => other.send('x'), () => abort.abort()];
              await interleave(round % 2 === 0 ? steps : steps.reverse(), round % 3);
              const list = await ((await aborted) ? selector.selectAsync({ timeout: 20_000 }) : pending);
              expect(list).toHaveLength(1);
              expect(one.receive()).toBe('x');
              selector.modify(one, EVENT_READ, undefined, options);
            }
          });

          it('but forgotten when it is unregistered, or the selector closed', () => {
            const selector = many(4);
            const kept = selector.select({ max: 4, timeout: 0 }).map(([{ fileobj }]) => fileobj);
            for (const fileobj of kept) selector.modify(fileobj, EVENT_WRITE, 7, options);
            const failing = () => {
              throw new Error('visit');
            };
            expect(() => selector.forEachReady(failing)).toThrow('visit');
            for (const fileobj of kept.slice(1)) selector.unregister(fileobj);
            expect(selector.select({ timeout: 0 }).length).toBeLessThanOrEqual(1);
            expect(selector.select({ timeout: 0 })).toEqual([]);
          });
        });
      }
    }

    if (abilities.exclusive) {
      it('exclusive: not all selectors of a file are woken', async () => {
        const [one, other] = pair();
        const selectors = [make(), make(), make(), make()];
        for (const selector of selectors) selector.register(one, EVENT_READ, undefined, { exclusive: true });
        const pending = selectors.map((selector) => selector.selectAsync({ timeout: 20 }));
        other.send('x');
        const lists = await Promise.all(pending);
        expect(lists.flat().length).toBeGreaterThanOrEqual(1);
      });

      it('exclusive: is modified as any other, and may be edge', () => {
        const selector = make();
        const [one, other] = pair();
        selector.register(one, EVENT_READ, undefined, { exclusive: true });
        selector.modify(one, BOTH, undefined, { exclusive: true, edge: true });
        expect(masks(selector)).toEqual([EVENT_WRITE]);
        expect(masks(selector)).toEqual([]);
        selector.modify(one, EVENT_READ);
        other.send('x');
        expect(masks(selector)).toEqual([EVENT_READ]);
        expect(masks(selector)).toEqual([EVENT_READ]);
        selector.modify(one, EVENT_READ, undefined, { exclusive: true });
        expect(masks(selector)).toEqual([EVENT_READ]);
      });

      it('exclusive: not together with oneShot', () => {
        const selector = make();
        const register = () =>
          selector.register(pair()[0], EVENT_READ, undefined, { exclusive: true, oneShot: true });
        expectThrow(register, ARGUMENT);
      });
    }
  });
}

/** Runs the steps with so many turns of the event loop before each. */
async function interleave(steps: readonly (() => void)[], turns: number): Promise<void> {
  for (const step of steps) {
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    step();
  }
}

/** What it can do, before there is a test to ask in. */
function probe({ backend }: SelectorSetting) {
  const probed = backend();
  probed.close();
  return probed;
}
