/** What an exploration tells. */

/** How much may be spent. */
export interface Budget {
  /** Executions at most. */
  readonly executions?: number;
  /** Milliseconds at most; looked at now and then. */
  readonly milliseconds?: number;
  /** Of random explorations; printed, so that they can be repeated. */
  readonly seed?: number;
  /** Called about four times a second. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly interleavings: number;
  readonly milliseconds: number;
}

/** What can be wrong with an execution. */
export type FindingKind =
  /** A thread threw. */
  | 'failure'
  /** The program's check threw. */
  | 'check'
  /** Nobody can go on and somebody waits: a deadlock, or a wake-up was lost. */
  | 'deadlock'
  /** The execution goes on and on. */
  | 'livelock'
  /** A thread goes on and on while another one could and does not. */
  | 'starvation'
  /** A plain access and another one that nothing orders. */
  | 'race';

export interface Finding {
  readonly kind: FindingKind;
  readonly message: string;
  /** What was thrown, for failures and checks. */
  readonly error?: unknown;
  /** To be given to `replay`. */
  readonly schedule: string;
  readonly steps: number;
  /** How often a thread that could have gone on was made to wait for another one. */
  readonly preemptions: number;
}

export interface Report {
  /**
   * `complete`: every interleaving was covered. `bounded`: every one with so many preemptions. `random`: as many as
   * asked for. `cut`: the budget was spent before. `found`: it ended with a finding.
   */
  readonly outcome: 'complete' | 'bounded' | 'random' | 'cut' | 'found';
  readonly finding?: Finding;
  /** Executions that were run to their end, no two of them equivalent if the search is the exhaustive one. */
  readonly interleavings: number;
  /** Executions that were given up because they could only have led where others have been. */
  readonly redundant: number;
  /** All steps of all executions. */
  readonly steps: number;
  /** Steps of the longest execution. */
  readonly longest: number;
  readonly milliseconds: number;
  /** Instances of the program that were made. */
  readonly subjects: number;
  /** For random explorations. */
  readonly seed?: number;
  /** The bound of preemptions, if there was one. */
  readonly preemptions?: number;
}
