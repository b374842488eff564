/** One exploration, as data: so that a worker can be asked for it, and answer. */
import { explore } from '../explore/explore.js';
import { replay } from '../explore/replay.js';
import type { Finding, Report } from '../explore/report.js';
import { load, type Mutation } from '../load/load.js';
import type { Subject } from '../machine/op.js';
import { traceText } from '../trace/index.js';
import type { Entry } from './catalogue.js';
import type { Mutant } from './mutant.js';

export interface Task {
  readonly program: Entry;
  /** Explored instead of what ships. */
  readonly mutant?: Mutant | undefined;
  /** Of milliseconds at most. */
  readonly budget?: number | undefined;
  readonly seed?: number | undefined;
}

export interface Outcome extends Omit<Report, 'outcome' | 'finding'> {
  /** `refused`: it could not be explored. */
  readonly outcome: Report['outcome'] | 'refused';
  readonly finding?: Omit<Finding, 'error'>;
  /** The finding, step by step, as text. */
  readonly trace?: string;
  /** Why it could not be explored. */
  readonly refusal?: string;
}

const NOTHING = { interleavings: 0, redundant: 0, steps: 0, longest: 0, milliseconds: 0, subjects: 0 };

/** Explores, and writes down what was found. */
export async function run(task: Task): Promise<Outcome> {
  try {
    return await exploreIt(task);
  } catch (error) {
    return refused(error);
  }
}

export function refused(error: unknown): Outcome {
  const refusal = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { ...NOTHING, outcome: 'refused', refusal };
}

async function exploreIt(task: Task): Promise<Outcome> {
  const { exploration } = task.program;
  const makeSubject = await loadProgram(task);
  const { finding, ...report } = explore(makeSubject, exploration, {
    ...(task.budget !== undefined && { milliseconds: task.budget }),
    ...(task.seed !== undefined && { seed: task.seed }),
  });
  if (finding === undefined) return report;
  // What was thrown may hold anything, such as functions, which cannot be sent.
  const { error: _error, ...tellable } = finding;
  const trace = traceText(replay(makeSubject, exploration, finding.schedule).trace);
  return { ...report, finding: tellable, trace };
}

/** Repeats one execution; the text of its trace. */
export async function repeat(task: Task, schedule: string): Promise<string> {
  return traceText(replay(await loadProgram(task), task.program.exploration, schedule).trace);
}

async function loadProgram({ program, mutant }: Task): Promise<() => Subject> {
  const mutations = mutant === undefined ? [] : [mutationOf(mutant)];
  const { fresh } = await load({ entry: program.file, name: program.name, mutations });
  return fresh;
}

function mutationOf({ module, from, to }: Mutant): Mutation {
  return { file: module, find: from, replace: to };
}
