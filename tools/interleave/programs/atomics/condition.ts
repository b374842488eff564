/** Condition variables: each notification reaches exactly one living waiter. */
import { Condition, Lock } from '@weft/atomics';
import { expect } from '@weft/interleave/program';
import { addOne, codeOf, plainWords } from '../words.js';
import { sharing } from './attached.js';

interface Shared {
  readonly condition: Condition;
  /** Items that are there, and items that were taken; the lock protects them. */
  readonly items: Int32Array;
}

const THERE = 0;
const TAKEN = 1;

const setup = (): Shared => ({
  condition: new Condition(new Lock(), { maxWaiters: 2 }),
  items: plainWords(2),
});

function put({ condition, items }: Shared): void {
  const guard = condition.acquireSync();
  addOne(items, THERE);
  condition.notify();
  guard.release();
}

function take({ condition, items }: Shared): void {
  const guard = condition.acquireSync();
  condition.waitForSync(() => (items[THERE] as number) > 0);
  items[THERE] = (items[THERE] as number) - 1;
  addOne(items, TAKEN);
  guard.release();
}

async function takeLater({ condition, items }: Shared): Promise<void> {
  const guard = await condition.acquire();
  await condition.waitFor(() => (items[THERE] as number) > 0);
  items[THERE] = (items[THERE] as number) - 1;
  addOne(items, TAKEN);
  guard.release();
}

function checkTaken({ condition, items }: Shared, count: number): void {
  expect(items[TAKEN] === count && items[THERE] === 0, `${count} items were put and taken`);
  expect(condition.waiting() === 0, 'nobody has a place among the waiters');
  expect(condition.tryAcquire() !== undefined, 'the lock is free');
}

export const handOver = sharing({
  name: 'condition/hand-over',
  about: 'What one thread puts under the lock another one takes, whichever comes first.',
  setup,
  threads: [put, take],
  check: (local) => checkTaken(local, 1),
});

export const twice = sharing({
  name: 'condition/hand-over-twice',
  about: 'Two items one after the other, through the same place among the waiters.',
  setup,
  threads: [
    (local) => {
      put(local);
      put(local);
    },
    (local) => {
      take(local);
      take(local);
    },
  ],
  check: (local) => checkTaken(local, 2),
});

export const twoTakers = sharing({
  name: 'condition/two-takers',
  about: 'Two notifications reach two waiters: neither is told twice, none is forgotten.',
  setup,
  threads: [
    (local) => {
      put(local);
      put(local);
    },
    take,
    take,
  ],
  check: (local) => checkTaken(local, 2),
  exploration: { preemptions: 3 },
});

export const asyncTaker = sharing({
  name: 'condition/async-taker',
  about: 'A task that awaits the condition is told as a blocked thread is.',
  setup,
  threads: [put, takeLater],
  check: (local) => checkTaken(local, 1),
});

export const everybody = sharing({
  name: 'condition/notify-all',
  about: 'One call releases all who wait, and nobody else is needed.',
  setup: () => ({ ...setup(), open: plainWords() }),
  threads: [
    ({ condition, open }) => {
      const guard = condition.acquireSync();
      addOne(open);
      condition.notifyAll();
      guard.release();
    },
    ...Array.from({ length: 2 }, () => ({ condition, open }: Shared & { readonly open: Int32Array }) => {
      const guard = condition.acquireSync();
      condition.waitForSync(() => open[0] === 1);
      guard.release();
    }),
  ],
  exploration: { preemptions: 3 },
});

export const nestedLock = sharing({
  name: 'condition/nested-lock',
  about: 'A re-entrant lock is let go whole for the wait, and has its depth again after it.',
  setup: () => ({ condition: new Condition(undefined, { maxWaiters: 2 }), items: plainWords(2) }),
  threads: [
    put,
    (local) => {
      const outer = local.condition.acquireSync();
      take(local);
      addOne(local.items, TAKEN);
      outer.release();
    },
  ],
  check: ({ condition, items }) => {
    expect(items[THERE] === 0 && items[TAKEN] === 2, 'it was taken with the lock held');
    expect(condition.tryAcquire() !== undefined, 'the lock is free');
  },
});

/** Waits once, for a short while; tells whether it was told. */
function waitShortly({ condition }: Shared): boolean {
  const guard = condition.acquireSync();
  const told = condition.waitSync({ timeout: 1 });
  guard.release();
  return told;
}

/** Tells one of those who wait at the moment; returns how many that are. */
function tellOne({ condition }: Shared): number {
  const guard = condition.acquireSync();
  const told = Math.min(1, condition.waiting());
  condition.notify();
  guard.release();
  return told;
}

