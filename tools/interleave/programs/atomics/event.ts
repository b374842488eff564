/** Events and latches: words that release everybody at once. */
import { Event, Latch } from '@weft/atomics';
import { expect } from '@weft/interleave/program';
import { addOne, plainWords } from '../words.js';
import { sharing } from './attached.js';

interface Shared {
  readonly event: Event;
  readonly written: Int32Array;
}

const setup = (): Shared => ({ event: new Event(), written: plainWords() });

function tell({ event, written }: Shared): void {
  addOne(written);
  event.set();
}

function hear({ event, written }: Shared): void {
  expect(event.waitSync(), 'a wait without a limit ends by the event');
  expect(written[0] === 1, 'what was written before is seen');
}

async function hearLater({ event, written }: Shared): Promise<void> {
  expect(await event.wait(), 'a wait without a limit ends by the event');
  expect(written[0] === 1, 'what was written before is seen');
}

export const released = sharing({
  name: 'event/released',
  about: 'Setting an event releases all who wait, and orders what was written before it.',
  setup,
  threads: [tell, hear, hear],
});

export const asyncReleased = sharing({
  name: 'event/async-released',
  about: 'Tasks that await an event are released as blocked threads are.',
  setup,
  threads: [tell, hearLater, hear],
});

export const setTwice = sharing({
  name: 'event/set-by-two',
  about: 'Two threads that set the event at once leave it set, with no waiter behind.',
  setup: () => ({ event: new Event() }),
  threads: [({ event }) => event.set(), ({ event }) => event.set(), ({ event }) => void event.waitSync()],
  check: ({ event }) =>
    expect(event.isSet() && !('waiters' in event.describe()), 'it is set, and nobody waits'),
});

export const setAndCleared = sharing({
  name: 'event/set-and-cleared',
  about: 'Who waited when the event was set is released although it is cleared before it can look.',
  setup: () => ({ event: new Event() }),
  threads: [
    ({ event }) => {
      const waits = event.describe().waiters === true;
      event.set();
      // Cleared only if somebody had announced to wait: who comes later would rightly wait for ever.
      if (waits) event.clear();
    },
    ({ event }) => void event.waitSync(),
  ],
});

export const generationsTurnOver = sharing({
  name: 'event/generations-turn-over',
  about: 'The same where the number of times that it was set passes the highest.',
  setup() {
    const event = new Event();
    const { buffer } = event.handle as unknown as { buffer: SharedArrayBuffer };
    // The only word of the object, behind the header of its block: not set, in the generation before 2^31.
    new Int32Array(buffer)[4] = 0x7ffffff8;
    return { event };
  },
  threads: [
    ({ event }) => {
      const waits = event.describe().waiters === true;
      event.set();
      if (waits) event.clear();
    },
    ({ event }) => void event.waitSync(),
  ],
});

export const timeoutAgainstSet = sharing({
  name: 'event/timeout-against-set',
  about: 'A wait that times out as the event is set says either, and leaves the other waiter its release.',
  setup: () => ({ event: new Event() }),
  threads: [
    ({ event }) => event.set(),
    ({ event }) => event.waitSync({ timeout: 1 }),
    ({ event }) => event.wait(),
  ],
  check: (_local, { results }) => expect(results[2] === true, 'the wait without a limit was released'),
  exploration: { timeoutsUpTo: 1 },
});

export const latchAtZero = sharing({
  name: 'latch/zero',
  about: 'Two threads that count down release two that wait: at zero, not before.',
  setup: () => ({ latch: new Latch(2), written: plainWords(2) }),
  threads: [
    ({ latch, written }) => {
      addOne(written, 0);
      latch.countDown();
    },
    ({ latch, written }) => {
      addOne(written, 1);
      latch.countDown();
    },
    ({ latch, written }) => {
      latch.waitSync();
      expect(written[0] === 1 && written[1] === 1, 'both have counted');
    },
  ],
  check: ({ latch }) => expect(latch.count() === 0, 'it stays at zero'),
});

export const latchBeyondZero = sharing({
  name: 'latch/beyond-zero',
  about: 'Counting down by more than is left stays at zero and releases everybody.',
  setup: () => ({ latch: new Latch(2) }),
  threads: [
    ({ latch }) => latch.countDown(2),
    ({ latch }) => latch.countDown(3),
    ({ latch }) => latch.wait(),
  ],
  check({ latch }, { results }) {
    expect(results[2] === true, 'the waiter was released');
    expect(latch.count() === 0, 'it stays at zero');
  },
});

export const latchTimeout = sharing({
  name: 'latch/timeout-against-zero',
  about: 'A wait that times out as the count gets to zero leaves the other waiter its release.',
  setup: () => ({ latch: new Latch(1) }),
  threads: [
    ({ latch }) => latch.countDown(),
    ({ latch }) => latch.wait({ timeout: 1 }),
    ({ latch }) => void latch.waitSync(),
  ],
  exploration: { timeoutsUpTo: 1 },
});
