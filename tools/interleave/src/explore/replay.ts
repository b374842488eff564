/** Repeats one execution, and writes down what happens. */
import type { Subject } from '../machine/op.js';
import type { Exploration } from '../program/program.js';
import { Recorder } from '../trace/recorder.js';
import type { Trace } from '../trace/trace.js';
import { DivergenceError } from './divergence.js';
import { type Problem, problemOf } from './findings.js';
import { HappensBefore } from './happens-before.js';
import { LONGEST } from './longest.js';
import { Machine } from './machine.js';
import { CODES, KILLERS, lowest, only, type Process, type Processes } from './processes.js';
import { formatSchedule, parseSchedule, preemptionsOf } from './schedule.js';
import { Watch } from './watch.js';

export interface Replay {
  readonly trace: Trace;
  /** All of it, also where the schedule that was given ended before. */
  readonly schedule: string;
  readonly preemptions: number;
  /** What is wrong with it, if anything is. */
  readonly problem?: Problem;
}

/**
 * Repeats the execution of a schedule on a fresh subject. If the schedule ends before the execution does, this goes on
 * without further preemptions.
 *
 * @throws DivergenceError if the schedule does not fit the program; SyntaxError if it is none at all
 */
export function replay(makeSubject: () => Subject, exploration: Exploration, schedule: string): Replay {
  const machine = new Machine(makeSubject(), exploration);
  const recorder = new Recorder(machine);
  const steps: Process[] = [];
  const enabled: Processes[] = [];
  const longest = exploration.longest ?? LONGEST;
  const given = parseSchedule(schedule);
  const order = new HappensBefore(machine.threads, longest);
  const watch = new Watch(machine, order, exploration, longest);
  machine.restart();
  for (;;) {
    const able = machine.enabled();
    const process = given[machine.time] ?? goOn(able, steps.at(-1));
    if (process === undefined || machine.failure !== undefined || machine.time >= longest) break;
    if ((able & only(process)) === 0) {
      throw new DivergenceError(
        `the schedule is not one of this program: its step ${machine.time} is not possible`,
      );
    }
    enabled.push(able);
    steps.push(process);
    watch.before(process, able);
    recorder.step(process);
    order.push(process, machine);
    watch.after();
    if (watch.problem !== undefined) break;
  }
  const problem = watch.problem ?? problemOf(machine, machine.time >= longest ? 'endless' : 'end');
  return {
    trace: { threads: machine.threads, steps: recorder.steps },
    schedule: formatSchedule(steps),
    preemptions: preemptionsOf(steps, enabled),
    ...(problem !== undefined && { problem }),
  };
}

/** The thread that ran before, or the first one that can. */
function goOn(able: Processes, last: Process | undefined): Process | undefined {
  const going = last === undefined ? 0 : able & only(last) & CODES;
  const set = going !== 0 ? going : able & ~KILLERS;
  return set === 0 ? undefined : lowest(set);
}
