/**
 * The code of a thread, run as seldom as possible. Code is deterministic: where it stops next follows from what it was
 * told since it began, which are the answers to its steps and who is alive. So what it does is remembered as a tree:
 * each stop of the code, and below it, by answer, the next one. A search repeats the same beginnings over and over, and
 * the same views of a thread turn up in thousands of interleavings; all these cost a look into the tree. Only where the
 * code has never been is it run; if it stands elsewhere, it is begun anew and told again what it was told on the way
 * there, and it must stop where it stopped before.
 *
 * What code does to memory must be known from its steps then. Where it is not, it always runs: from the first step on
 * that is made in one go, or accesses elements in bulk (the code itself makes these accesses when it goes on), or is on
 * a buffer that was made on the way.
 */
import { type Answer, KIND, type Op, type SharedArray, type ThreadCode } from '../machine/op.js';
import { DivergenceError } from './divergence.js';
import type { Liveness } from './liveness.js';
import { copyOf, isPlain } from './plain-data.js';

/** Where code has stopped. */
class Stop implements Op {
  kind: Op['kind'] = KIND.COARSE;
  array: SharedArray | undefined = undefined;
  index = 0;
  count = 1;
  value: Op['value'] = 0;
  expected: Op['expected'] = 0;
  timeout: number = Number.POSITIVE_INFINITY;
  site = 0;
  /** Before the next step, if not at the end. */
  hasEnded = false;
  hasThrown = false;
  error: unknown = undefined;
  /** A copy of what the body has returned so far, if there can be one. */
  result: unknown = undefined;
  isCopied = false;
  /** Threads, as bits, for which the code asked on its way here. */
  asked = 0;
  firstChild: Stop | undefined = undefined;
  /** The next one below the same stop. */
  sibling: Stop | undefined = undefined;

  /** How code comes here: from where, told what, while who was dead, at what time of its own. */
  readonly number: number;
  readonly before: Stop | undefined;
  readonly answer: Answer;
  readonly dead: number;
  readonly clock: number;

  constructor(number: number, before: Stop | undefined, answer: Answer, dead: number, clock: number) {
    this.number = number;
    this.before = before;
    this.answer = answer;
    this.dead = dead;
    this.clock = clock;
  }

  /** The next stop for somebody who is told this, if it is known. */
  after(answer: Answer, dead: number): Stop | undefined {
    let child = this.firstChild;
    while (child !== undefined && !(child.dead === dead && Object.is(child.answer, answer))) {
      child = child.sibling;
    }
    return child;
  }

  add(child: Stop): void {
    child.sibling = this.firstChild;
    this.firstChild = child;
  }

  take(op: Op): void {
    this.kind = op.kind;
    this.array = op.array;
    this.index = op.index;
    this.count = op.count;
    this.value = op.value;
    this.expected = op.expected;
    this.timeout = op.timeout;
    this.site = op.site;
  }

  agrees(op: Op | undefined): boolean {
    if (op === undefined || this.hasEnded) return op === undefined && this.hasEnded;
    if (this.kind !== op.kind || this.site !== op.site) return false;
    // The record of the thread still holds the index of an earlier step if this one is on none.
    if (this.array === undefined || op.array === undefined) return this.array === op.array;
    return this.index === op.index && this.array.buffer === op.array.buffer;
  }
}

function notTheSame(): DivergenceError {
  return new DivergenceError(
    'a thread that was told the same as before did not do the same: it depends on time, chance or on state that an ' +
      'execution leaves to the next one',
  );
}

export class RememberedCode {
  /** The thread's own clock. */
  clock = 0;
  /** Threads, as bits, for which the code asked on its way to where it has stopped. */
  asked = 0;
  readonly #code: ThreadCode;
  readonly #liveness: Liveness;
  readonly #buffers: ReadonlySet<unknown>;
  #alwaysRuns: boolean;
  /** All that are remembered, by number; that before the first step comes first. */
  readonly #stops: Stop[] = [];
  /** Where the code has stopped, and where it really stands; `undefined` if nowhere. */
  #at: Stop | undefined;
  #stands: Stop | undefined;

  /** @param buffers that there are from the beginning @param alwaysRuns whether to remember nothing */
  constructor(code: ThreadCode, liveness: Liveness, buffers: ReadonlySet<unknown>, alwaysRuns: boolean) {
    this.#code = code;
    this.#liveness = liveness;
    this.#buffers = buffers;
    this.#alwaysRuns = alwaysRuns;
  }

