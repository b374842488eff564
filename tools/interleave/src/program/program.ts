/** What is explored: a few threads that share something, and what must be true of it. */

/** How a program is explored; the command line can ask for less or more. */
export interface Exploration {
  /**
   * Which waits may time out at any moment: those of up to so many milliseconds. Longer ones are the pulses by which
   * waits heal: they end only when nobody can go on and somebody was killed. Default 0: none.
   */
  readonly timeoutsUpTo?: number;
  /** A thread whose waits timed out so often in a row goes on when nobody else can, and not before. Default 3. */
  readonly timeoutsInARow?: number;
  /** Plain accesses that may race, by the function (or the file) that makes one of them, and why that is all right. */
  readonly races?: readonly { readonly within: string; readonly why: string }[];
  /** Numbers of the threads that may be killed, at any point, and how many of them in one execution (default 1). */
  readonly kills?: { readonly threads: readonly number[]; readonly atMost?: number };
  /** At most so many preemptions; complete if there is none. */
  readonly preemptions?: number;
  /** Instead of all interleavings so many random ones, with priorities (PCT). */
  readonly random?: { readonly executions: number; readonly depth: number };
  /** A thread that goes on so often, while another one is able to go on and does not, starves it. */
  readonly starvation?: number;
  /** Steps of one execution after which it is taken for a livelock. Default 2,000. */
  readonly longest?: number;
  /** Constants of the code that are made smaller, so that a model of it is finite: by file and name. */
  readonly constants?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/**
 * @typeParam Shared what `setup` made, as other threads get it: handles, buffers, numbers
 * @typeParam Local what a thread makes of it
 */
export interface Program<Shared, Local> {
  readonly name: string;
  /** What it shows, in one sentence. */
  readonly about: string;
  /** Makes what is shared, in a thread of its own which is not explored. */
  readonly setup: () => Shared;
  /** What each thread makes of it, before the exploration begins; also called for `check`, with thread -1. */
  readonly attach: (shared: Shared, thread: number) => Local;
  /** What the threads do. A promise is waited for, in an event loop of the thread's own. */
  readonly threads: readonly ((local: Local) => unknown)[];
  /** Looks at the end of an execution; throws if it should not be so. `undefined` is the result of who was killed. */
  readonly check?: (
    local: Local,
    ended: { readonly results: readonly unknown[]; readonly killed: readonly boolean[] },
  ) => void;
  readonly exploration?: Exploration;
}

/** Gives a program its types. */
export function program<Shared, Local>(facts: Program<Shared, Local>): Program<Shared, Local> {
  return facts;
}

/** @throws Error saying what was expected */
export function expect(condition: boolean, expectation: string): asserts condition {
  if (!condition) throw new Error(expectation);
}
