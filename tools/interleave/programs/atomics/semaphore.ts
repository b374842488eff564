/** Semaphores: permits of several sizes, wake-ups that reach all who can be served. */
import { BoundedSemaphore, type Guard, Semaphore } from '@weft/atomics';
import { expect } from '@weft/interleave/program';
import { addOne, codeOf, plainWords } from '../words.js';
import { sharing } from './attached.js';
import { fairAtOnce, fairButLeftLying } from './constants.js';

interface Shared {
  readonly permits: Semaphore;
  /** Counted by atomic additions: how many permits are out. */
  readonly out: Int32Array;
}

const setup = (value: number) => (): Shared => ({ permits: new Semaphore(value), out: plainWords() });

/** Uses some of at most `all` permits for a moment. */
function use({ permits, out }: Shared, all: number, count = 1): void {
  const guard = permits.acquireSync({ count });
  inside(guard, out, all, count);
}

function inside(guard: Guard, out: Int32Array, all: number, count: number): void {
  const before = Atomics.add(out, 0, count);
  expect(before + count <= all, `no more than ${all} permits are out, not ${before + count}`);
  Atomics.sub(out, 0, count);
  guard.release();
}

function checkFree({ permits, out }: Shared, value: number): void {
  expect(out[0] === 0, 'everybody has left');
  expect(permits.value() === value, `all ${value} permits are back, not ${permits.value()}`);
  // In a fair round that nobody has ended this would wait, and a check cannot. (An attempt looks for rounds to end.)
  permits.acquireSync();
}

export const oneOfOne = sharing({
  name: 'semaphore/exclusion',
  about: 'With one permit a semaphore is a lock: two threads that take it twice each are never in at once.',
  setup: () => ({ permits: new Semaphore(1), counted: plainWords() }),
  threads: {
    count: 2,
    body: ({ permits, counted }) => {
      for (let time = 0; time < 2; time += 1) {
        const guard = permits.acquireSync();
        addOne(counted);
        guard.release();
      }
    },
  },
  check({ permits, counted }) {
    expect(counted[0] === 4, `four were counted, not ${counted[0]}`);
    expect(permits.value() === 1, 'the permit is back');
  },
});

export const exclusionOfThree = sharing({
  name: 'semaphore/exclusion-of-three',
  about: 'Three threads take one permit in turns: who is woken thinks of who is still parked.',
  setup: setup(1),
  threads: { count: 3, body: (local: Shared) => use(local, 1) },
  check: (local) => checkFree(local, 1),
  exploration: { preemptions: 3 },
});

export const twoReleases = sharing({
  name: 'semaphore/two-releases',
  about: 'Two releases one after the other reach two waiters, also if the first one to be woken is slow.',
  setup: setup(0),
  threads: [
    ({ permits }) => {
      permits.release();
      permits.release();
    },
    ({ permits }) => void permits.acquireSync(),
    ({ permits }) => void permits.acquireSync(),
  ],
  check: ({ permits }) => expect(permits.value() === 0, 'both permits are taken'),
});

export const twoOfThree = sharing({
  name: 'semaphore/two-of-three',
  about: 'Three threads use two permits: never more than two are out, and everybody is served.',
  setup: setup(2),
  threads: { count: 3, body: (local: Shared) => use(local, 2) },
  check: (local) => checkFree(local, 2),
  exploration: { preemptions: 3 },
});

export const severalSizes = sharing({
  name: 'semaphore/several-sizes',
  about: 'Who asks for two and who asks for one are both served by releases of one permit each.',
  setup: setup(0),
  threads: [
    ({ permits }) => {
      permits.release();
      permits.release();
    },
    ({ permits }) => void permits.acquireSync({ count: 2 }).release(),
    ({ permits }) => void permits.acquireSync().release(),
  ],
  check: (local) => checkFree(local, 2),
  exploration: { preemptions: 3 },
});

export const smallBehindLarge = sharing({
  name: 'semaphore/small-behind-large',
  about: 'A permit that is too little for the one who waits longest goes to the next who can use it.',
  setup: setup(0),
  threads: [
    ({ permits }) => permits.release(),
    ({ permits }) => {
      // Asks for what is never there: it must not keep the single permit from the other thread.
      try {
        permits.acquireSync({ count: 3, timeout: 1 });
      } catch (error) {
        return codeOf(error);
      }
      return 'acquired';
    },
    ({ permits }) => void permits.acquireSync(),
  ],
  check({ permits }, { results }) {
    expect(results[1] === 'ERR_WEFT_TIMEOUT', 'three permits were never there');
    expect(permits.value() === 0, 'the permit is taken');
  },
  exploration: { timeoutsUpTo: 1, preemptions: 3 },
});

export const releaseOfTwo = sharing({
  name: 'semaphore/release-of-two',
  about: 'One release of two permits wakes both who wait for one.',
  setup: setup(0),
  threads: [
    ({ permits }) => permits.release(2),
    ({ permits }) => void permits.acquireSync(),
    ({ permits }) => void permits.acquireSync(),
  ],
  check: ({ permits }) => expect(permits.value() === 0, 'both permits are taken'),
});

export const twoBulk = sharing({
  name: 'semaphore/two-bulk',
  about: 'Two threads that take two of three permits at once, all or none, take turns.',
  setup: setup(3),
  threads: {
    count: 2,
    body: (local: Shared) => {
      use(local, 3, 2);
      use(local, 3, 1);
    },
  },
  check: (local) => checkFree(local, 3),
});