  /** What the body returned, once it has ended. */
  get result(): unknown {
    if (this.#alwaysRuns) return this.#code.result;
    const { result, isCopied } = this.#at!;
    // Whoever gets it may change it.
    if (isCopied) return copyOf(result);
    this.catchUp();
    return this.#code.result;
  }

  /** How many stops are remembered. */
  get stops(): number {
    return this.#stops.length;
  }

  /** Whether nothing is remembered, so that the code cannot go back either. */
  get alwaysRuns(): boolean {
    return this.#alwaysRuns;
  }

  /** The number of the stop where the code is. */
  get stop(): number {
    return this.#at?.number ?? 0;
  }

  /** Goes to a stop that is known by its number; its step, if it is not the end. */
  goTo(number: number): Op | undefined {
    const stop = this.#stops[number]!;
    this.#at = stop;
    this.clock = stop.clock;
    return stop.hasEnded || stop.hasThrown ? undefined : stop;
  }

  /** Runs up to the first step. @throws what the code throws, DivergenceError */
  begin(): Op | undefined {
    this.clock = 0;
    if (this.#alwaysRuns) return this.#begin();
    return this.#arriveAt(this.#stops[0] ?? this.#discover(undefined, 0));
  }

  /** Takes the answer to the step before and runs up to the next one. @throws what the code throws, DivergenceError */
  resume(answer: Answer): Op | undefined {
    if (this.#alwaysRuns) return this.#resume(answer, this.clock);
    const at = this.#at!;
    const { dead } = this.#liveness;
    const known = at.after(answer, dead);
    if (known !== undefined) return this.#arriveAt(known);
    this.catchUp();
    return this.#arriveAt(this.#discover(at, answer));
  }

  /** Brings the code itself to where it has stopped; nothing of the kind after it has thrown. @throws DivergenceError */
  catchUp(): void {
    if (this.#alwaysRuns || this.#stands === this.#at || this.#at!.hasThrown) return;
    const { dead } = this.#liveness;
    const path: Stop[] = [];
    for (let stop = this.#at; stop !== undefined; stop = stop.before) path.push(stop);
    for (let stop = path.pop(); stop !== undefined; stop = path.pop()) this.#follow(stop);
    this.#liveness.dead = dead;
  }

  /** Forgets everything; the next thing to do is `begin`. */
  forget(): void {
    this.#stops.length = 0;
    this.#at = undefined;
    this.#stands = undefined;
  }

  #arriveAt(stop: Stop): Op | undefined {
    this.#at = stop;
    this.asked = stop.asked;
    if (stop.hasThrown) throw stop.error;
    return stop.hasEnded ? undefined : stop;
  }

  /** Goes where the code has never been. */
  #discover(before: Stop | undefined, answer: Answer): Stop {
    const stop = new Stop(this.#stops.length, before, answer, this.#liveness.dead, this.clock);
    this.#stops.push(stop);
    before?.add(stop);
    try {
      const op = this.#run(stop);
      if (op === undefined) stop.hasEnded = true;
      else stop.take(op);
      const { result } = this.#code;
      // The code takes back what it has made when it begins anew.
      stop.isCopied = isPlain(result);
      if (stop.isCopied) stop.result = copyOf(result);
      this.#stands = stop;
      if (op !== undefined && !this.#isToldBySteps(op)) this.#runAlways();
    } catch (error) {
      stop.hasThrown = true;
      stop.error = error;
      this.#stands = undefined;
    }
    stop.asked = this.asked;
    return stop;
  }

  /** Goes where it has been before. */
  #follow(stop: Stop): void {
    this.#liveness.dead = stop.dead;
    const { asked } = this;
    let op: Op | undefined;
    try {
      op = this.#repeat(stop);
    } catch {
      throw notTheSame();
    }
    if (!stop.agrees(op) || this.asked !== stop.asked) throw notTheSame();
    this.asked = asked;
    this.#stands = stop;
  }

  /**
   * Runs the code on from the stop before. It may make plain accesses itself, after the machine has: then it must find
   * what it found, and leave memory as it is.
   */
  #repeat(stop: Stop): Op | undefined {
    const { before } = stop;
    if (before === undefined || (before.kind !== KIND.READ && before.kind !== KIND.WRITE))
      return this.#run(stop);
    const array = before.array as Int32Array;
    const now = array[before.index]!;
    if (before.kind === KIND.READ) array[before.index] = stop.answer as number;
    try {
      return this.#run(stop);
    } finally {
      array[before.index] = now;
    }
  }

  #run(stop: Stop): Op | undefined {
    return stop.before === undefined ? this.#begin() : this.#resume(stop.answer, stop.clock);
  }

  #begin(): Op | undefined {
    this.#code.clock = 0;
    this.#liveness.asked = 0;
    try {
      return this.#code.begin();
    } finally {
      this.asked = this.#liveness.asked;
    }
  }

  #resume(answer: Answer, clock: number): Op | undefined {
    this.#code.clock = clock;
    this.#liveness.asked = 0;
    try {
      return this.#code.resume(answer);
    } finally {
      this.asked = this.#liveness.asked;
    }
  }

  #runAlways(): void {
    this.#alwaysRuns = true;
    this.#stops.length = 0;
  }

  #isToldBySteps({ kind, array, count }: Op): boolean {
    if (kind === KIND.COARSE) return false;
    if ((kind === KIND.READ || kind === KIND.WRITE) && count !== 1) return false;
    return array === undefined || this.#buffers.has(array.buffer);
  }
}
