/**
 * The machine on which the threads of a subject run: one step at a time, of the process that it is told.
 *
 * A step is what others could see (an access, a wait, a notification) and all that its thread then does by itself, up
 * to its next step. So the next steps of all threads are known in each state. A notification that wakes a blocked
 * thread also runs that one to its next step: what it does there by itself nobody sees.
 */
import { type Answer, KIND, ONLY_LISTENS, type Op, type Subject, WAITED } from '../machine/op.js';
import type { Exploration } from '../program/program.js';
import { isAsExpected } from './apply.js';
import { Codes } from './codes.js';
import { DivergenceError } from './divergence.js';
import { alivePlace, Footprint, loopPlace, queuePlace } from './footprint.js';
import { Histories } from './histories.js';
import { Journal } from './journal.js';
import { Memory } from './memory.js';
import { numberOfEnd, PassedEnds } from './passed-ends.js';
import { Pauses } from './pauses.js';
import {
  code,
  isCode,
  isTimer,
  killer,
  MOST_THREADS,
  only,
  type Process,
  type Processes,
  PULSE,
  threadOf,
  timer,
} from './processes.js';
import { Questions } from './questions.js';
import { scramble } from './shared-space.js';
import { TimeOuts } from './time-outs.js';
import { BLOCKED, Waiters } from './waiters.js';
import { WokenLine } from './woken-line.js';

/** What a thread is about. */
export const STATE = { READY: 0, ASLEEP: 1, ENDED: 2, KILLED: 3 } as const;

/** Seeds of hashes of memory: any numbers do. */
const PULSE_SEED = 0x2545f491;
const COARSE_SEED = 0x6b43a9b5;

export class Machine {
  readonly threads: number;
  readonly footprint: Footprint = new Footprint();
  /** Who asks whether whom is alive. */
  readonly questions: Questions = new Questions();
  /** Threads, as bits, that the last step woke from a blocking wait. */
  woken = 0;
  /** The step that made the last one possible by waking its registration; -1 if none did. */
  enabler = -1;
  /** How many steps were made since the start. */
  time = 0;
  /** What a thread threw, if one did: the execution is over then. */
  failure: { readonly thread: number; readonly error: unknown } | undefined;
  readonly state: Int32Array;
  readonly ops: (Op | undefined)[];
  /** What each thread was answered last. */
  readonly answers: Answer[];

  #subject!: Subject;
  #memory!: Memory;
  #codes!: Codes;
  readonly #remembers: boolean;
  #passed!: PassedEnds;
  /** Whether the last step changed a queue or who is alive. */
  #changed = false;
  /** Threads that were killed, as bits: one number. */
  readonly #dead = new Int32Array(1);
  readonly #killable: number;
  readonly #mostKills: number;
  readonly #journal = new Journal();
  readonly #waiters = new Waiters(this.#journal);
  /** How much the journal holds before each step. */
  readonly #marks: number[] = [];
  readonly #lines: readonly WokenLine[];
  readonly #registrations: Int32Array;
  readonly #timeOuts: TimeOuts;
  readonly #pauses: Pauses;
  readonly #histories: Histories;

  /** @param remembers whether code is run only where it has not been before; else always */
  constructor(subject: Subject, exploration: Exploration, remembers = true) {
    const threads = subject.threads.length;
    if (threads > MOST_THREADS) {
      throw new RangeError(`a program has at most ${MOST_THREADS} threads, this one has ${threads}`);
    }
    this.threads = threads;
    this.state = new Int32Array(threads);
    this.ops = new Array<Op | undefined>(threads).fill(undefined);
    this.answers = new Array<Answer>(threads).fill(0);
    this.#killable = (exploration.kills?.threads ?? []).reduce((set, thread) => set | (1 << thread), 0);
    this.#mostKills = this.#killable === 0 ? 0 : (exploration.kills?.atMost ?? 1);
    this.#lines = Array.from({ length: threads }, () => new WokenLine(this.#journal));
    this.#registrations = new Int32Array(threads);
    this.#timeOuts = new TimeOuts(threads, exploration, this.#journal);
    // The pulse, which belongs to nobody, has a place among those who change something.
    this.#pauses = new Pauses(MOST_THREADS + 1, this.#journal);
    this.#histories = new Histories(threads, this.#journal);
    this.#remembers = remembers;
    this.load(subject);
  }

