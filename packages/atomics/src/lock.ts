import { checkFunction } from './checks.js';
import type { Guard } from './guard.js';
import { KIND, MUTEX } from './layout.js';
import { AcquireMutex, type Era, Mutex } from './mutex/mutex.js';
import { Block } from './objects/block.js';
import { registerKind } from './objects/kinds.js';
import { place } from './objects/place.js';
import type { ObjectOptions } from './objects/shared-object.js';
import { type SyncWaitOptions, WaitingObject } from './objects/waiting-object.js';
import { ONCE, type Ownership } from './ownership.js';
import { endWith } from './region/inhabitants.js';
import type { WaitOptions } from './waiting/async-line.js';
import { PARK } from './waiting/operation.js';
import { tryOnce } from './waiting/try-once.js';

/**
 * A mutual exclusion lock between threads, or between processes when it lives in a region that they share.
 *
 * - **Not re-entrant**: a thread that blocks for a lock it holds gets a `DeadlockError` at once (with a timeout it
 *   waits it out). For re-entrance there is `RLock`.
 * - **Owner**: the thread that acquired it. Any thread may call `release()`, as in Python; a guard releases only what
 *   its own thread still holds.
 * - **Fairness**: a free lock goes to whoever is there first, but a waiter that is overtaken may call a fair round
 *   every 4 ms, in which the lock goes round in order of arrival (see `mutex/fairness.ts`).
 * - **Death**: if the owner's thread or process ends while it holds the lock, every acquire throws `OwnerDiedError`
 *   until somebody calls `recover()`. Nobody hangs.
 * - **Deadlocks** among threads that block without a timeout are reported to one of them as `DeadlockError`.
 *
 * @example
 * const lock = new Lock();
 * {
 *   using guard = lock.acquireSync();
 *   // alone here
 * }
 */
export class Lock extends WaitingObject {
  readonly #mutex: Mutex;
  readonly #block: Block;
  // Copies of what the mutex knows: one step less on the path that has to be fast.
  readonly #words: Int32Array;
  readonly #at: number;
  readonly #token: number;

  constructor(options: ObjectOptions | Block = {}) {
    const block = options instanceof Block ? options : place(LOCK, options, MUTEX.SIZE);
    super(block);
    this.#block = block;
    this.#mutex = new Mutex(block.memory, block.members, block.state, () => 'abandon');
    this.#words = block.words;
    this.#at = block.state;
    this.#token = block.token;
    this.#endWithRegion();
  }

  /**
   * Acquires the lock without blocking the thread. The thread as a whole is the owner, whichever task asked.
   *
   * @throws TimeoutError, OwnerDiedError, ArgumentError, the signal's reason
   */
  acquire(options?: WaitOptions): Promise<Guard> {
    if (options === undefined && Atomics.compareExchange(this.#words, this.#at, 0, this.#token) === 0) {
      return Promise.resolve(new LockGuard(this.#mutex.era));
    }
    return this.runAsync(this.#acquisition(), options);
  }

  /**
   * Acquires the lock; blocks the thread while others hold it.
   *
   * @throws TimeoutError, OwnerDiedError, DeadlockError, ArgumentError
   * @throws BlockingNotAllowedError where this thread may not block and would have to
   */
  acquireSync(options?: SyncWaitOptions): Guard {
    if (options === undefined && Atomics.compareExchange(this.#words, this.#at, 0, this.#token) === 0) {
      return new LockGuard(this.#mutex.era);
    }
    return this.runSync(this.#acquisition(), options);
  }

  /** Acquires the lock if that needs no waiting. @throws OwnerDiedError */
  tryAcquire(): Guard | undefined {
    const outcome = tryOnce(this.#acquisition());
    return outcome === PARK ? undefined : outcome;
  }

  /** Releases the lock, whichever thread holds it. @throws NotOwnerError if nobody does */
  release(): void {
    this.#mutex.release(this.#block);
    this.#mutex.endEra();
  }

  /** Whether somebody holds the lock: a snapshot only. */
  locked(): boolean {
    return this.#mutex.owner() !== 0;
  }

  /** Runs `fn` with the lock held and releases it however `fn` ends. Waits as `acquire` does. */
  async run<T>(fn: () => T | PromiseLike<T>, options?: WaitOptions): Promise<T> {
    checkFunction('fn', fn);
    const guard = await this.acquire(options);
    try {
      return await fn();
    } finally {
      guard.release();
    }
  }

  /**
   * Takes over the lock of an owner that died, once what it protects has been looked after.
   *
   * @throws NotOwnerError if the lock is not abandoned, for instance because another thread was faster
   */
  recover(): Guard {
    this.#mutex.recover(this.#block);
    return new LockGuard(this.#mutex.era);
  }

  describe(): Record<string, unknown> {
    return describeMutex(this.#mutex);
  }

  /** @internal Whether this thread holds the lock. */
  isOwned(): boolean {
    return this.#mutex.isMine();
  }

  /** @internal Lets go for the time of a condition's wait. */
  releaseAll(): Ownership {
    this.#mutex.release(this.#block);
    return { ...ONCE, era: this.#mutex.era };
  }

  /** @internal Takes the lock again after a condition's wait. */
  reacquireSync(saved: Ownership): void {
    this.runSync(this.#reacquisition(saved), undefined);
  }

  /** @internal The same without blocking. */
  async reacquire(saved: Ownership): Promise<void> {
    await this.runAsync(this.#reacquisition(saved), undefined);
  }

  /** The guard from before the wait is good for what was acquired again after it. */
  #reacquisition({ era }: Ownership): AcquireMutex<void> {
    return new AcquireMutex(this.#mutex, this.#block, () => {
      if (era !== undefined) this.#mutex.era = era;
    });
  }

  /**
   * Makes guards void when the region is closed: what they held is abandoned then, also before anybody has marked it
   * so. The mutex is told, as guards may outlive this object; and it ends the era, as that costs a release nothing.
   */
  #endWithRegion(): void {
    const { adopt } = this.#block;
    if (adopt === undefined) return;
    const mutex = this.#mutex;
    endWith(mutex, { end: () => mutex.endEra() });
    adopt(mutex);
  }

  #acquisition(): AcquireMutex<Guard> {
    return new AcquireMutex(this.#mutex, this.#block, () => new LockGuard(this.#mutex.era));
  }
}

/** The state of a mutex as text. */
export function describeMutex(mutex: Mutex): Record<string, unknown> {
  const owner = mutex.owner();
  const abandoned = mutex.isAbandoned();
  return {
    locked: owner !== 0,
    ...(owner !== 0 && { owner: mutex.members.table.describe(owner).name }),
    ...(abandoned && { abandoned }),
    ...(mutex.hasWaiters() && { waiters: true }),
  };
}

class LockGuard implements Guard {
  // One field only: guards are made and forgotten so often that their size shows.
  #era: Era | undefined;

  constructor(era: Era) {
    this.#era = era;
  }

  release(): void {
    const era = this.#era;
    this.#era = undefined;
    if (era !== undefined && era.mutex.era === era) era.mutex.releaseMine();
  }

  [Symbol.dispose](): void {
    this.release();
  }
}

const LOCK = registerKind({
  number: KIND.Lock,
  name: 'Lock',
  words: MUTEX.SIZE,
  attach: (block) => new Lock(block),
});
