import { checkFunction, checkInteger, checkTimeout, checkWait } from './checks.js';
import { deadlineAfter, now } from './clock.js';
import { ArgumentError, BrokenBarrierError, TimeoutError } from './errors.js';
import { BARRIER, KIND, WAITER } from './layout.js';
import { Monitor } from './mutex/monitor.js';
import { type Ending, WaiterTable, WaitInTable } from './mutex/waiter-table.js';
import { Block } from './objects/block.js';
import { registerKind } from './objects/kinds.js';
import { place } from './objects/place.js';
import type { ObjectOptions } from './objects/shared-object.js';
import { type SyncWaitOptions, WaitingObject } from './objects/waiting-object.js';
import type { WaitOptions } from './waiting/async-line.js';
import { Operation, PARK } from './waiting/operation.js';

/** How a barrier is made. */
export interface BarrierOptions extends ObjectOptions {
  /**
   * Run once per round when all parties have arrived, before any goes on, by one of the parties whose `Barrier` has
   * an action. If it throws, the barrier breaks.
   */
  readonly action?: (() => unknown) | undefined;
  /** Default timeout of `wait` and `waitSync` in milliseconds. */
  readonly timeout?: number | undefined;
}

const MOST_PARTIES = 65_536;

/**
 * A meeting point: each of `parties` threads or tasks waits until all have arrived, then all go on, and the next
 * round begins.
 *
 * A barrier **breaks** when one of its parties times out, is aborted, fails in the action or dies, and when somebody
 * calls `abort`: everyone who waits, and everyone who comes later, gets a `BrokenBarrierError`, until `reset`.
 *
 * @example
 * const barrier = new Barrier(2);
 * const index = barrier.waitSync(); // 0 in the thread that came first, 1 in the other
 */
export class Barrier extends WaitingObject {
  readonly #block: Block;
  readonly #monitor: Monitor;
  readonly #table: WaiterTable;
  readonly #action: (() => unknown) | undefined;
  readonly #timeout: number | undefined;

  /** @param parties how many meet, 1 to 65,536 */
  constructor(parties: number | Block, options: BarrierOptions = {}) {
    const block = parties instanceof Block ? parties : placeBarrier(parties, options);
    super(block);
    this.#block = block;
    this.#action = options.action;
    this.#timeout = options.timeout;
    const { memory, members, state, stateWords } = block;
    const room = Math.floor((stateWords - BARRIER.WAITERS) / WAITER.SIZE);
    const capacity = Math.min(2 * this.parties + BARRIER.SPARE_WAITERS, room);
    this.#table = new WaiterTable(memory, members, state + BARRIER.WAITERS, capacity, false);
    // Whoever died in a critical section has left a round half counted: that round is over.
    this.#monitor = new Monitor(memory, members, state + BARRIER.MUTEX, () => this.#break());
  }

  /** How many meet. */
  get parties(): number {
    return this.#load(BARRIER.PARTIES);
  }

  /**
   * Waits until all parties have arrived; gives the place in the order of arrival, 0 to `parties - 1`.
   *
   * @throws BrokenBarrierError, with a `TimeoutError` as its cause for who timed out; the action's error or the
   * signal's reason for whom they concern; ArgumentError
   */
  async wait(options?: WaitOptions): Promise<number> {
    const left = this.#countdown(options);
    const signal = options?.signal;
    signal?.throwIfAborted();
    let mine = this.#arrive();
    for (; mine === undefined; mine = this.#arrive()) {
      await this.#orBreak(() => this.runAlone(this.#actionEnd(), { timeout: left(), signal }));
    }
    const arrived = mine;
    const ending = await this.#orBreak(
      () => this.runAlone(this.#waiting(arrived), { timeout: left(), signal }),
      arrived,
    );
    return ending === 'acting' ? await this.#act(arrived) : this.#leave(arrived, ending);
  }

