/** `select`: threads that wait for several objects at once. */
import { Event, Latch, Semaphore, select, selectSync } from '@weft/atomics';
import { expect } from '@weft/interleave/program';
import { codeOf } from '../words.js';
import { sharing } from './attached.js';

const setup = () => ({ event: new Event(), permits: new Semaphore(0) });

export const eventOrPermit = sharing({
  name: 'select/event-or-permit',
  about: 'Whichever of two objects becomes ready first ends the wait, and one of them is ready then.',
  setup,
  threads: [
    ({ event }) => event.set(),
    ({ permits }) => permits.release(),
    ({ event, permits }) => {
      const ready = selectSync([event, permits]);
      expect(ready === event ? event.isSet() : permits.value() === 1, 'what was selected is ready');
    },
  ],
});

export const twoSelecting = sharing({
  name: 'select/two-selecting',
  about: 'Two threads that watch one event both hear of it: watching by one does not end that by the other.',
  setup: () => ({ event: new Event(), never: new Event() }),
  threads: [
    ({ event }) => event.set(),
    ({ event, never }) => void selectSync([never, event]),
    ({ event, never }) => void selectSync([never, event]),
  ],
});

export const asyncSelect = sharing({
  name: 'select/async',
  about: 'A task that selects hears of what becomes ready as a blocked thread does.',
  setup: () => ({ latch: new Latch(1), permits: new Semaphore(0) }),
  threads: [
    ({ latch }) => latch.countDown(),
    ({ latch, permits }) => select([permits, latch]).then(() => undefined),
  ],
});

export const permitsForTwo = sharing({
  name: 'select/permits-for-two',
  about:
    'Two threads select a semaphore and take a permit each: a permit that one leaves is seen by the other.',
  setup: () => ({ permits: new Semaphore(0) }),
  threads: [
    ({ permits }) => {
      permits.release();
      permits.release();
    },
    ...Array.from({ length: 2 }, () => ({ permits }: { readonly permits: Semaphore }) => {
      while (selectSync([permits]).tryAcquire() === undefined);
    }),
  ],
  check: ({ permits }) => expect(permits.value() === 0, 'both permits are taken'),
  exploration: { preemptions: 3 },
});

export const timeout = sharing({
  name: 'select/timeout',
  about:
    'A select that times out says so, or finds what has become ready just then; nobody else misses anything.',
  setup: () => ({ event: new Event() }),
  threads: [
    ({ event }) => event.set(),
    ({ event }) => {
      try {
        return selectSync([event], { timeout: 1 }) === event && event.isSet();
      } catch (error) {
        return codeOf(error) === 'ERR_WEFT_TIMEOUT';
      }
    },
    ({ event }) => selectSync([event]) === event && event.isSet(),
  ],
  check: (_local, { results }) => expect(results[1] === true && results[2] === true, 'what was said is so'),
  exploration: { timeoutsUpTo: 1 },
});
