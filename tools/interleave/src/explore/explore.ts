/** Explores a program as it asks for. */
import type { Subject } from '../machine/op.js';
import type { Exploration } from '../program/program.js';
import { Bounded } from './bounded.js';
import { DivergenceError } from './divergence.js';
import { Dpor } from './dpor.js';
import { Executions } from './executions.js';
import { type Problem, problemOf } from './findings.js';
import { Pct } from './pct.js';
import { LearningError } from './questions.js';
import { replay } from './replay.js';
import type { Budget, Finding, Report } from './report.js';
import { formatSchedule, type Schedule } from './schedule.js';
import type { Search } from './search.js';
import { shrink } from './shrink.js';
import { Spending } from './spending.js';

const LOOK_AROUND = { executions: 200, depth: 4 };

/**
 * Explores interleavings until one is found in which something is wrong, all were covered, or the budget is spent: all
 * of them, those with at most `preemptions`, or as many random ones as the program says.
 *
 * @throws DivergenceError if the program does not do the same again in the same interleaving
 */
export function explore(makeSubject: () => Subject, exploration: Exploration, budget: Budget = {}): Report {
  const executions = new Executions(makeSubject, exploration);
  const spending = new Spending(budget);
  const seed = budget.seed ?? Math.floor(Math.random() * 2 ** 31);
  for (;;) {
    try {
      const report = search(makeSubject, exploration, executions, spending, seed);
      return { ...report, ...factsOf(exploration, seed) };
    } catch (error) {
      if (error instanceof DivergenceError) executions.distrust(error);
      else if (!(error instanceof LearningError)) throw error;
      spending.startOver();
    }
  }
}

function factsOf({ random, preemptions }: Exploration, seed: number): Partial<Report> {
  if (random !== undefined) return { seed };
  return preemptions === undefined ? {} : { preemptions };
}

function search(
  makeSubject: () => Subject,
  exploration: Exploration,
  executions: Executions,
  spending: Spending,
  seed: number,
): Report {
  const { machine } = executions;
  const way = wayOf(executions, exploration, seed);
  for (;;) {
    const end = way.run();
    spending.count(machine.time, end === 'redundant');
    if (end !== 'redundant') {
      const problem = way.problem ?? problemOf(machine, end);
      if (problem !== undefined) {
        const finding = findingOf(makeSubject, exploration, executions, way.schedule(), problem);
        return spending.report('found', executions, finding);
      }
      if (executions.isAuditDue()) executions.audit(way.schedule());
    }
    if (!way.backtrack()) return spending.report(wholeOf(exploration), executions);
    if (spending.isSpent() || way.isFull) return spending.report('cut', executions);
  }
}

function wayOf(executions: Executions, exploration: Exploration, seed: number): Search {
  const { random, preemptions } = exploration;
  if (random !== undefined) return new Pct(executions, exploration, random, seed);
  if (preemptions === undefined) return new Dpor(executions, exploration);
  lookAround(executions, exploration);
  return new Bounded(executions, exploration, preemptions);
}

/**
 * Some random executions show nearly all words that are shared, and who asks who is alive. Otherwise a search learns that
 * on its way, and begins anew each time.
 */
function lookAround(executions: Executions, exploration: Exploration): void {
  const random = new Pct(executions, exploration, LOOK_AROUND, 1);
  do random.run();
  while (random.backtrack());
}

function wholeOf({ random, preemptions }: Exploration): Report['outcome'] {
  if (random !== undefined) return 'random';
  return preemptions === undefined ? 'complete' : 'bounded';
}

/** Sees that the problem is there on a fresh subject, too, and makes its schedule short. @throws DivergenceError */
function findingOf(
  makeSubject: () => Subject,
  exploration: Exploration,
  executions: Executions,
  schedule: Schedule,
  problem: Problem,
): Finding {
  const found = confirm(makeSubject, exploration, schedule, problem);
  try {
    const shorter = shrink(executions, exploration, found.kind, found.preemptions);
    if (shorter === undefined) return found;
    return shorterOf(found, confirm(makeSubject, exploration, shorter.schedule, shorter.problem));
  } catch (error) {
    // Instances that do not repeat have been of use so far; the finding stands without them.
    if (error instanceof DivergenceError) return found;
    throw error;
  }
}

function shorterOf(one: Finding, other: Finding): Finding {
  const difference = other.preemptions - one.preemptions || other.steps - one.steps;
  return difference < 0 ? other : one;
}

function confirm(
  makeSubject: () => Subject,
  exploration: Exploration,
  schedule: Schedule,
  { message }: Problem,
): Finding {
  const again = replay(makeSubject, exploration, formatSchedule(schedule));
  // It may be another one, of the same execution: a search that knows the state does not look for races on its way there.
  if (again.problem === undefined) {
    throw new DivergenceError(`in a fresh instance of the program this is not so: ${message}`);
  }
  return {
    ...again.problem,
    schedule: again.schedule,
    steps: again.trace.steps.length,
    preemptions: again.preemptions,
  };
}
