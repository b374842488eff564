/** What a bench consists of. */
import type { Contender } from './contender.js';

export interface Unit {
  readonly name: string;
  readonly better: 'lower' | 'higher';
}

export const NANOSECONDS: Unit = { name: 'ns', better: 'lower' };
export const MICROSECONDS: Unit = { name: 'µs', better: 'lower' };
export const MILLIONS_PER_SECOND: Unit = { name: 'M/s', better: 'higher' };
export const BYTES: Unit = { name: 'bytes', better: 'lower' };

/** A bound on a contender's median, or on its ratio to that of another one. Both are named by their labels. */
export interface Target {
  readonly of: string;
  readonly against?: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

export interface Scenario {
  /** Short, for the command line. */
  readonly name: string;
  readonly title: string;
  /** What one operation is, and how the results are checked. */
  readonly about: string;
  readonly unit: Unit;
  /** Ratios are to the first one of the same case. */
  readonly contenders: readonly Contender[];
  readonly targets?: readonly Target[];
}
