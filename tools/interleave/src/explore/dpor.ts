/**
 * Explores every interleaving up to equivalence: depth first, with *source sets* and sleep sets (P. Abdulla, S.
 * Aronis, B. Jonsson, K. Sagonas, "Optimal dynamic partial order reduction", POPL 2014, algorithm 1; the idea of
 * adding alternatives where races are found is C. Flanagan's and P. Godefroid's, POPL 2005). Two executions are
 * equivalent if one becomes the other by swapping neighbours that do not conflict; then all threads see the same in
 * both, they end alike, and one of them is enough.
 *
 * The algorithm is for processes with one possible step per state that do not disable each other. What else there is
 * here, and why nothing is missed:
 *
 * - *A wait may be woken or time out.* These are steps of two processes. Whichever is made disables the other, so it
 *   would never turn up in the same execution, and no race would be found. Therefore each step adds the other enabled
 *   processes of its thread as alternatives to itself, and a notification those of each thread that it wakes. Other
 *   steps do not disable a time-out.
 * - *A kill* is possible at any moment and never necessary. It conflicts with the steps of its thread, the queues in
 *   which that one waits, and with whoever asks whether the thread is alive. So as above a killer is an alternative to
 *   each step of its thread and each wake-up, and also to each step that asks for the thread, or that may have, and to
 *   other kills. Where it falls between other steps cannot be told.
 *   Who may ask for a thread is learned (see `questions.ts`).
 * - *A blocked wait* makes no step when it is woken: the notification does. Its next step is ordered behind that one,
 *   and they are no race, as the notification made it possible; likewise an event loop that hears of a registration.
 *   A timer of an idle event loop conflicts with what wakes the loop: else `timer, notify` and `notify, timer` would
 *   be the same, and that the loop could have been told first in the second would not be noticed.
 * - *A pause* is possible when somebody else has changed something: it conflicts with everything, so it is ordered
 *   with all changes that might have made it possible. A race whose second step was not possible before the first
 *   adds nothing; another change which would do is a race of its own. Where nobody else can go on, all who pause can,
 *   and the first one may take that from the others: so here, too, all others are alternatives.
 * - *A pulse* is possible when nothing else is. It is behind all before it, and before all behind it, and nothing can
 *   be swapped with it.
 */
import type { Exploration } from '../program/program.js';
import { divergence } from './divergence.js';
import { type Executions, StepRecord } from './executions.js';
import type { Problem } from './findings.js';
import { HappensBefore } from './happens-before.js';
import { LONGEST } from './longest.js';
import type { Machine } from './machine.js';
import {
  CODES,
  isCode,
  isKiller,
  KILLERS,
  killer,
  lowest,
  MOST_THREADS,
  only,
  type Process,
  type Processes,
  processesOf,
  threadOf,
  timer,
} from './processes.js';
import { LearningError } from './questions.js';
import type { End, Search } from './search.js';
import { SleepSets } from './sleep-sets.js';
import { Watch } from './watch.js';

export class Dpor implements Search {
  readonly isFull = false;
  readonly order: HappensBefore;
  readonly #executions: Executions;
  readonly #machine: Machine;
  readonly #longest: number;
  readonly #sleep: SleepSets;
  readonly #records: StepRecord;
  readonly #enabled: Int32Array;
  /** Processes explored, being explored or to be explored at a level. */
  readonly #alternatives: Int32Array;
  readonly #watch: Watch;
  readonly #seen = new Int32Array(MOST_THREADS + 1);