  /** Goes on with another instance of the same program. */
  load(subject: Subject): void {
    this.#subject = subject;
    this.#memory = new Memory(subject.buffers, this.footprint, this.#journal);
    this.#passed = new PassedEnds();
    this.#codes = new Codes(subject, this.#journal, this.#remembers);
  }

  get subject(): Subject {
    return this.#subject;
  }

  get memory(): Memory {
    return this.#memory;
  }

  get hasDeaths(): boolean {
    return this.#dead[0] !== 0;
  }

  /** Puts everything back and runs each thread to its first step. */
  restart(): void {
    this.#codes.restart();
    this.#memory.restore();
    this.#waiters.clear();
    this.#registrations.fill(0);
    this.#timeOuts.clear();
    this.#pauses.clear();
    this.#histories.clear();
    this.#dead[0] = 0;
    this.time = 0;
    this.woken = 0;
    this.failure = undefined;
    for (const line of this.#lines) line.clear();
    this.state.fill(STATE.READY);
    this.#journal.clear();
    for (let thread = 0; thread < this.threads; thread += 1) this.#begin(thread);
  }

  /** Whether steps can be taken back. */
  get canGoBack(): boolean {
    const hasNewMemory = this.#memory.granules !== this.#memory.settled;
    return this.#journal.isWhole && !hasNewMemory && this.#codes.canGoBack;
  }

  /** Takes back all steps but the first ones, so many of them. */
  goBack(time: number): void {
    if (time === this.time) return;
    this.#journal.takeBack(this.#marks[time]!);
    this.#codes.tellDead(this.#dead[0]!);
    this.time = time;
    this.woken = 0;
    this.failure = undefined;
    for (let thread = 0; thread < this.threads; thread += 1) {
      const op = this.#codes.goBack(thread);
      this.ops[thread] = this.state[thread] === STATE.KILLED ? undefined : op;
    }
  }

  /** What can happen next. Killers are in it as long as there may be kills, other processes if they can go on. */
  enabled(): Processes {
    let able = 0;
    let killers = 0;
    const killable = this.#mostKills > 0 && bitsIn(this.#dead[0]!) < this.#mostKills ? this.#killable : 0;
    for (let thread = 0; thread < this.threads; thread += 1) {
      if (this.state[thread]! >= STATE.ENDED) continue;
      able |= this.#enabledOf(thread);
      if ((killable & (1 << thread)) !== 0) killers |= only(killer(thread));
    }
    if (able === 0) able = this.#lastResort();
    return able | killers;
  }

  /** Makes the step of a process that is enabled. */
  step(process: Process): void {
    const thread = threadOf(process);
    const mayDie = this.#killable !== 0;
    this.footprint.clear();
    this.#marks[this.time] = this.#journal.length;
    this.#memory.beginStep();
    this.#changed = false;
    this.woken = 0;
    this.enabler = -1;
    if (mayDie) this.questions.begin(process, this.ops[thread]?.site ?? 0);
    if (isCode(process)) this.#go(thread);
    else if (isTimer(process)) this.#timeOut(thread);
    else if (process === PULSE) this.#pulse();
    else this.#kill(thread);
    if (this.#changed || this.#memory.changed) this.#pauses.changed(thread);
    if (mayDie) this.questions.end(this.footprint);
    this.time += 1;
  }

  /** Whether every thread has come to its end. */
  isOver(): boolean {
    for (let thread = 0; thread < this.threads; thread += 1) if (!this.hasEnded(thread)) return false;
    return true;
  }

  /** Whether a thread was killed or its body has ended; its event loop may still listen, as a worker's does. */
  hasEnded(thread: number): boolean {
    if (this.state[thread]! >= STATE.ENDED) return true;
    const op = this.ops[thread]!;
    return op.kind === KIND.IDLE && op.value === ONLY_LISTENS && this.#lines[thread]!.isEmpty;
  }

  /** Brings the code of all threads itself to where it has stopped, which is not needed for making steps. */
  catchUp(): void {
    this.#codes.catchUp();
  }

  /** Runs the program's check of the final state, unless one like it has passed. @throws what it found */
  check(): void {
    const results: unknown[] = [];
    const killed: boolean[] = [];
    for (let thread = 0; thread < this.threads; thread += 1) {
      const died = this.state[thread] === STATE.KILLED;
      killed.push(died);
      results.push(died ? undefined : this.#codes.resultOf(thread));
    }
    const end = this.#remembers ? numberOfEnd(this.#memory, results, this.#dead[0]!) : Number.NaN;
    if (this.#passed.has(end)) return;
    this.#subject.check(results, killed);
    if (!Number.isNaN(end)) this.#passed.add(end);
  }

  /** A number for the state, as far as anything can depend on it: memory, queues, and the states of the threads. */
  hash(seed: number): number {
    let hash = (this.#memory.hash(seed) + this.#waiters.hash(seed)) | 0;
    for (let thread = 0; thread < this.threads; thread += 1) {
      const rest =
        this.state[thread]! +
        4 * (this.#pauses.mayGoOn(thread) ? 1 : 0) +
        8 * this.#timeOuts.hash(thread) +
        (thread << 16);
      const line = this.#lines[thread]!.hash(seed);
      hash = (Math.imul(hash, 31) + this.#histories.hash(thread, seed) + scramble(rest ^ line)) | 0;
    }
    return (hash + scramble(this.#timeOuts.hashPulses())) | 0;
  }

  #enabledOf(thread: number): Processes {
    const op = this.ops[thread]!;
    const mayTimeOut = this.state[thread] === STATE.ASLEEP || op.kind === KIND.IDLE;
    const able = mayTimeOut && this.#timeOuts.may(thread, op) ? only(timer(thread)) : 0;
    if (this.state[thread] === STATE.ASLEEP) return able;
    if (op.kind === KIND.IDLE && this.#lines[thread]!.isEmpty) return able;
    if (op.kind === KIND.PAUSE && !this.#pauses.mayGoOn(thread)) return able;
    return able | only(code(thread));
  }

  /** Those who spin for others go on if there are none, as they may give up some time; then waits are pulsed. */
  #lastResort(): Processes {
    let able = 0;
    let hears = false;
    for (let thread = 0; thread < this.threads; thread += 1) {
      if (this.state[thread]! >= STATE.ENDED) continue;
      const op = this.ops[thread]!;
      if (op.kind === KIND.PAUSE) able |= only(code(thread));
      hears ||= this.#timeOuts.hears(op, this.hasDeaths);
    }
    if (able !== 0) return able;
    return hears && this.#timeOuts.mayPulse() ? only(PULSE) : 0;
  }

  #begin(thread: number): void {
    try {
      this.#arriveAt(thread, this.#codes.begin(thread));
    } catch (error) {
      this.#fail(thread, error);
    }
    this.#noteQuestions(thread);
  }

  #go(thread: number): void {
    const op = this.ops[thread]!;
    try {
      if (op.kind <= KIND.WRITE) this.#access(thread, op);
      else this.#goOther(thread, op);
    } catch (error) {
      // Of the step itself: an index out of range, a value of the wrong type.
      this.#fail(thread, error);
    }
  }

  #goOther(thread: number, op: Op): void {
    switch (op.kind) {
      case KIND.WAIT:
        this.#wait(thread, op);
        break;
      case KIND.WAIT_ASYNC:
        this.#waitAsync(thread, op);
        break;
      case KIND.NOTIFY:
        this.#notify(thread, op);
        break;
      case KIND.IDLE:
        this.#takeWoken(thread);
        break;
      case KIND.PAUSE:
        this.footprint.everything = true;
        this.#pauses.pause(thread);
        this.#answer(thread, 0);
        break;
      default:
        this.#histories.tell(thread, this.#memory.hash(COARSE_SEED));
        this.#memory.markAll();
        this.#answer(thread, 0);
    }
  }

  #access(thread: number, op: Op): void {
    const answer = this.#memory.access(thread, op);
    if (this.#memory.bulk !== 0) this.#histories.tell(thread, this.#memory.bulk);
    this.#answer(thread, answer);
  }

  #wait(thread: number, op: Op): void {
    const address = this.#memory.wait(thread, op);
    if (!isAsExpected(op)) this.#answer(thread, WAITED.NOT_EQUAL);
    else if (op.timeout <= 0) this.#answer(thread, WAITED.TIMED_OUT);
    else {
      this.#changed = true;
      this.#waiters.add(address, thread, BLOCKED);
      this.#journal.set(this.state, thread, STATE.ASLEEP);
    }
  }

  #waitAsync(thread: number, op: Op): void {
    if (op.timeout < Number.POSITIVE_INFINITY) {
      throw new Error('Atomics.waitAsync with a timeout is not modelled: let a timer end the wait');
    }
    const address = this.#memory.wait(thread, op);
    let registration = 0;
    if (isAsExpected(op)) {
      registration = this.#registrations[thread]! + 1;
      this.#journal.set(this.#registrations, thread, registration);
      this.#changed = true;
      this.#waiters.add(address, thread, registration);
    }
    this.#answer(thread, registration);
  }

  #notify(thread: number, op: Op): void {
    const address = this.#memory.addressOf(thread, op);
    const most = op.value as number;
    let count = 0;
    while (count < most && this.#waiters.take(address)) {
      count += 1;
      const { takenThread, takenRegistration } = this.#waiters;
      if (takenRegistration === BLOCKED) this.woken |= 1 << takenThread;
      else {
        this.#lines[takenThread]!.add(takenRegistration, this.time);
        this.footprint.change(loopPlace(takenThread));
      }
    }
    // A notification that finds nobody is seen by nobody; the queue it found empty is what counts.
    if (count === 0) this.footprint.look(queuePlace(address >>> 2));
    else this.footprint.change(queuePlace(address >>> 2));
    this.#changed = count > 0;
    this.#answer(thread, count);
    for (let other = 0, woken = this.woken; woken !== 0; other += 1, woken >>>= 1) {
      if ((woken & 1) === 0 || this.failure !== undefined) continue;
      this.#timeOuts.woken(other);
      this.#wake(other, WAITED.OK);
    }
  }

  #wake(thread: number, outcome: number): void {
    this.#journal.set(this.state, thread, STATE.READY);
    this.#answer(thread, outcome);
  }

  /**
   * The event loop hears of the first registration that was woken. Its footprint is empty: what is added to the line
   * behind the first changes nothing for it, and the step that woke the first is named as the enabler.
   */
  #takeWoken(thread: number): void {
    const line = this.#lines[thread]!;
    const registration = line.take();
    this.enabler = line.takenEvent;
    this.#timeOuts.woken(thread);
    this.#answer(thread, registration);
  }

  #timeOut(thread: number): void {
    this.#codes.passTime(thread, Math.max(this.ops[thread]!.timeout, 0));
    this.#timeOuts.timedOut(thread);
    if (this.state[thread] === STATE.ASLEEP) {
      this.footprint.change(queuePlace(this.#waiters.removeBlocked(thread) >>> 2));
      this.#changed = true;
      this.#wake(thread, WAITED.TIMED_OUT);
    } else {
      // What is woken later is told later: the order of a wake-up and of a timer is seen by the thread.
      this.footprint.change(loopPlace(thread));
      this.#answer(thread, 0);
    }
  }

  #pulse(): void {
    this.footprint.everything = true;
    this.#timeOuts.pulse(this.#memory.hash(PULSE_SEED));
    for (let thread = 0; thread < this.threads; thread += 1) {
      if (this.state[thread]! >= STATE.ENDED) continue;
      if (this.#timeOuts.hears(this.ops[thread]!, this.hasDeaths)) this.#timeOuts.reach(thread);
    }
  }

  #kill(thread: number): void {
    this.footprint.change(alivePlace(thread));
    this.footprint.change(loopPlace(thread));
    for (;;) {
      const address = this.#waiters.removeOneOf(thread);
      if (address < 0) break;
      this.footprint.change(queuePlace(address >>> 2));
    }
    this.#changed = true;
    this.#journal.set(this.state, thread, STATE.KILLED);
    this.#journal.set(this.#dead, 0, this.#dead[0]! | (1 << thread));
    this.#codes.tellDead(this.#dead[0]!);
    this.ops[thread] = undefined;
  }

  #answer(thread: number, answer: Answer): void {
    this.#histories.tell(thread, answer);
    this.answers[thread] = answer;
    try {
      this.#arriveAt(thread, this.#codes.resume(thread, answer));
    } catch (error) {
      this.#fail(thread, error);
    }
    this.#noteQuestions(thread);
  }

  /** Notes for whom a thread has asked as it went on. */
  #noteQuestions(thread: number): void {
    for (let other = 0, asked = this.#codes.askedBy(thread); asked !== 0; other += 1, asked >>>= 1) {
      if ((asked & 1) === 0) continue;
      this.questions.ask(other);
      this.#histories.tell(thread, this.state[other] === STATE.KILLED ? ~other : other);
    }
  }

  #arriveAt(thread: number, op: Op | undefined): void {
    this.ops[thread] = op;
    if (op === undefined) this.#journal.set(this.state, thread, STATE.ENDED);
  }

  #fail(thread: number, error: unknown): void {
    if (error instanceof DivergenceError) throw error;
    this.failure ??= { thread, error };
    this.#arriveAt(thread, undefined);
  }
}

function bitsIn(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
