/** A data race that can be seen in a state: two threads whose next accesses meet, one plain and one a write. */
import { KIND, type Op, type Place } from '../machine/op.js';
import type { Exploration } from '../program/program.js';
import { ACCESS, isSameElement, MODES } from './apply.js';
import type { Problem } from './findings.js';
import { type Machine, STATE } from './machine.js';
import { isAllowedRace, raceProblem } from './watch.js';

export interface PendingRace {
  readonly first: number;
  readonly second: number;
  readonly problem: Problem;
}

export function pendingRace(machine: Machine, allowed: Exploration['races']): PendingRace | undefined {
  for (let first = 0; first < machine.threads; first += 1) {
    if (!isPlain(machine, first)) continue;
    for (let second = 0; second < machine.threads; second += 1) {
      // Of two plain accesses each would find the other one.
      if (second === first || !accesses(machine, second)) continue;
      if (!meet(machine, first, second)) continue;
      const places = [first, second].map((thread) => placeOf(machine, thread)) as [Place, Place];
      if (places.some((place) => isAllowedRace(allowed, place))) continue;
      return { first, second, problem: raceProblem(first, places[0], second, places[1]) };
    }
  }
  return undefined;
}

function placeOf(machine: Machine, thread: number): Place {
  return machine.subject.threads[thread]!.where(machine.ops[thread]!.site);
}

function isPlain(machine: Machine, thread: number): boolean {
  return accesses(machine, thread) && (MODES[machine.ops[thread]!.kind]! & ACCESS.PLAIN) !== 0;
}

function accesses(machine: Machine, thread: number): boolean {
  return machine.state[thread] === STATE.READY && bytesOf(machine.ops[thread]!) > 0;
}

function meet(machine: Machine, first: number, second: number): boolean {
  const [one, other] = [machine.ops[first]!, machine.ops[second]!];
  if (!writes(one) && !writes(other)) return false;
  const [oneFrom, otherFrom] = [
    machine.memory.addressOf(first, one),
    machine.memory.addressOf(second, other),
  ];
  return oneFrom < otherFrom + bytesOf(other) && otherFrom < oneFrom + bytesOf(one);
}

function writes(op: Op): boolean {
  if (op.kind === KIND.COMPARE_EXCHANGE) return isSameElement(op, op.array![op.index]!);
  return (MODES[op.kind]! & ACCESS.WRITES) !== 0;
}

function bytesOf(op: Op): number {
  const mode = MODES[op.kind]!;
  if (mode === 0) return 0;
  return ((mode & ACCESS.PLAIN) === 0 ? 1 : op.count) * op.array!.BYTES_PER_ELEMENT;
}