export const timeoutAgainstNotify = sharing({
  name: 'condition/timeout-against-notify',
  about: 'A notification that comes as the wait times out counts: told is told, on both sides.',
  setup,
  threads: [tellOne, waitShortly],
  check: ({ condition }, { results }) => {
    expect(Number(results[1]) === results[0], `${results[0]} were told, the waiter says ${results[1]}`);
    expect(condition.waiting() === 0, 'nobody has a place among the waiters');
  },
  exploration: { timeoutsUpTo: 1 },
});

export const timeoutsOfTwo = sharing({
  name: 'condition/timeouts-of-two',
  about: 'Of two who wait for a short while exactly as many are told as were notified.',
  setup,
  threads: [tellOne, waitShortly, waitShortly],
  check: (_local, { results }) => {
    const told = results.slice(1).filter((result) => result === true).length;
    expect(told === results[0], `${results[0]} were told, of the waiters ${told} say so`);
  },
  exploration: { timeoutsUpTo: 1, preemptions: 2 },
});

/** Whoever is told first, of two of whom one is known to wait longer. */
function longestFirst(name: string, about: string, firstTicket: number) {
  return sharing({
    name,
    about,
    setup() {
      const shared = setup();
      setNextTicket(shared.condition, firstTicket);
      return shared;
    },
    threads: [
      ({ condition }) => {
        const guard = condition.acquireSync();
        const both = condition.waiting() === 2;
        if (both) condition.notify();
        guard.release();
        return both;
      },
      waitShortly,
      (local) => {
        const guard = local.condition.acquireSync();
        // Behind the other one, or not at all.
        const told = local.condition.waiting() === 1 && local.condition.waitSync({ timeout: 1 });
        guard.release();
        return told;
      },
    ],
    check: (_local, { results }) => {
      expect(results[0] === results[1], 'who waited longest was told, if anybody was');
      expect(results[2] === false, 'nobody else was');
    },
    exploration: { timeoutsUpTo: 1, preemptions: 3 },
  });
}

/** As if so many had waited before. The word is the second one of the object, behind the header of its block. */
function setNextTicket({ handle }: Condition, ticket: number): void {
  const { buffer } = handle as unknown as { buffer: SharedArrayBuffer };
  new Int32Array(buffer)[5] = ticket;
}

export const longestWaiting = longestFirst(
  'condition/longest-waiting-first',
  'A notification for one reaches who has waited longest.',
  0,
);

export const ticketsTurnOver = longestFirst(
  'condition/tickets-turn-over',
  'The same where the numbers of the waiters pass 2^31.',
  0x7fffffff,
);

export const aborted = sharing({
  name: 'condition/aborted',
  about: 'A task that is aborted as it is told passes the notification on to the other waiter.',
  setup,
  threads: [
    put,
    async ({ condition, items }) => {
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort(), 1);
      const guard = await condition.acquire();
      try {
        await condition.waitFor(() => (items[THERE] as number) > 0, { signal: controller.signal });
        // It was in time: what it was told of it leaves to the other one, and says so.
        condition.notify();
      } catch {
        return false;
      } finally {
        clearTimeout(timer);
        guard.release();
      }
      return true;
    },
    take,
  ],
  check: (local) => checkTaken(local, 1),
  exploration: { timeoutsUpTo: 1, preemptions: 3 },
});

/** Acts until the death of the lock's owner does not interrupt it. */
function survive({ lock }: { readonly lock: Lock }, act: () => void): void {
  for (;;) {
    try {
      act();
      return;
    } catch (error) {
      expect(codeOf(error) === 'ERR_WEFT_OWNER_DIED', 'only the death of the owner fails');
      recover(lock);
    }
  }
}

function recover(lock: Lock): void {
  try {
    lock.recover().release();
  } catch (error) {
    expect(codeOf(error) === 'ERR_WEFT_NOT_OWNER', 'only the race against another rescuer fails');
  }
}

export const toldOneDies = sharing({
  name: 'condition/told-one-dies',
  about:
    'If the thread that was told is killed before it has the lock again, another one that waits is told instead.',
  setup() {
    const lock = new Lock();
    return { lock, condition: new Condition(lock, { maxWaiters: 2 }), items: plainWords(2) };
  },
  threads: [
    (local) => survive(local, () => put(local)),
    ({ condition, items }) => {
      const guard = condition.acquireSync();
      condition.waitForSync(() => (items[THERE] as number) > 0);
      // It takes nothing, so whoever waits besides is to be told, too.
      condition.notify();
      guard.release();
    },
    (local) =>
      survive(local, () => {
        const guard = local.condition.acquireSync();
        while (local.items[THERE] === 0) {
          // Longer than it takes to find out by pulses. If the other one died with the lock in its hand, having been
          // told, then this wait is in vain; but its end says so.
          expect(local.condition.waitSync({ timeout: 60 }), 'what the dead was told is told to this one');
        }
        local.condition.notify();
        guard.release();
      }),
  ],
  exploration: { kills: { threads: [1] }, preemptions: 1 },
});
