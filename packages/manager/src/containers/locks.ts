/**
 * Locks and their like, of a manager.
 *
 * - **Waiting**: `timeout` in milliseconds bounds the wait, `signal` ends it; `timeout: 0` tries once. A wait that was given
 *   up never takes anything: what arrives too late is passed on.
 * - **Holder**: the client, which is one `Manager` in one thread. Asynchronous tasks of a client exclude each other, too.
 * - **Fairness**: in order of arrival, except where the README section of a backend says otherwise.
 * - **Death**: if a client ends, or loses its connection, while it holds a lock, the lock is abandoned: every acquire
 *   throws `OwnerDiedError` until somebody calls `recover()`. Its waits are withdrawn. Permits of a semaphore that it held
 *   are given back; barriers that it waits at break.
 */
import type { ManagedObject, WaitOptions } from './managed-object.js';

/** What an acquire gives: the right to release, once. */
export interface ManagedGuard {
  /**
   * Grows with each time that the lock is acquired. Whoever guards a resource with the lock can refuse those who come with
   * a smaller number than it has seen: a holder that was taken for dead and goes on cannot do harm then. 0 for permits of a
   * semaphore.
   */
  readonly fence: number;
  /** Aborts when the lock is not held any more without having been released: the reason says why. */
  readonly lost: AbortSignal;
  /**
   * Releases what was acquired, if this guard still holds it; a second call does nothing.
   *
   * @throws ConnectionLostError if it was lost before
   */
  release(): Promise<void>;
  /** Begins to release, for `using`; whoever comes next may have to wait for the network. Errors are not reported. */
  [Symbol.dispose](): void;
  /** As `release`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What can be acquired and released. */
export interface Acquirable extends ManagedObject {
  /** @throws TimeoutError, OwnerDiedError, ArgumentError, ConnectionLostError, the signal's reason */
  acquire(options?: WaitOptions): Promise<ManagedGuard>;
  /** Acquires it if that needs no waiting for others. @throws OwnerDiedError, ConnectionLostError */
  tryAcquire(): Promise<ManagedGuard | undefined>;
  /** Runs `fn` while holding it, and releases it however `fn` ends. */
  run<T>(fn: () => T | PromiseLike<T>, options?: WaitOptions): Promise<T>;
}

/** A mutual exclusion lock, not re-entrant. */
export interface ManagedLock extends Acquirable {
  readonly kind: 'lock';
  /** Releases the lock, whoever holds it. @throws NotOwnerError if nobody does */
  release(): Promise<void>;
  /** Whether somebody holds it: a snapshot only. */
  locked(): Promise<boolean>;
  /** Takes over the lock of a holder that died. @throws NotOwnerError if it is not abandoned */
  recover(): Promise<ManagedGuard>;
}

/**
 * A re-entrant lock: its holder may acquire it again, and has to release it as often. As with `RLock` of `@weft/atomics`
 * the holder is the async context that `run` (or `inContext`) has entered; outside of those each acquire stands alone.
 */
export interface ManagedRLock extends Acquirable {
  readonly kind: 'rlock';
  /** Releases once. @throws NotOwnerError if the caller's client does not hold it */
  release(): Promise<void>;
  /** Whether somebody holds it: a snapshot only. */
  locked(): Promise<boolean>;
  /** Takes over the lock of a holder that died, who had it once or more often. @throws NotOwnerError if it is not abandoned */
  recover(): Promise<ManagedGuard>;
}

/** How many permits, and how long to wait for them. */
export interface PermitOptions extends WaitOptions {
  /** Permits to take together, default 1. */
  readonly count?: number | undefined;
}

/** A number of permits. Who waits for many is not overtaken by those who want few. */
export interface ManagedSemaphore extends Acquirable {
  readonly kind: 'semaphore' | 'boundedSemaphore';
  acquire(options?: PermitOptions): Promise<ManagedGuard>;
  tryAcquire(count?: number): Promise<ManagedGuard | undefined>;
  /** Gives permits back, or adds some. @throws SemaphoreOverflowError if it is bounded and would have more than at first */
  release(count?: number): Promise<void>;
  /** How many permits are free: a snapshot only. */
  value(): Promise<number>;
}

/** A flag to wait for. */
export interface ManagedEvent extends ManagedObject {
  readonly kind: 'event';
  /** Sets the flag and releases everyone who waits. */
  set(): Promise<void>;
  /** Clears the flag: who waits from now on waits for the next `set`. */
  clear(): Promise<void>;
  /** Whether the flag is set: a snapshot only. */
  isSet(): Promise<boolean>;
  /** Waits until the flag is set: `true`, or `false` if the timeout came first. @throws the signal's reason */
  wait(options?: WaitOptions): Promise<boolean>;
}

/**
 * A condition variable, with a lock of its own (a `ManagedRLock`) or one that was given to it.
 *
 * `wait` lets the lock go, waits to be told, and has the lock again when it returns, in whatever way it returns. Notified
 * are those who have waited longest.
 */
export interface ManagedCondition extends Acquirable {
  readonly kind: 'condition';
  /** Releases its lock. */
  release(): Promise<void>;
  /** `false` if the timeout came before anybody told. @throws NotOwnerError without the lock, the signal's reason */
  wait(options?: WaitOptions): Promise<boolean>;
  /** Waits until `predicate`, run here with the lock held, gives true; gives its last answer. */
  waitFor(predicate: () => boolean | PromiseLike<boolean>, options?: WaitOptions): Promise<boolean>;
  /** Tells up to `n` (default 1) of those who wait. @throws NotOwnerError without the lock */
  notify(n?: number): Promise<void>;
  /** Tells everyone who waits. @throws NotOwnerError without the lock */
  notifyAll(): Promise<void>;
}

/** How a barrier is made. */
export interface ManagedBarrierOptions {
  /** Default timeout of `wait` in milliseconds. */
  readonly timeout?: number | undefined;
  /**
   * Run once per round when all have arrived, before any goes on, in the client that has made the barrier with it, and so
   * only in rounds that this client takes part in with this object. If it throws, the barrier breaks.
   */
  readonly action?: (() => unknown) | undefined;
}

/** A meeting point of `parties` tasks. It breaks when one of them times out, is aborted, fails in the action or dies. */
export interface ManagedBarrier extends ManagedObject {
  readonly kind: 'barrier';
  /** How many meet. */
  readonly parties: number;
  /**
   * Waits until all have arrived; gives the place in the order of arrival, 0 to `parties - 1`.
   *
   * @throws BrokenBarrierError; the action's error or the signal's reason for whom they concern
   */
  wait(options?: WaitOptions): Promise<number>;
  /** Breaks it for those who wait, and makes it new. */
  reset(): Promise<void>;
  /** Breaks it until `reset`. */
  abort(): Promise<void>;
  /** How many wait: a snapshot only. */
  waiting(): Promise<number>;
  /** Whether it is broken: a snapshot only. */
  broken(): Promise<boolean>;
}
