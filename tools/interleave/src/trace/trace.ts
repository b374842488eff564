/** What happened in an execution, step by step, as data. */
import type { Answer, Place } from '../machine/op.js';

export interface TraceStep {
  /** Who made it; `undefined` for the pulse that makes all long waits end. */
  readonly thread: number | undefined;
  /** What was done, in the words of the code (`compareExchange`, `wait`, …), or `time-out`, `killed`, `pulse`. */
  readonly verb: string;
  /** Element of shared memory, `undefined` for steps on none; `buffer` only where there are several. */
  readonly element?: { readonly buffer?: number; readonly index: number; readonly count: number };
  /** What a compare-exchange or a wait expected. */
  readonly expected?: Answer;
  /** The element before and after the step. */
  readonly before?: Answer;
  readonly after?: Answer;
  /** What the thread was answered; `undefined` if it is asleep or dead. */
  readonly answer?: Answer;
  /** Threads that were woken. */
  readonly woken: readonly number[];
  readonly place?: Place;
}

export interface Trace {
  readonly threads: number;
  readonly steps: readonly TraceStep[];
}
