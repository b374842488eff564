/** Makes steps on a machine and writes down what they do. */

import { type Machine, STATE } from '../explore/machine.js';
import { isCode, isKiller, isTimer, type Process, PULSE, threadOf } from '../explore/processes.js';
import { type Answer, KIND, type Op } from '../machine/op.js';
import type { TraceStep } from './trace.js';

const VERBS: Readonly<Record<number, string>> = {
  [KIND.LOAD]: 'load',
  [KIND.STORE]: 'store',
  [KIND.EXCHANGE]: 'exchange',
  [KIND.COMPARE_EXCHANGE]: 'compareExchange',
  [KIND.ADD]: 'add',
  [KIND.SUB]: 'sub',
  [KIND.AND]: 'and',
  [KIND.OR]: 'or',
  [KIND.XOR]: 'xor',
  [KIND.READ]: 'read',
  [KIND.WRITE]: 'write',
  [KIND.WAIT]: 'wait',
  [KIND.WAIT_ASYNC]: 'waitAsync',
  [KIND.NOTIFY]: 'notify',
  [KIND.IDLE]: 'event loop',
  [KIND.PAUSE]: 'pause',
  [KIND.COARSE]: 'in one go',
};

export class Recorder {
  readonly steps: TraceStep[] = [];
  readonly #machine: Machine;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  step(process: Process): void {
    const machine = this.#machine;
    if (process === PULSE) {
      machine.step(process);
      this.steps.push({ thread: undefined, verb: 'pulse', woken: [] });
      return;
    }
    const thread = threadOf(process);
    // The record is used again for the thread's next step.
    const op: Op = { ...machine.ops[thread]! };
    const place = machine.subject.threads[thread]!.where(op.site);
    const before = peek(op);
    machine.step(process);
    const after = peek(op);
    const goesOn = machine.state[thread] !== STATE.ASLEEP && machine.state[thread] !== STATE.KILLED;
    this.steps.push({
      thread,
      verb: verbOf(process, op),
      ...(op.array !== undefined && !isKiller(process) && { element: this.#elementOf(op) }),
      ...(expects(op) && isCode(process) && { expected: op.expected }),
      ...(before !== undefined && isCode(process) && { before }),
      ...(after !== undefined && isCode(process) && { after }),
      ...(goesOn && { answer: machine.answers[thread]! }),
      woken: this.#woken(),
      place,
    });
  }

  #elementOf({ array, index, count }: Op): NonNullable<TraceStep['element']> {
    const { buffers } = this.#machine.subject;
    const bulk = count > 1 ? count : 1;
    if (buffers.length < 2) return { index, count: bulk };
    return { buffer: buffers.indexOf(array!.buffer as SharedArrayBuffer), index, count: bulk };
  }

  #woken(): number[] {
    const woken: number[] = [];
    for (let thread = 0; thread < this.#machine.threads; thread += 1) {
      if ((this.#machine.woken & (1 << thread)) !== 0) woken.push(thread);
    }
    return woken;
  }
}

function verbOf(process: Process, op: Op): string {
  if (isTimer(process)) return 'time-out';
  return isKiller(process) ? 'killed' : VERBS[op.kind]!;
}

function expects({ kind }: Op): boolean {
  return kind === KIND.COMPARE_EXCHANGE || kind === KIND.WAIT || kind === KIND.WAIT_ASYNC;
}

/** The element of a step on one; notifications look at none. */
function peek({ kind, array, index, count }: Op): Answer | undefined {
  if (array === undefined || kind === KIND.NOTIFY) return undefined;
  if ((kind === KIND.READ || kind === KIND.WRITE) && count !== 1) return undefined;
  return array[index];
}