  constructor(executions: Executions, exploration: Exploration) {
    const longest = exploration.longest ?? LONGEST;
    this.#executions = executions;
    this.#machine = executions.machine;
    this.#longest = longest;
    this.order = new HappensBefore(this.#machine.threads, longest);
    this.#watch = new Watch(this.#machine, this.order, exploration, longest);
    this.#sleep = new SleepSets(longest);
    this.#records = new StepRecord(longest);
    this.#enabled = new Int32Array(longest + 3);
    this.#alternatives = new Int32Array(longest + 3);
  }

  /** The steps of the present execution. */
  schedule(): Process[] {
    return Array.from(this.order.process.subarray(0, this.order.length));
  }

  /** What was found in the present execution before it has come to its end. */
  get problem(): Problem | undefined {
    return this.#watch.problem;
  }

  /** Runs the next execution. @throws DivergenceError */
  run(): End {
    this.#watch.problem = undefined;
    this.#repeatFrom(this.#executions.begin(this.order.length));
    for (;;) {
      if (this.#machine.failure !== undefined || this.#watch.problem !== undefined) return 'end';
      const level = this.order.length;
      if (this.#alternatives[level] === 0) {
        const enabled = this.#machine.enabled();
        this.#enabled[level] = enabled;
        const awake = enabled & ~this.#sleep.at(level);
        if ((enabled & ~KILLERS) === 0) {
          // Whoever waits here for ever may still be killed, in another execution.
          this.#alternatives[level] = awake;
          return 'end';
        }
        const first = this.#choose(awake, level);
        if (first < 0) return 'redundant';
        if (level >= this.#longest) return 'endless';
        this.#alternatives[level] = only(first);
      }
      this.#step(level, lowest(this.#alternatives[level]! & ~this.#sleep.at(level)));
    }
  }

  /** Goes back to the last state with an alternative; `false` if there is none and everything was explored. */
  backtrack(): boolean {
    for (;;) {
      const level = this.order.length;
      if ((this.#alternatives[level]! & ~this.#sleep.at(level)) !== 0) return true;
      this.#alternatives[level] = 0;
      if (level === 0) return false;
      this.#sleep.add(level - 1, this.order.process[level - 1]!);
      this.order.pop();
    }
  }

  /** Makes the steps again that led to the present state, from one on. */
  #repeatFrom(first: number): void {
    const machine = this.#machine;
    for (let level = first; level < this.order.length; level += 1) {
      const process = this.order.process[level]!;
      if (isCode(process) && !this.#records.agrees(level, machine.ops[threadOf(process)])) {
        throw divergence(machine, process);
      }
      machine.step(process);
    }
    const level = this.order.length;
    if (level > 0 && machine.enabled() !== this.#enabled[level]) {
      throw divergence(machine, this.order.process[level - 1]!);
    }
  }

  /** Whom to run first: the thread that ran before, which gives traces with few switches; killers last. */
  #choose(able: Processes, level: number): Process {
    if (able === 0) return -1;
    const last = level === 0 ? 0 : only(this.order.process[level - 1]!) & CODES & able;
    return lowest(last === 0 ? able : last);
  }

  #step(level: number, process: Process): void {
    const machine = this.#machine;
    this.#records.write(level, machine.ops[threadOf(process)]);
    this.#watch.before(process, this.#enabled[level]!);
    machine.step(process);
    if (machine.questions.isNew) throw new LearningError();
    const { footprint } = machine;
    this.#executions.sharing.learn(threadOf(process), footprint);
    this.order.push(process, machine);
    this.#sleep.record(level, process, footprint, machine.memory.granules === machine.memory.settled);
    this.#sleep.pass(level, process, footprint, machine.woken);
    this.#alternatives[level] = this.#alternatives[level]! | this.#alternativesTo(level, process);
    for (let i = 0; i < this.order.raceCount; i += 1) this.#reverse(this.order.races[i]!);
    this.#alternatives[level + 1] = 0;
    this.#watch.after();
  }

  /** Processes that the step has disabled or changed, and which therefore would not turn up as races. */
  #alternativesTo(level: number, process: Process): Processes {
    const { footprint, woken } = this.#machine;
    if (footprint.everything) return this.#enabled[level]!;
    let others = processesOf(threadOf(process));
    if (isKiller(process)) others |= KILLERS;
    for (let thread = 0, set = woken | this.order.askedFor; set >>> thread !== 0; thread += 1) {
      if ((set & (1 << thread)) === 0) continue;
      others |= only(killer(thread));
      if ((woken & (1 << thread)) !== 0) others |= only(timer(thread));
    }
    return others & this.#enabled[level]!;
  }

  /**
   * Sees to it that the last step is also explored before `first`, with which it races. What could be made without
   * `first`, up to and with the last step, is a possible way to go on from the state before it; one of the processes
   * with which that way (or one equivalent to it) can begin must be an alternative there.
   */
  #reverse(first: number): void {
    const initials = this.#initials(first);
    const explored = this.#alternatives[first]! | this.#sleep.at(first);
    if ((initials & explored) !== 0) return;
    const possible = initials & this.#enabled[first]!;
    if (possible === 0) return;
    const last = only(this.order.process[this.order.length - 1]!);
    this.#alternatives[first] =
      this.#alternatives[first]! | ((possible & last) !== 0 ? last : possible & -possible);
  }

  #initials(first: number): Processes {
    const { order } = this;
    const last = order.length - 1;
    const seen = this.#seen.fill(-1);
    let initials = 0;
    for (let step = first + 1; step <= last; step += 1) {
      if (step < last && order.isBefore(first, step)) continue;
      const thread = order.thread[step]!;
      if (seen[thread] !== -1) continue;
      seen[thread] = step;
      if (this.#isFirst(step, thread)) initials |= only(order.process[step]!);
    }
    return initials;
  }

  /** Whether none of the steps seen before comes before this one in any case. */
  #isFirst(step: number, own: number): boolean {
    for (let thread = 0; thread < this.order.columns; thread += 1) {
      const earliest = this.#seen[thread]!;
      if (thread !== own && earliest !== -1 && this.order.clock(step, thread) >= earliest) return false;
    }
    return true;
  }
}
