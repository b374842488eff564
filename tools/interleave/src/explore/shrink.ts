/**
 * Makes the schedule of a finding short, for whoever has to read its trace: first as few preemptions as possible, then
 * as few steps as possible with these. Both by exploring within tighter and tighter bounds, which says that there is
 * nothing shorter unless the budget runs out on the way.
 */
import type { Exploration } from '../program/program.js';
import { Bounded } from './bounded.js';
import type { Executions } from './executions.js';
import { type Problem, problemOf } from './findings.js';
import type { Process } from './processes.js';
import { LearningError } from './questions.js';

export interface Failing {
  readonly problem: Problem;
  readonly schedule: readonly Process[];
}

/** Executions that looking for a shorter schedule may take, and milliseconds. */
const MOST_EXECUTIONS = 200_000;
const MOST_MS = 3_000;

/** @param preemptions of the schedule that was found @returns a shorter one with the same kind of problem, if there is */
export function shrink(
  executions: Executions,
  exploration: Exploration,
  kind: Problem['kind'],
  preemptions: number,
): Failing | undefined {
  // Starvation is not looked for within bounds.
  if (kind === 'starvation') return undefined;
  const end = { executions: executions.count + MOST_EXECUTIONS, time: performance.now() + MOST_MS };
  let best: Failing | undefined;
  for (let bound = 0; bound <= preemptions && best === undefined; bound += 1) {
    const within = (steps?: number) =>
      findKnowing(() => new Bounded(executions, exploration, bound, steps), executions, kind, end);
    best = within();
    // A livelock is as long as executions may be.
    for (
      let shorter = kind === 'livelock' ? undefined : best;
      best !== undefined && shorter !== undefined;
    ) {
      best = shorter;
      shorter = within(best.schedule.length - 1);
    }
  }
  return best;
}

/** Begins anew as often as there is something to learn. */
function findKnowing(
  makeSearch: () => Bounded,
  executions: Executions,
  kind: Problem['kind'],
  end: Parameters<typeof find>[3],
): Failing | undefined {
  for (;;) {
    try {
      return find(makeSearch(), executions, kind, end);
    } catch (error) {
      if (!(error instanceof LearningError)) throw error;
    }
  }
}

function find(
  search: Bounded,
  executions: Executions,
  kind: Problem['kind'],
  end: { readonly executions: number; readonly time: number },
): Failing | undefined {
  do {
    const how = search.run();
    if (how === 'redundant') continue;
    const problem = search.problem ?? problemOf(executions.machine, how);
    if (problem?.kind === kind) return { problem, schedule: search.schedule() };
  } while (
    search.backtrack() &&
    !search.isFull &&
    executions.count < end.executions &&
    performance.now() < end.time
  );
  return undefined;
}
