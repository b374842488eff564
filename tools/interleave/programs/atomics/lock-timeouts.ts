/** The lock: waits that time out or are aborted at any moment take no wake-up with them. */
import { Lock } from '@weft/atomics';
import { expect } from '@weft/interleave/program';
import { addOne, codeOf, plainWords } from '../words.js';
import { sharing } from './attached.js';
import { fairAtOnce } from './constants.js';

interface Shared {
  readonly lock: Lock;
  readonly counted: Int32Array;
}

const setup = (): Shared => ({ lock: new Lock(), counted: plainWords() });

function countOnce({ lock, counted }: Shared): void {
  const guard = lock.acquireSync();
  addOne(counted);
  guard.release();
}

/** Tells whether it was in time. */
function countInTime({ lock, counted }: Shared): boolean {
  try {
    const guard = lock.acquireSync({ timeout: 1 });
    addOne(counted);
    guard.release();
    return true;
  } catch (error) {
    expect(codeOf(error) === 'ERR_WEFT_TIMEOUT', 'nothing but the time-out fails');
    return false;
  }
}

async function countInTimeLater({ lock, counted }: Shared): Promise<boolean> {
  try {
    const guard = await lock.acquire({ timeout: 1 });
    addOne(counted);
    guard.release();
    return true;
  } catch (error) {
    expect(codeOf(error) === 'ERR_WEFT_TIMEOUT', 'nothing but the time-out fails');
    return false;
  }
}

/** Gives up after a while by a signal; tells whether it had the lock before. */
async function countUnlessAborted({ lock, counted }: Shared): Promise<boolean> {
  const reason = new Error('aborted');
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(reason), 1);
  try {
    const guard = await lock.acquire({ signal: controller.signal });
    addOne(counted);
    guard.release();
    return true;
  } catch (error) {
    expect(error === reason, 'the signal gives the reason');
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function checkCount({ lock, counted }: Shared, results: readonly unknown[]): void {
  const count = results.filter((result) => result !== false).length;
  expect(counted[0] === count, `${count} were in time and counted, not ${counted[0]}`);
  expect(lock.tryAcquire() !== undefined, 'the lock is free');
}

export const timeoutAgainstRelease = sharing({
  name: 'lock/timeout-against-release',
  about: 'A blocking wait that times out as the lock is released passes the wake-up on.',
  setup,
  threads: [countOnce, countInTime, countOnce],
  check: (local, { results }) => checkCount(local, results),
  exploration: { timeoutsUpTo: 1, preemptions: 3 },
});

export const bothTimeOut = sharing({
  name: 'lock/both-time-out',
  about: 'Waits with a limit end in time or with the lock, whatever the other one does.',
  setup,
  threads: [countInTime, countInTime],
  check: (local, { results }) => {
    checkCount(local, results);
    expect(results.includes(true), 'one of the two had nobody to wait for');
  },
  exploration: { timeoutsUpTo: 1 },
});

export const asyncTimeout = sharing({
  name: 'lock/async-timeout',
  about:
    'An awaited wait that times out passes on the wake-up of its registration, which stays in the queue.',
  setup,
  threads: [countOnce, countInTimeLater, countOnce],
  check: (local, { results }) => checkCount(local, results),
  exploration: { timeoutsUpTo: 1, preemptions: 3 },
});

export const asyncTimeoutAlone = sharing({
  name: 'lock/async-timeout-of-two',
  about:
    'Between two threads an awaited wait ends by its timer or with the lock, and leaves the lock usable.',
  setup,
  threads: [countOnce, countInTimeLater],
  check: (local, { results }) => checkCount(local, results),
  exploration: { timeoutsUpTo: 1 },
});

export const aborted = sharing({
  name: 'lock/aborted',
  about: 'A wait that is aborted at any moment passes on the wake-up that it has eaten.',
  setup,
  threads: [countOnce, countUnlessAborted, countOnce],
  check: (local, { results }) => checkCount(local, results),
  exploration: { timeoutsUpTo: 1, preemptions: 3 },
});

export const firstInLineAborted = sharing({
  name: 'lock/first-in-line-aborted',
  about: 'When the first task of a line is aborted, the next one stands in its place and is woken.',
  setup,
  threads: [
    countOnce,
    (local) =>
      Promise.all([
        countUnlessAborted(local),
        local.lock.acquire().then((guard) => {
          addOne(local.counted);
          guard.release();
        }),
      ]),
  ],
  check: ({ lock, counted }, { results }) => {
    const [inTime] = results[1] as [boolean, undefined];
    expect(counted[0] === (inTime ? 3 : 2), `those who had the lock counted, not ${counted[0]}`);
    expect(lock.tryAcquire() !== undefined, 'the lock is free');
  },
  exploration: { timeoutsUpTo: 1 },
});

export const fairCallerTimesOut = sharing({
  name: 'lock/fair-caller-times-out',
  about: 'A waiter that called a fair round and times out ends the round, and the others get on.',
  setup,
  threads: [
    (local) => {
      countOnce(local);
      countOnce(local);
    },
    countInTime,
    countOnce,
  ],
  check: ({ lock, counted }, { results }) => {
    expect(counted[0] === (results[1] === true ? 4 : 3), `those in time counted, not ${counted[0]}`);
    // In a round that nobody has ended this would wait, and a check cannot.
    lock.acquireSync();
  },
  exploration: { timeoutsUpTo: 1, preemptions: 4, constants: fairAtOnce },
});
