import { checkFunction, checkInteger } from './checks.js';
import { ArgumentError, SemaphoreOverflowError, TimeoutError } from './errors.js';
import { type Guard, OnceGuard } from './guard.js';
import { KIND, SEMAPHORE } from './layout.js';
import { beginHandOn, FairTurn, isLeftLying, wakeInLine } from './mutex/fairness.js';
import { Block } from './objects/block.js';
import { type Kind, registerKind } from './objects/kinds.js';
import { place } from './objects/place.js';
import type { ObjectOptions } from './objects/shared-object.js';
import { type SyncWaitOptions, WaitingObject } from './objects/waiting-object.js';
import type { Selectable, SelectHooks } from './selectable.js';
import type { WaitOptions } from './waiting/async-line.js';
import { Operation, PARK } from './waiting/operation.js';
import { tryOnce } from './waiting/try-once.js';

/** How many permits, beside how long to wait for them. */
export interface PermitOptions extends WaitOptions {
  /** Permits to acquire, all or none: 1 (default) to 134,217,727. */
  readonly count?: number | undefined;
}

/** The same for blocking acquires. */
export interface SyncPermitOptions extends SyncWaitOptions {
  readonly count?: number | undefined;
}

/** The most permits that a semaphore can have. */
const MOST_PERMITS = SEMAPHORE.PERMITS;

/**
 * A number of permits that threads take and give back. Permits have no owner: any thread may release, and permits
 * that a thread held when it died are gone (release them from elsewhere, or use locks).
 *
 * Waiters of one permit are served as a lock serves them (see `Lock`, fairness). Who asks for several gets them all
 * at once or waits; as long as it cannot be served, smaller requests go before it, so no permit lies idle while
 * somebody could use it. A steady stream of small requests can therefore keep a large one waiting.
 *
 * @example
 * const slots = new Semaphore(5);
 * using slot = slots.acquireSync(); // at most five at a time
 */
export class Semaphore extends WaitingObject implements Selectable {
  readonly #block: Block;
  readonly #words: Int32Array;
  readonly #at: number;

  /** @param value permits at the start, 0 to 134,217,727; one that exists under the name keeps those that it has */
  constructor(value: number | Block = 1, options: ObjectOptions = {}) {
    const block =
      value instanceof Block ? value : placeSemaphore(SEMAPHORE_KIND, value, MOST_PERMITS, options);
    super(block);
    this.#block = block;
    this.#words = block.words;
    this.#at = block.state + SEMAPHORE.WORD;
  }

