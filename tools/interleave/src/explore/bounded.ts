/**
 * Explores every interleaving with at most so many preemptions: depth first, without partial-order reduction, and
 * without going on from a state that was visited before (M. Musuvathi, S. Qadeer, "Iterative context bounding for
 * systematic testing of multithreaded programs", PLDI 2007: most errors need very few preemptions).
 *
 * Partial-order reduction and the bound do not get along: of two equivalent interleavings one may have more
 * preemptions than the other. Forgetting how a state was reached is sound, however: whatever happens from a state on
 * hangs on memory, on the queues, and on the state of each thread's own, which follows from what it was told so far;
 * on all this the hash is made. What the bound allows from there hangs on the thread that ran last, if it can go on,
 * and on the preemptions left: so a state is left alone if it was visited with the same thread, and no fewer
 * preemptions and steps left.
 *
 * Nor need a thread be interrupted before an access of a word that is not really shared (see `sharing.ts`). Take an
 * interleaving in which it is: with the access moved before the interruption, everybody sees the same, and there are no
 * more preemptions, as the thread is interrupted one step later instead. Where the thread was not on before, it would be
 * one more; so this is done for the thread that ran last only. Deaths of others come at any moment; a thread that may die
 * itself, and a step that asks who is alive, are left as they are.
 *
 * Data races are looked for in the states: two accesses that could both be next, one plain and one a write. What was
 * synchronised before cannot be seen in a state. Starvation is not looked for: it belongs to paths as well, and who goes
 * on for ever without being interrupted is found as a livelock.
 */
import { KIND } from '../machine/op.js';
import type { Exploration } from '../program/program.js';
import { MODES } from './apply.js';
import { divergence } from './divergence.js';
import { type Executions, StepRecord } from './executions.js';
import type { Problem } from './findings.js';
import { LONGEST } from './longest.js';
import type { Machine } from './machine.js';
import { pendingRace } from './pending-race.js';
import {
  CODES,
  code,
  isCode,
  KILLERS,
  killer,
  lowest,
  only,
  type Process,
  type Processes,
  threadOf,
} from './processes.js';
import { LearningError } from './questions.js';
import { isPreemption } from './schedule.js';
import type { End, Search } from './search.js';
import { GRANULE_BYTES } from './shared-space.js';
import type { Sharing } from './sharing.js';
import { StateTable } from './state-table.js';

const FIRST_SEED = 0x2f6b1d90;
const SECOND_SEED = 0x4c1e63a7;

export class Bounded implements Search {
  problem: Problem | undefined;
  readonly #executions: Executions;
  readonly #machine: Machine;
  readonly #sharing: Sharing;
  readonly #races: Exploration['races'];
  readonly #preemptions: number;
  readonly #longest: number;
  /** Steps at most; executions that would be longer are given up, unlike those longer than `longest`. */
  readonly #steps: number;
  readonly #visited = new StateTable();
  readonly #records: StepRecord;
  readonly #processes: Uint8Array;
  readonly #enabled: Int32Array;
  /** Processes not yet explored from a level. */
  readonly #left: Int32Array;
  /** Preemptions before a level. */
  readonly #spent: Uint8Array;
  #length = 0;
  #isNew = true;

  constructor(executions: Executions, exploration: Exploration, preemptions: number, steps?: number) {
    const longest = exploration.longest ?? LONGEST;
    this.#executions = executions;
    this.#machine = executions.machine;
    this.#sharing = executions.sharing;
    this.#races = exploration.races;
    this.#preemptions = preemptions;
    this.#longest = longest;
    this.#steps = steps ?? longest + 1;
    this.#records = new StepRecord(longest);
    this.#processes = new Uint8Array(longest + 4);
    this.#enabled = new Int32Array(longest + 4);
    this.#left = new Int32Array(longest + 4);
    this.#spent = new Uint8Array(longest + 4);
  }

  get isFull(): boolean {
    return this.#visited.isFull;
  }