export const asyncAndBlocking = sharing({
  name: 'semaphore/async-and-blocking',
  about: 'Tasks and blocked threads wait for permits side by side.',
  setup: setup(1),
  threads: [
    async ({ permits, out }) => {
      inside(await permits.acquire(), out, 1, 1);
      inside(await permits.acquire(), out, 1, 1);
    },
    (local) => {
      use(local, 1);
      use(local, 1);
    },
  ],
  check: (local) => checkFree(local, 1),
});

export const lineOfSizes = sharing({
  name: 'semaphore/line-of-sizes',
  about: 'In the line of one thread who asks for less goes on, however long who asks for more has to wait.',
  setup: setup(0),
  threads: [
    ({ permits }) => permits.release(),
    async ({ permits }) => {
      const controller = new AbortController();
      const large = permits.acquire({ count: 2, signal: controller.signal }).catch(() => 'aborted');
      const small = await permits.acquire();
      controller.abort();
      small.release();
      return large;
    },
  ],
  check: (local, { results }) => {
    expect(results[1] === 'aborted', 'two permits were never there');
    checkFree(local, 1);
  },
});

export const timeoutAgainstRelease = sharing({
  name: 'semaphore/timeout-against-release',
  about: 'A waiter that times out as a permit is released leaves it, and the wake-up, to the next.',
  setup: setup(0),
  threads: [
    ({ permits }) => permits.release(),
    ({ permits }) => {
      try {
        permits.acquireSync({ timeout: 1 }).release();
        return true;
      } catch (error) {
        expect(codeOf(error) === 'ERR_WEFT_TIMEOUT', 'nothing but the time-out fails');
        return false;
      }
    },
    ({ permits }) => void permits.acquireSync(),
  ],
  check: ({ permits }) => expect(permits.value() === 0, 'the permit is taken'),
  exploration: { timeoutsUpTo: 1 },
});

export const aborted = sharing({
  name: 'semaphore/aborted',
  about: 'A task that is aborted at any moment leaves the permit to the other thread.',
  setup: setup(0),
  threads: [
    ({ permits }) => permits.release(),
    async ({ permits }) => {
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort(), 1);
      const guard = await permits.acquire({ signal: controller.signal }).catch(() => undefined);
      clearTimeout(timer);
      guard?.release();
    },
    ({ permits }) => void permits.acquireSync(),
  ],
  check: ({ permits }) => expect(permits.value() === 0, 'the permit is taken'),
  exploration: { timeoutsUpTo: 1 },
});

export const bounded = sharing({
  name: 'semaphore/bounded',
  about: 'Of two threads that release one permit too many one is told, and the bound holds.',
  setup() {
    const permits = new BoundedSemaphore(2);
    permits.acquireSync();
    return { permits };
  },
  threads: {
    count: 2,
    body: ({ permits }) => {
      try {
        permits.release();
        return 'released';
      } catch (error) {
        return codeOf(error);
      }
    },
  },
  check({ permits }, { results }) {
    expect(results.filter((result) => result === 'released').length === 1, 'one release is good');
    expect(results.includes('ERR_WEFT_SEMAPHORE_OVERFLOW'), 'the other one is told');
    expect(permits.value() === 2, `two permits are there, not ${permits.value()}`);
  },
});

export const fairRounds = sharing({
  name: 'semaphore/fair-rounds',
  about: 'A waiter that is overtaken calls a fair round; every round ends, and no permit is lost.',
  setup: setup(1),
  threads: [
    (local) => {
      use(local, 1);
      use(local, 1);
    },
    (local) => {
      use(local, 1);
      use(local, 1);
    },
  ],
  check: (local) => checkFree(local, 1),
  exploration: { constants: fairAtOnce },
});

export const fairRoundsOfThree = sharing({
  name: 'semaphore/fair-rounds-of-three',
  about: 'Three threads in fair rounds, one of which asks for both permits: nobody hangs.',
  setup: setup(2),
  threads: [
    (local) => {
      use(local, 2);
      use(local, 2);
    },
    (local) => use(local, 2, 2),
    (local) => use(local, 2),
  ],
  check: (local) => checkFree(local, 2),
  exploration: { constants: fairAtOnce, preemptions: 3 },
});

export const leftLying = sharing({
  name: 'semaphore/left-lying',
  about: 'A permit that was handed on and not taken is taken by newcomers; nobody hangs for it.',
  setup: setup(1),
  threads: [
    (local) => {
      use(local, 1);
      use(local, 1);
    },
    (local) => use(local, 1),
    (local) => use(local, 1),
  ],
  check: (local) => checkFree(local, 1),
  exploration: { constants: fairButLeftLying, preemptions: 3 },
});

export const waiterDies = sharing({
  name: 'semaphore/waiter-dies',
  about: 'A thread that is killed as it waits takes no permit that it was not given.',
  setup: setup(0),
  threads: [
    ({ permits }) => {
      permits.release();
      permits.release();
    },
    ({ permits }) => void permits.acquireSync(),
    ({ permits }) => void permits.acquireSync(),
  ],
  check: ({ permits }, { killed }) => {
    const most = killed.includes(true) ? 1 : 0;
    expect(permits.value() <= most, `the survivor has its permit: ${permits.value()} are left`);
  },
  exploration: { kills: { threads: [1] }, preemptions: 3 },
});

export const fairCallerDies = sharing({
  name: 'semaphore/fair-caller-dies',
  about: 'A fair round whose caller is killed is ended by those who wait in it.',
  setup: setup(1),
  threads: [
    (local) => {
      use(local, 1);
      use(local, 1);
      use(local, 1);
    },
    // Killed with the permit it would be lost: this one only asks, and gives back without having it.
    ({ permits }) => {
      const guard = permits.acquireSync();
      guard.release();
    },
    ({ permits }) => permits.release(),
  ],
  exploration: { kills: { threads: [1] }, constants: fairAtOnce, preemptions: 3 },
});