  /**
   * As `wait`, blocking the thread. The action must not be asynchronous here.
   *
   * @throws BrokenBarrierError, the action's error, ArgumentError, BlockingNotAllowedError
   */
  waitSync(options?: SyncWaitOptions): number {
    const left = this.#countdown(options);
    let mine = this.#arrive();
    for (; mine === undefined; mine = this.#arrive()) this.runSync(this.#actionEnd(), { timeout: left() });
    let ending: Ending | undefined;
    try {
      ending = this.runSync(this.#waiting(mine), { timeout: left() });
    } catch (error) {
      this.#abandon(mine);
      throw error;
    }
    return ending === 'acting' ? this.#actSync(mine) : this.#leave(mine, ending);
  }

  /** Breaks the barrier if anyone waits, and makes it new. Never blocks for long. */
  reset(): void {
    this.#monitor.run(() => {
      this.#break();
      this.#setPhase(BARRIER.PHASE_FILLING);
    });
  }

  /** Breaks the barrier for good, or until `reset`. Never blocks for long. */
  abort(): void {
    this.#monitor.run(() => this.#break());
  }

  /** How many have arrived and wait for the others: a snapshot only. */
  waiting(): number {
    return this.#load(BARRIER.ARRIVED);
  }

  /** Whether the barrier is broken. */
  broken(): boolean {
    return this.#load(BARRIER.PHASE) === BARRIER.PHASE_BROKEN;
  }

  describe(): Record<string, unknown> {
    return { waiting: this.waiting(), parties: this.parties, broken: this.broken() };
  }

  #load(word: number): number {
    return Atomics.load(this.#block.words, this.#block.state + word);
  }

  #store(word: number, value: number): void {
    Atomics.store(this.#block.words, this.#block.state + word, value);
  }

  #setPhase(phase: number): void {
    this.#store(BARRIER.PHASE, phase);
    this.#block.memory.notify(this.#block.state + BARRIER.PHASE);
  }

  /** Milliseconds that are left of a timeout, or of the barrier's own. */
  #countdown(options: WaitOptions | undefined): () => number {
    const timeout = checkWait(options);
    const deadline = deadlineAfter(options?.timeout === undefined ? (this.#timeout ?? timeout) : timeout);
    return () => Math.max(0, deadline - now());
  }

  /**
   * Takes a place in the round; `undefined` while the action of the round before still runs. The last to arrive
   * releases everyone, or has one who can run the action do so.
   */
  #arrive(): number | undefined {
    return this.#monitor.run(() => {
      const phase = this.#load(BARRIER.PHASE);
      if (phase === BARRIER.PHASE_BROKEN) throw this.#brokenError();
      if (phase === BARRIER.PHASE_ACTION) return undefined;
      const index = this.#load(BARRIER.ARRIVED);
      const mine = this.#table.enter(ticketFor(index, this.#action !== undefined), this.#block.label);
      this.#store(BARRIER.ARRIVED, index + 1);
      if (index + 1 === this.parties) this.#complete(mine);
      return mine;
    });
  }

  /** All are there. */
  #complete(mine: number): void {
    if (this.#table.hasDeadWaiter()) {
      this.#bury();
      return;
    }
    const waiting = this.#table.waiting();
    const actor = [mine, ...waiting].find((place) => hasAction(this.#table.ticket(place)));
    if (actor === undefined) {
      this.#open();
    } else {
      this.#setPhase(BARRIER.PHASE_ACTION);
      this.#table.appoint(actor);
    }
  }

  #open(): void {
    this.#store(BARRIER.ARRIVED, 0);
    this.#table.endAll(WAITER.RELEASED);
    this.#setPhase(BARRIER.PHASE_FILLING);
  }

  #break(): void {
    this.#store(BARRIER.ARRIVED, 0);
    this.#table.endAll(WAITER.BROKEN);
    this.#setPhase(BARRIER.PHASE_BROKEN);
  }

  async #act(mine: number): Promise<number> {
    try {
      await this.#action?.();
    } catch (error) {
      throw this.#failed(mine, error);
    }
    return this.#actionDone(mine);
  }

  #actSync(mine: number): number {
    try {
      const result = this.#action?.();
      if (typeof (result as PromiseLike<unknown> | undefined)?.then === 'function') {
        throw new ArgumentError(
          'the action of the barrier is asynchronous: it cannot run in waitSync(), use wait()',
        );
      }
    } catch (error) {
      throw this.#failed(mine, error);
    }
    return this.#actionDone(mine);
  }

  /** Opens the barrier, unless it was broken while the action ran. */
  #actionDone(mine: number): number {
    this.#monitor.run(() => {
      if (this.#table.ending(mine) === 'acting') this.#open();
    });
    return this.#leave(mine, this.#table.ending(mine));
  }

  #failed(mine: number, error: unknown): unknown {
    this.#abandon(mine);
    return error;
  }

  #waiting(mine: number): WaitInTable {
    return new WaitInTable(this.#table, mine, () => this.#breakIfSomebodyDied());
  }

  #actionEnd(): WaitForActionEnd {
    return new WaitForActionEnd(this.#block, () => this.#breakIfSomebodyDied());
  }

  #breakIfSomebodyDied(): void {
    // Who died in a section may have ended its own wait and not yet that of others: entering repairs what it left.
    if (!this.#monitor.isOrphaned() && !this.#table.hasDeadWaiter()) return;
    this.#monitor.run(() => {
      // Looked at again: the round may have ended, and the dead place may have been taken over, in the meantime.
      if (this.#table.hasDeadWaiter()) this.#bury();
    });
  }

  /** Somebody died while it waited. */
  #bury(): void {
    this.#break();
    this.#table.heal();
  }

  /** Frees the place and gives the index; throws if the round was broken or the wait timed out. */
  #leave(mine: number, ending: Ending | undefined): number {
    const index = indexOf(this.#table.ticket(mine));
    if (ending === undefined) {
      // Released at the very last moment: then there was no timeout.
      if (this.#abandon(mine) === 'released') return index;
      throw this.#brokenError(new TimeoutError('not all parties arrived within the timeout'));
    }
    this.#table.leave(mine);
    if (ending === 'broken') throw this.#brokenError();
    return index;
  }

  /** Leaves the round, which breaks if it is not over; tells how it was when this thread left. */
  #abandon(mine: number): Ending | undefined {
    return this.#monitor.run(() => {
      const ending = this.#table.ending(mine);
      if (ending === undefined || ending === 'acting') this.#break();
      this.#table.leave(mine);
      return ending;
    });
  }

  async #orBreak<T>(wait: () => Promise<T>, mine?: number): Promise<T> {
    try {
      return await wait();
    } catch (error) {
      if (mine !== undefined) this.#abandon(mine);
      throw error;
    }
  }

  #brokenError(cause?: Error): BrokenBarrierError {
    return new BrokenBarrierError(
      `${this.#block.label} is broken: a party timed out, failed, died or aborted; reset() makes it usable again`,
      cause && { cause },
    );
  }
}