  /** The steps of the present execution. */
  schedule(): Process[] {
    // A race was seen in the state before the two steps that are it.
    const length = this.problem === undefined ? this.#length : this.#length + 2;
    return Array.from(this.#processes.subarray(0, length));
  }

  /** Runs the next execution. @throws DivergenceError, LearningError */
  run(): End {
    this.problem = undefined;
    this.#repeatFrom(this.#executions.begin(this.#length));
    for (;;) {
      if (this.#isNew) {
        const end = this.#enter();
        if (end !== undefined) return end;
      }
      this.#step();
    }
  }

  /** Goes back to the last state with something left; `false` if everything was explored. */
  backtrack(): boolean {
    this.#isNew = false;
    while (this.#left[this.#length] === 0) {
      if (this.#length === 0) return false;
      this.#length -= 1;
    }
    return true;
  }

  #repeatFrom(first: number): void {
    const machine = this.#machine;
    for (let level = first; level < this.#length; level += 1) {
      const process = this.#processes[level]!;
      if (isCode(process) && !this.#records.agrees(level, machine.ops[threadOf(process)])) {
        throw divergence(machine, process);
      }
      machine.step(process);
    }
  }

  /** Looks at a state that was reached; tells if the execution ends there. */
  #enter(): End | undefined {
    const machine = this.#machine;
    const level = this.#length;
    this.#left[level] = 0;
    if (machine.failure !== undefined) return 'end';
    const enabled = machine.enabled();
    this.#enabled[level] = enabled;
    const last = level === 0 ? -1 : this.#processes[level - 1]!;
    if (last >= 0 && this.#goesOnUnseen(threadOf(last), enabled)) {
      this.#left[level] = enabled & (only(code(threadOf(last))) | KILLERS);
      if (level >= this.#longest) return 'endless';
      return level >= this.#steps ? 'redundant' : undefined;
    }
    const stillOn =
      last >= 0 && (enabled & only(code(threadOf(last))) & CODES) !== 0 ? threadOf(last) + 1 : 0;
    const first = machine.hash(FIRST_SEED) + stillOn;
    const left = this.#preemptions - this.#spent[level]!;
    if (!this.#visited.visit(first | 0, machine.hash(SECOND_SEED), left, this.#steps - level))
      return 'redundant';
    // A race takes two more steps to be met.
    if (level + 2 <= this.#steps && this.#lookForRace()) return 'end';
    this.#left[level] = level < this.#steps ? this.#affordable(enabled, last, left) : 0;
    if ((enabled & ~KILLERS) === 0) return 'end';
    if (level >= this.#longest) return 'endless';
    return level >= this.#steps ? 'redundant' : undefined;
  }

  /** Whether the next step of a thread is one before which it need not be interrupted. */
  #goesOnUnseen(thread: number, enabled: Processes): boolean {
    // A thread that may be killed before the step is not the same as one that may be killed behind it.
    if ((enabled & only(code(thread)) & CODES) === 0 || (enabled & only(killer(thread))) !== 0) return false;
    const { memory, ops, questions } = this.#machine;
    const op = ops[thread]!;
    if (MODES[op.kind] === 0 || op.kind > KIND.WRITE || op.count > 1) return false;
    if (questions.areAsked(code(thread), op.site)) return false;
    const { elementBytes } = memory.extentOf(thread, op);
    const first = memory.addressOf(thread, op) >>> 2;
    const last = elementBytes > GRANULE_BYTES ? first + 1 : first;
    // Numbers of buffers made on the way may stand for others in other executions.
    if (last >= memory.settled) return false;
    return this.#sharing.relyOn(first) && (last === first || this.#sharing.relyOn(last));
  }

  #lookForRace(): boolean {
    const race = pendingRace(this.#machine, this.#races);
    if (race === undefined) return false;
    // The schedule goes on with the two steps, so that whoever repeats it meets them.
    this.#processes[this.#length] = code(race.first);
    this.#processes[this.#length + 1] = code(race.second);
    this.problem = race.problem;
    return true;
  }

  #affordable(enabled: Processes, last: Process, left: number): Processes {
    if (left > 0 || last < 0) return enabled;
    let affordable = 0;
    for (let rest = enabled; rest !== 0; rest &= rest - 1) {
      const next = lowest(rest);
      if (!isPreemption(last, next, enabled)) affordable |= only(next);
    }
    return affordable;
  }

  #step(): void {
    const level = this.#length;
    const enabled = this.#enabled[level]!;
    const last = level === 0 ? -1 : this.#processes[level - 1]!;
    const process = this.#choose(this.#left[level]!, last);
    const preempts = last >= 0 && isPreemption(last, process, enabled);
    this.#left[level] = this.#left[level]! & ~only(process);
    this.#processes[level] = process;
    this.#spent[level + 1] = this.#spent[level]! + (preempts ? 1 : 0);
    const machine = this.#machine;
    const op = machine.ops[threadOf(process)];
    this.#records.write(level, op);
    machine.step(process);
    this.#sharing.learn(threadOf(process), machine.footprint);
    if (this.#sharing.isNew || machine.questions.isNew) throw new LearningError();
    this.#length = level + 1;
    this.#isNew = true;
  }

  /** The thread that ran before, if it can go on. */
  #choose(able: Processes, last: Process): Process {
    const going = last < 0 ? 0 : able & only(code(threadOf(last))) & CODES;
    return lowest(going === 0 ? able : going);
  }
}
