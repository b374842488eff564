/** What the threads of the tests' teams play. */
import { type Pace, type Player, repeat } from '@weft/bench';

/** How many threads have come so far, seen by each after all of this round have. */
export const arrivals: Player<Int32Array, number> = (words, { together }) => {
  return () => {
    Atomics.add(words, 0, 1);
    together();
    const seen = Atomics.load(words, 0);
    together();
    return seen;
  };
};

/** Counts for a round's time. */
export const counter: Player<Int32Array, Pace> = (words) => () =>
  repeat(10, () => {
    words[0]! += 10;
  });

export const failing: Player<undefined, never> = () => () => {
  throw new Error('out of paint');
};

/** Tells who it is, and when it ran. */
export const processes: Player<{ greeting: Map<string, bigint> }, { pid: number; pace: Pace }> = (
  { greeting },
  { together },
) => {
  if (greeting.get('hello') !== 1n || process.env.BENCH_TEST !== 'yes') throw new Error('not told');
  return () => {
    together();
    return { pid: process.pid, pace: repeat(10, () => {}) };
  };
};

export const environment: Player<undefined, string | undefined> = () => () => process.env.BENCH_TEST;
