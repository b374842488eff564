/** Atomic cells: indivisible steps, also where the bits of a number turn over. */
import { AtomicBool, AtomicFloat64, AtomicInt32, AtomicInt64, AtomicUint32 } from '@weft/atomics';
import { expect } from '@weft/interleave/program';
import { addOne, plainWords } from '../words.js';
import { sharing } from './attached.js';

const HIGHEST = 0x7fffffff;

export const aroundTheHighest = sharing({
  name: 'cells/around-2^31',
  about: 'Additions from two threads wrap around at 2^31 and 2^32, and each sees the value of its turn.',
  setup: () => ({
    signed: new AtomicInt32(HIGHEST),
    unsigned: new AtomicUint32(0xffffffff),
  }),
  threads: { count: 2, body: ({ signed, unsigned }) => [signed.add(1), unsigned.add(1), signed.sub(1)] },
  check({ signed, unsigned }, { results }) {
    expect(signed.load() === HIGHEST, `it is back at 2^31 - 1, not ${signed.load()}`);
    expect(unsigned.load() === 1, `2^32 - 1 and two more are 1, not ${unsigned.load()}`);
    const seen = (results as number[][]).map(([, before]) => before).sort();
    expect(seen.join() === '0,4294967295', `each saw the value of its turn, not ${seen.join()}`);
  },
});

export const exchanges = sharing({
  name: 'cells/compare-exchange',
  about:
    'Of two threads that replace one value by compare-exchange one succeeds; increments in a loop are never lost.',
  setup: () => ({ cell: new AtomicInt32(0), first: new AtomicBool() }),
  threads: {
    count: 2,
    body: ({ cell, first }) => {
      for (let value = cell.load(); ; ) {
        const found = cell.compareExchange(value, value + 1);
        if (found === value) break;
        value = found;
      }
      return first.compareExchange(false, true) === false;
    },
  },
  check({ cell }, { results }) {
    expect(cell.load() === 2, `both were counted, not ${cell.load()}`);
    expect(results.filter(Boolean).length === 1, 'one was first');
  },
});

export const wideSums = sharing({
  name: 'cells/wide-sums',
  about: 'Sums of 64 bits and of floating point lose nothing to each other.',
  setup: () => ({ integer: new AtomicInt64(2n ** 32n - 1n), float: new AtomicFloat64(0.5) }),
  threads: {
    count: 3,
    body: ({ integer, float }) => {
      integer.add(1n);
      float.add(0.25);
    },
  },
  check({ integer, float }) {
    expect(integer.load() === 2n ** 32n + 2n, `the integer is ${integer.load()}`);
    expect(float.load() === 1.25, `the number is ${float.load()}`);
  },
});

export const halves = sharing({
  name: 'cells/no-halves',
  about: 'A value of 64 bits is never seen half old and half new.',
  setup: () => ({ cell: new AtomicInt64(0n) }),
  threads: [
    ({ cell }) => {
      cell.store(-1n);
      cell.exchange(1n);
    },
    ({ cell }) => [cell.load(), cell.load()],
  ],
  check(_local, { results }) {
    const seen = results[1] as bigint[];
    expect(
      seen.every((value) => [0n, -1n, 1n].includes(value)),
      `only what was stored is seen, not ${seen.join()}`,
    );
  },
});

export const change = sharing({
  name: 'cells/wait-for-change',
  about: 'Who waits for a change is woken by the notification after it, and sees what was written before.',
  setup: () => ({ cell: new AtomicInt32(0), written: plainWords() }),
  threads: [
    ({ cell, written }) => {
      addOne(written);
      cell.store(1);
      cell.notify();
    },
    ({ cell, written }) => {
      expect(cell.waitSync(0), 'a wait without a limit ends by the change');
      expect(written[0] === 1, 'what was written before is seen');
    },
    async ({ cell, written }) => {
      expect(await cell.wait(0), 'a wait without a limit ends by the change');
      expect(written[0] === 1, 'what was written before is seen');
    },
  ],
});

export const changeTimesOut = sharing({
  name: 'cells/change-times-out',
  about: 'One notification for one waiter is not lost to a wait that times out or is abandoned.',
  setup: () => ({ cell: new AtomicInt32(0) }),
  threads: [
    ({ cell }) => {
      cell.store(1);
      cell.notify(1);
      cell.notify(1);
    },
    ({ cell }) => cell.wait(0, { timeout: 1 }),
    ({ cell }) => cell.waitSync(0),
  ],
  check: (_local, { results }) => expect(results[2] === true, 'the wait without a limit was woken'),
  exploration: { timeoutsUpTo: 1 },
});
