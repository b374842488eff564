/** Deadlocks that blocked threads find themselves, from pulse to pulse. */
import { Lock } from '@weft/atomics';
import { expect } from '@weft/interleave/program';
import { codeOf } from '../words.js';
import { sharing } from './attached.js';
import { deadlocksToldSoon } from './constants.js';

interface Shared {
  readonly first: Lock;
  readonly second: Lock;
}

const setup = (): Shared => ({ first: new Lock(), second: new Lock() });

/** Takes both; tells whether it was told of a deadlock instead. */
function takeBoth(one: Lock, other: Lock): string {
  const outer = one.acquireSync();
  try {
    other.acquireSync().release();
    return 'had both';
  } catch (error) {
    return codeOf(error);
  } finally {
    outer.release();
  }
}

const DEADLOCK = 'ERR_WEFT_DEADLOCK';

export const crossed = sharing({
  name: 'deadlock/crossed',
  about:
    'Two threads that take two locks crosswise both come to an end: they have both, or are told of the deadlock.',
  setup,
  threads: [({ first, second }) => takeBoth(first, second), ({ first, second }) => takeBoth(second, first)],
  check: (_local, { results }) =>
    expect(
      results.every((result) => result === 'had both' || result === DEADLOCK),
      `nothing else ends them, not ${results.join(' and ')}`,
    ),
  exploration: {
    // Pulses, for once, come at any moment: it is they that look for deadlocks.
    timeoutsUpTo: 50,
    random: { executions: 20_000, depth: 4 },
    constants: deadlocksToldSoon,
  },
});

export const inOrder = sharing({
  name: 'deadlock/in-order',
  about:
    'Threads that take locks in one order are never told of a deadlock, whatever they see of each other.',
  setup,
  threads: [
    ({ first, second }) => takeBoth(first, second),
    ({ first, second }) => takeBoth(first, second),
    ({ second }) => {
      second.acquireSync().release();
      return 'had it';
    },
  ],
  check: (_local, { results }) => expect(!results.includes(DEADLOCK), 'nobody is told of a deadlock'),
  exploration: {
    timeoutsUpTo: 50,
    random: { executions: 20_000, depth: 4 },
    constants: deadlocksToldSoon,
  },
});
