/** Every interleaving there is, one by one, without any reduction: what the explorer is measured against. */
import { problemOf } from '../../dist/explore/findings.js';
import { Machine } from '../../dist/explore/machine.js';
import { pendingRace } from '../../dist/explore/pending-race.js';
import { KILLERS, lowest, type Process, type Processes } from '../../dist/explore/processes.js';
import { isPreemption } from '../../dist/explore/schedule.js';
import type { Exploration } from '../../dist/program/program.js';
import type { HandWrittenSubject } from './threads.js';

export interface Enumeration {
  /** How executions ended, and one of each. */
  readonly ends: Map<string, readonly Process[]>;
  /** Whether there was a state in which two accesses that race could both be next. */
  readonly hasRace: boolean;
}

export class TooManyError extends Error {}

interface Prefix {
  readonly steps: readonly Process[];
  readonly preemptions: number;
}

/** With a bound of preemptions, only the interleavings within it. */
export function enumerate(
  makeSubject: () => HandWrittenSubject,
  exploration: Exploration,
  most: number,
): Enumeration {
  const machine = new Machine(makeSubject(), exploration, false);
  const ends = new Map<string, readonly Process[]>();
  const prefixes: Prefix[] = [{ steps: [], preemptions: 0 }];
  let states = 0;
  let hasRace = false;
  for (let prefix = prefixes.pop(); prefix !== undefined; prefix = prefixes.pop()) {
    states += 1;
    if (states > most) throw new TooManyError();
    machine.restart();
    for (const process of prefix.steps) machine.step(process);
    hasRace ||= pendingRace(machine, undefined) !== undefined;
    if (isOver(machine)) ends.set(endOf(machine, 'end'), prefix.steps);
    prefixes.push(...continuations(machine, prefix, exploration));
  }
  return { ends, hasRace };
}

/** Somebody may still be killed there, but that is another execution. */
function isOver(machine: Machine): boolean {
  return machine.failure !== undefined || (machine.enabled() & ~KILLERS) === 0;
}

function continuations(machine: Machine, { steps, preemptions }: Prefix, exploration: Exploration): Prefix[] {
  if (machine.failure !== undefined) return [];
  const { preemptions: most = Number.POSITIVE_INFINITY } = exploration;
  const enabled = machine.enabled();
  const last = steps.at(-1);
  const all: Prefix[] = [];
  for (let rest: Processes = enabled; rest !== 0; rest &= rest - 1) {
    const next = lowest(rest);
    const spent = preemptions + (last !== undefined && isPreemption(last, next, enabled) ? 1 : 0);
    if (spent <= most) all.push({ steps: [...steps, next], preemptions: spent });
  }
  return all;
}

/** All that can be told of an execution afterwards: memory, what each thread was answered, and what is wrong. */
export function endOf(machine: Machine, end: 'end' | 'endless'): string {
  const { words, logs } = machine.subject as HandWrittenSubject;
  const problem = problemOf(machine, end);
  machine.catchUp();
  return JSON.stringify([
    Array.from(words),
    logs,
    Array.from(machine.state),
    problem?.kind,
    problem?.message,
  ]);
}