  /**
   * Acquires permits; the guard gives them back.
   *
   * @throws TimeoutError, ArgumentError, the signal's reason
   */
  acquire(options?: PermitOptions): Promise<Guard> {
    if (options === undefined && this.#takeFree()) return Promise.resolve(this.#guard(1));
    try {
      return this.runAsync(this.#acquisition(options?.count), options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** As `acquire`, blocking the thread. @throws TimeoutError, ArgumentError, BlockingNotAllowedError */
  acquireSync(options?: SyncPermitOptions): Guard {
    if (options === undefined && this.#takeFree()) return this.#guard(1);
    return this.runSync(this.#acquisition(options?.count), options);
  }

  /** Acquires permits if that needs no waiting. @throws ArgumentError */
  tryAcquire(count: number = 1): Guard | undefined {
    const outcome = tryOnce(this.#acquisition(count));
    return outcome === PARK ? undefined : outcome;
  }

  /**
   * Adds permits, acquired before or not. Never blocks.
   *
   * @throws SemaphoreOverflowError beyond the bound (134,217,727 if the semaphore has none of its own); nothing is
   * added then
   */
  release(count: number = 1): void {
    checkInteger('count', count, 1, MOST_PERMITS);
    const bound = Atomics.load(this.#words, this.#block.state + SEMAPHORE.BOUND);
    for (;;) {
      const word = Atomics.load(this.#words, this.#at);
      const permits = (word & SEMAPHORE.PERMITS) + count;
      if (permits > bound) {
        throw new SemaphoreOverflowError(
          `${this.#block.label} may have ${bound} permits and would have ${permits}: released more often than acquired`,
        );
      }
      // Who is woken announces again for those that stay parked.
      const fair = word & SEMAPHORE.FAIR;
      const next = permits | fair | (fair !== 0 ? SEMAPHORE.WAITERS : 0);
      if (fair !== 0) beginHandOn(this.#words, this.#at);
      if (Atomics.compareExchange(this.#words, this.#at, word, next) !== word) continue;
      if ((word & SEMAPHORE.WAITERS) !== 0) {
        const woken = (word & SEMAPHORE.BULK) === 0 ? count : Number.POSITIVE_INFINITY;
        wakeInLine(this.#block.memory, this.#at, woken, fair !== 0);
      }
      if ((word & SEMAPHORE.WATCHED) !== 0) this.#block.ringBell();
      return;
    }
  }

  /** Permits that are free: a snapshot only. */
  value(): number {
    return Atomics.load(this.#words, this.#at) & SEMAPHORE.PERMITS;
  }

  /** Runs `fn` with one permit (or `count`) and gives it back however `fn` ends. */
  async run<T>(fn: () => T | PromiseLike<T>, options?: PermitOptions): Promise<T> {
    checkFunction('fn', fn);
    const guard = await this.acquire(options);
    try {
      return await fn();
    } finally {
      guard.release();
    }
  }

  describe(): Record<string, unknown> {
    const bound = Atomics.load(this.#words, this.#block.state + SEMAPHORE.BOUND);
    const waiters = (Atomics.load(this.#words, this.#at) & SEMAPHORE.WAITERS) !== 0;
    return { value: this.value(), ...(bound < MOST_PERMITS && { bound }), ...(waiters && { waiters }) };
  }

  /** @internal */
  selectHooks(): SelectHooks {
    return {
      bell: this.#block.bell,
      ready: () => this.value() > 0,
      watch: () => void Atomics.or(this.#words, this.#at, SEMAPHORE.WATCHED),
    };
  }

  /** Takes one permit if one is free for anybody. */
  #takeFree(): boolean {
    const word = Atomics.load(this.#words, this.#at);
    if ((word & SEMAPHORE.PERMITS) === 0 || (word & SEMAPHORE.FAIR) !== 0) return false;
    return Atomics.compareExchange(this.#words, this.#at, word, word - 1) === word;
  }

  #acquisition(count: number = 1): AcquirePermits {
    const bound = Atomics.load(this.#words, this.#block.state + SEMAPHORE.BOUND);
    checkInteger('count', count, 1, bound);
    return new AcquirePermits(this.#block, count, () => this.#guard(count));
  }

  #guard(count: number): Guard {
    const { members } = this.#block;
    return new OnceGuard(() => {
      if (!members.left) this.release(count);
    });
  }
}

/**
 * A semaphore that never has more permits than it started with: a release too many is told at once.
 *
 * @example
 * const connections = new BoundedSemaphore(10);
 */
export class BoundedSemaphore extends Semaphore {
  /** @param value permits at the start and the bound, 1 to 134,217,727; the same for all who use the name */
  constructor(value: number | Block = 1, options: ObjectOptions = {}) {
    super(value instanceof Block ? value : placeSemaphore(BOUNDED_KIND, value, value, options));
  }
}

class AcquirePermits extends Operation<Guard> {
  override readonly demand: number;
  readonly #block: Block;
  readonly #taken: () => Guard;
  readonly #turn: FairTurn;

  constructor(block: Block, count: number, taken: () => Guard) {
    super();
    this.demand = count;
    this.word = block.state + SEMAPHORE.WORD;
    this.#block = block;
    this.#taken = taken;
    this.#turn = new FairTurn(block.memory, block.members, this.word);
  }

  attempt(announce: boolean): Guard | typeof PARK {
    for (;;) {
      const word = Atomics.load(this.#block.words, this.word);
      const left = (word & SEMAPHORE.PERMITS) - this.demand;
      if (left >= 0 && this.#mayTake(word)) {
        if (this.#take(word, left)) return this.#taken();
      } else if (!announce || this.#announce(word)) return PARK;
    }
  }

  timedOut(): Guard {
    throw new TimeoutError(`${this.#block.label} had not enough free permits within the timeout`);
  }

  override abandon(): void {
    this.#turn.leave();
  }

  override pulse(): void {
    this.#turn.pulse();
  }

  #mayTake(word: number): boolean {
    return this.parked || (word & SEMAPHORE.FAIR) === 0 || isLeftLying(this.#block.words, this.word);
  }

  #take(word: number, left: number): boolean {
    if (!this.#swap(word, this.#wordAfter(word, left))) return false;
    this.#turn.finish();
    if (this.parked && left > 0) {
      this.#block.memory.notify(this.word, (word & SEMAPHORE.BULK) === 0 ? left : undefined);
    }
    return true;
  }

  /**
   * Having waited, this thread may leave others parked behind it, and the release that woke it has taken down their
   * announcement. If it leaves permits it wakes them at once; if not, it announces them again.
   */
  #wordAfter(word: number, left: number): number {
    const flags = word & ~SEMAPHORE.PERMITS & (this.#turn.called ? ~SEMAPHORE.FAIR : -1);
    if (!this.parked) return left | flags;
    if (left === 0) return flags | SEMAPHORE.WAITERS;
    return left | (flags & ~(SEMAPHORE.WAITERS | SEMAPHORE.BULK));
  }

  #announce(word: number): boolean {
    let next = word | SEMAPHORE.WAITERS | (this.demand > 1 ? SEMAPHORE.BULK : 0);
    // A fair round keeps newcomers out, so only those may call one whom the next permit can serve.
    if (this.woken && this.demand === 1 && this.#turn.call()) next |= SEMAPHORE.FAIR;
    if (next !== word && !this.#swap(word, next)) return false;
    this.expected = next;
    return true;
  }

  #swap(word: number, next: number): boolean {
    return Atomics.compareExchange(this.#block.words, this.word, word, next) === word;
  }
}

function placeSemaphore(kind: Kind, value: number, bound: number, options: ObjectOptions): Block {
  checkInteger('value', value, kind === BOUNDED_KIND ? 1 : 0, MOST_PERMITS);
  const block = place(kind, options, SEMAPHORE.SIZE, (words, state) => {
    Atomics.store(words, state + SEMAPHORE.WORD, value);
    Atomics.store(words, state + SEMAPHORE.BOUND, bound);
  });
  const existing = Atomics.load(block.words, block.state + SEMAPHORE.BOUND);
  if (existing === bound) return block;
  throw new ArgumentError(`${block.label} exists in this region with a bound of ${existing}, not ${bound}`);
}

const SEMAPHORE_KIND = registerKind({
  number: KIND.Semaphore,
  name: 'Semaphore',
  words: SEMAPHORE.SIZE,
  attach: (block) => new Semaphore(block),
});

const BOUNDED_KIND = registerKind({
  number: KIND.BoundedSemaphore,
  name: 'BoundedSemaphore',
  words: SEMAPHORE.SIZE,
  attach: (block) => new BoundedSemaphore(block),
});
