/** What the ways of exploring have in common: one execution after the other. */
import type { Problem } from './findings.js';
import type { Process } from './processes.js';

/** How an execution of a search ended. */
export type End =
  /** Every thread came to its end, something was found, or nobody can go on. */
  | 'end'
  /** It would only repeat what has been explored. */
  | 'redundant'
  /** It has become longer than any should be. */
  | 'endless';

export interface Search {
  /** What was found in the last execution before it came to its end. */
  readonly problem: Problem | undefined;
  /** Whether it cannot remember any more of what it has explored, and must end. */
  readonly isFull: boolean;
  /** Runs the next execution. @throws DivergenceError, LearningError */
  run(): End;
  /** Makes ready for the next one; `false` if there is none. */
  backtrack(): boolean;
  /** The steps of the last one. */
  schedule(): Process[];
}
