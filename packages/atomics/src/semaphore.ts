import { checkFunction, checkInteger } from './checks.js';
import { ArgumentError } from './errors.js';
import type { Guard } from './guard.js';
import { KIND, SEMAPHORE } from './layout.js';
import { Block } from './objects/block.js';
import { type Kind, registerKind } from './objects/kinds.js';
import { place } from './objects/place.js';
import type { ObjectOptions } from './objects/shared-object.js';
import { type SyncWaitOptions, WaitingObject } from './objects/waiting-object.js';
import type { Selectable, SelectHooks } from './selectable.js';
import { AcquirePermits } from './semaphore/acquire-permits.js';
import { PermitGuard, Permits } from './semaphore/permits.js';
import type { WaitOptions } from './waiting/async-line.js';
import { PARK } from './waiting/operation.js';
import { tryOnce } from './waiting/try-once.js';

/** How many permits, beside how long to wait for them. */
export interface PermitOptions extends WaitOptions {
  /** Permits to acquire, all or none: 1 (default) to 134,217,727. */
  readonly count?: number | undefined;
}

/** The same for blocking acquires. */
export interface SyncPermitOptions extends SyncWaitOptions {
  /** Permits to acquire, all or none: 1 (default) to 134,217,727. */
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
  readonly #permits: Permits;

  /** @param value permits at the start, 0 to 134,217,727; one that exists under the name keeps those that it has */
  constructor(value: number | Block = 1, options: ObjectOptions = {}) {
    const block =
      value instanceof Block ? value : placeSemaphore(SEMAPHORE_KIND, value, MOST_PERMITS, options);
    super(block);
    this.#block = block;
    this.#permits = new Permits(block);
  }

  /**
   * Acquires permits; the guard gives them back.
   *
   * @throws TimeoutError, ArgumentError, the signal's reason
   */
  acquire(options?: PermitOptions): Promise<Guard> {
    const permits = this.#permits;
    if (options === undefined && permits.takeFree()) return Promise.resolve(new PermitGuard(permits, 1));
    try {
      return this.runAsync(this.#acquisition(options?.count), options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** As `acquire`, blocking the thread. @throws TimeoutError, ArgumentError, BlockingNotAllowedError */
  acquireSync(options?: SyncPermitOptions): Guard {
    const permits = this.#permits;
    if (options === undefined && permits.takeFree()) return new PermitGuard(permits, 1);
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
    this.#permits.give(count);
  }

  /** Permits that are free: a snapshot only. */
  value(): number {
    return this.#permits.free();
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
    const { words, at, bound } = this.#permits;
    const waiters = (Atomics.load(words, at) & SEMAPHORE.WAITERS) !== 0;
    return { value: this.value(), ...(bound < MOST_PERMITS && { bound }), ...(waiters && { waiters }) };
  }

  /** @internal */
  selectHooks(): SelectHooks {
    const { words, at } = this.#permits;
    return {
      bell: this.#block.bell,
      ready: () => this.value() > 0,
      watch: () => void Atomics.or(words, at, SEMAPHORE.WATCHED),
    };
  }

  #acquisition(count: number = 1): AcquirePermits {
    checkInteger('count', count, 1, this.#permits.bound);
    return new AcquirePermits(this.#permits, count);
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
