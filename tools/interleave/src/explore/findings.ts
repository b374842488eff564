/** What is wrong with an execution that has come to its end, if anything is. */
import { KIND, type Op } from '../machine/op.js';
import type { Machine } from './machine.js';
import type { FindingKind } from './report.js';
import type { End } from './search.js';

export interface Problem {
  readonly kind: FindingKind;
  readonly message: string;
  readonly error?: unknown;
}

/** Looks at the end of an execution, and runs the program's check if all threads have ended. */
export function problemOf(machine: Machine, end: End): Problem | undefined {
  if (machine.failure !== undefined) {
    const { thread, error } = machine.failure;
    return { kind: 'failure', message: `thread ${thread} threw ${textOf(error)}`, error };
  }
  if (end === 'endless') {
    return {
      kind: 'livelock',
      message: `after ${machine.time} steps the threads have not ended: ${describeUnended(machine)}`,
    };
  }
  if (!machine.isOver()) {
    return { kind: 'deadlock', message: `nobody can go on: ${describeUnended(machine)}` };
  }
  try {
    machine.check();
  } catch (error) {
    return { kind: 'check', message: textOf(error), error };
  }
  return undefined;
}

export function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function describeUnended(machine: Machine): string {
  const parts: string[] = [];
  for (let thread = 0; thread < machine.threads; thread += 1) {
    const op = machine.ops[thread];
    if (op === undefined || machine.hasEnded(thread)) continue;
    const { file, line, text } = machine.subject.threads[thread]!.where(op.site);
    parts.push(`thread ${thread} ${doing(op)} at ${file}:${line} (${text})`);
  }
  return parts.join('; ');
}

function doing(op: Op): string {
  if (op.kind === KIND.WAIT) return `waits for element ${op.index} to be notified`;
  if (op.kind === KIND.IDLE) return 'has an event loop with nothing to do';
  return op.kind === KIND.PAUSE ? 'spins' : 'is';
}
