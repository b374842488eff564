import { Event, type Selectable, Semaphore, select, selectSync } from '@weft/atomics';
import type { BellOffer, SelectHooks } from '@weft/atomics/kit';
import { afterAll, describe, expect, it } from 'vitest';
import { expectReject, expectThrow, isSettled } from './support/outcome.js';
import { needs } from './support/runtime.js';
import { threadWorld } from './support/world.js';

const TIMEOUT = 'ERR_WEFT_TIMEOUT';

/** An object of another package, which is ready when its word is 1 and rings the bell that it was offered. */
class Foreign implements Selectable {
  readonly words = new Int32Array(new SharedArrayBuffer(4));
  readonly offers: BellOffer[] = [];
  readonly calls = { watch: 0, unwatch: 0 };
  canRing = true;

  selectHooks(offer: BellOffer): SelectHooks {
    this.offers.push(offer);
    return {
      ready: () => Atomics.load(this.words, 0) === 1,
      watch: () => {
        this.calls.watch += 1;
      },
      unwatch: () => {
        this.calls.unwatch += 1;
      },
      rings: () => this.canRing,
    };
  }

  /** Becomes ready, and rings as an object of this thread. */
  set(): void {
    Atomics.store(this.words, 0, 1);
    for (const offer of this.offers) offer.ring();
  }
}

describe('objects of other packages in a select', () => {
  const world = threadWorld();
  afterAll(() => world.close());

  it('are ready, or become so by the bell that they were offered', async () => {
    const foreign = new Foreign();
    const event = new Event();
    const waiting = select([event, foreign]);
    expect(await isSettled(waiting)).toBe(false);
    foreign.set();
    expect(await waiting).toBe(foreign);
    expect(await select([event, foreign])).toBe(foreign);
    expect(selectSync([event, foreign])).toBe(foreign);
  });

  it('do not keep others from being heard', async () => {
    const [event, semaphore] = [new Event(), new Semaphore(0)];
    const waiting = select([new Foreign(), semaphore, event]);
    expect(await isSettled(waiting)).toBe(false);
    event.set();
    expect(await waiting).toBe(event);
  });

  it('are told whether the thread will be blocked', async () => {
    const foreign = new Foreign();
    await expectReject(select([foreign], { timeout: 1 }), TIMEOUT);
    expectThrow(() => selectSync([foreign], { timeout: 1 }), TIMEOUT);
    expect(foreign.offers.map(({ blocking }) => blocking)).toEqual([false, true]);
  });

  it('are not watched any more after the select, however it ends', async () => {
    const foreign = new Foreign();
    const abort = new AbortController();
    const aborted = select([foreign], { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    await expectReject(select([foreign], { timeout: 0 }), TIMEOUT);
    expectThrow(() => selectSync([foreign], { timeout: 5 }), TIMEOUT);
    foreign.set();
    await select([foreign]);
    selectSync([foreign]);
    expect(foreign.calls.unwatch).toBe(5);
    expect(foreign.calls.watch).toBeGreaterThanOrEqual(2);
  });

  it('end the select with what they throw', async () => {
    const closed = new Error('closed meanwhile');
    const failing: Selectable = {
      selectHooks: () => ({
        ready() {
          throw closed;
        },
        watch() {},
      }),
    };
    await expect(select([new Event(), failing])).rejects.toBe(closed);
    expect(() => selectSync([new Event(), failing])).toThrow(closed);
  });

  for (const rings of [true, false]) {
    it(
      `wake a blocked thread ${rings ? 'by the bell' : 'though nobody rings'}`,
      needs('blocking'),
      async () => {
        const actor = await world.actor();
        const foreign = new Foreign();
        foreign.canRing = rings;
        let ringing: Promise<void> | undefined;
        const told: Selectable = {
          selectHooks(offer) {
            // Only a select knows the bell, and this thread is about to be blocked by it.
            ringing = actor.run('selecting', 'makeReady', foreign.words, offer.words, offer.word, rings);
            return foreign.selectHooks(offer);
          },
        };
        expect(selectSync([new Event(), told])).toBe(told);
        await ringing;
      },
    );
  }
});