/** A newcomer waits until the action of the round before has ended. */
class WaitForActionEnd extends Operation<void> {
  readonly #words: Int32Array;
  readonly #onPulse: () => void;

  constructor(block: Block, onPulse: () => void) {
    super();
    this.#words = block.words;
    this.#onPulse = onPulse;
    this.word = block.state + BARRIER.PHASE;
    this.expected = BARRIER.PHASE_ACTION;
  }

  attempt(): undefined | typeof PARK {
    return Atomics.load(this.#words, this.word) === BARRIER.PHASE_ACTION ? PARK : undefined;
  }

  timedOut(): never {
    throw new TimeoutError('the action of the round before did not end within the timeout');
  }

  override pulse(): void {
    this.#onPulse();
  }
}

/** A ticket holds the index of arrival and whether that party can run the action. */
function ticketFor(index: number, canAct: boolean): number {
  return (index << 1) | Number(canAct);
}

function indexOf(ticket: number): number {
  return ticket >> 1;
}

function hasAction(ticket: number): boolean {
  return (ticket & 1) === 1;
}

function placeBarrier(parties: number, options: BarrierOptions): Block {
  checkInteger('parties', parties, 1, MOST_PARTIES);
  checkTimeout(options?.timeout);
  if (options?.action !== undefined) checkFunction('action', options.action);
  const words = BARRIER.WAITERS + (2 * parties + BARRIER.SPARE_WAITERS) * WAITER.SIZE;
  const block = place(BARRIER_KIND, options, words, (memory, state) =>
    Atomics.store(memory, state + BARRIER.PARTIES, parties),
  );
  const existing = Atomics.load(block.words, block.state + BARRIER.PARTIES);
  if (existing !== parties) {
    throw new ArgumentError(`${block.label} exists in this region with ${existing} parties, not ${parties}`);
  }
  return block;
}

const BARRIER_KIND = registerKind({
  number: KIND.Barrier,
  name: 'Barrier',
  words: BARRIER.WAITERS + WAITER.SIZE,
  attach: (block) => new Barrier(block),
});
