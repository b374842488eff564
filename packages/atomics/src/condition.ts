import { checkFunction, checkInteger, checkWait, shown } from './checks.js';
import { deadlineAfter, now } from './clock.js';
import { ArgumentError, CorruptRegionError, NotOwnerError } from './errors.js';
import type { Guard } from './guard.js';
import { CONDITION, KIND, WAITER } from './layout.js';
import { Lock } from './lock.js';
import { WaiterTable, WaitInTable } from './mutex/waiter-table.js';
import { attach } from './objects/attach.js';
import { Block } from './objects/block.js';
import type { ObjectHandle, PrivateObjectHandle, RegionObjectHandle } from './objects/handle.js';
import { registerKind } from './objects/kinds.js';
import { checkPlace, place } from './objects/place.js';
import type { ObjectOptions } from './objects/shared-object.js';
import { type SyncWaitOptions, WaitingObject } from './objects/waiting-object.js';
import type { Region } from './region/region.js';
import { RLock } from './rlock.js';
import type { WaitOptions } from './waiting/async-line.js';

/** How a condition is made. */
export interface ConditionOptions extends ObjectOptions {
  /** How many tasks and threads can wait at once: 1 to 65,536, default 128 (8 bytes each). */
  readonly maxWaiters?: number | undefined;
}

/** Both have what a condition needs: to be let go whole and taken again. */
type ConditionLock = Lock | RLock;

const DEFAULT_WAITERS = 128;
const MOST_WAITERS = 65_536;

/**
 * A condition variable: threads that hold its lock wait for a change, and threads that hold it tell of one.
 *
 * - `wait` lets the lock go, waits, and has the lock again when it returns, in whatever way it returns.
 * - `notify(n)` releases the `n` that have waited longest and no others, so each `wait` that returns `true` was
 *   told once. A waiter that is told and times out at the same moment counts as told. Nothing is told to the dead:
 *   if a thread dies after it was told, the next one is told instead.
 * - Needs the lock: `wait` and `notify` throw `NotOwnerError` without it. If its owner dies, whoever returns from
 *   `wait` gets `OwnerDiedError` and does not hold the lock.
 *
 * @example
 * const condition = new Condition();
 * using held = condition.acquireSync();
 * condition.waitForSync(() => queue.length > 0);
 */
export class Condition extends WaitingObject {
  /** The lock that goes with it. */
  readonly #lock: ConditionLock;
  readonly #block: Block;
  readonly #table: WaiterTable;

  /**
   * @param lock default: a new `RLock` at the same place. The lock of a condition in a region lives in that region.
   */
  constructor(lock?: Lock | RLock | undefined, options: ConditionOptions | Block = {}) {
    const parts =
      options instanceof Block
        ? { block: options, lock: lock as ConditionLock }
        : placeCondition(lock, options);
    super(parts.block, handleWith(parts.block, parts.lock));
    this.#lock = parts.lock;
    this.#block = parts.block;
    const { memory, members, words, state, stateWords } = parts.block;
    const room = Math.floor((stateWords - CONDITION.WAITERS) / WAITER.SIZE);
    const capacity = Math.min(Atomics.load(words, state + CONDITION.CAPACITY), room);
    this.#table = new WaiterTable(memory, members, state + CONDITION.WAITERS, capacity, true);
  }

  /** Acquires the lock. */
  acquire(options?: WaitOptions): Promise<Guard> {
    return this.#lock.acquire(options);
  }

  /** Acquires the lock, blocking the thread. */
  acquireSync(options?: SyncWaitOptions): Guard {
    return this.#lock.acquireSync(options);
  }

  /** Acquires the lock if that needs no waiting. */
  tryAcquire(): Guard | undefined {
    return this.#lock.tryAcquire();
  }

  /** Releases the lock. */
  release(): void {
    this.#lock.release();
  }

  /** Runs `fn` with the lock held. */
  run<T>(fn: () => T | PromiseLike<T>, options?: WaitOptions): Promise<T> {
    return this.#lock.run(fn, options);
  }

  /**
   * Lets the lock go, waits to be told, and acquires the lock again (without a limit of time): `true`, or `false`
   * if the timeout came first.
   *
   * @throws NotOwnerError, CapacityError, ArgumentError, OwnerDiedError, the signal's reason
   */
  async wait(options?: WaitOptions): Promise<boolean> {
    checkWait(options);
    options?.signal?.throwIfAborted();
    const mine = this.#enter();
    const saved = this.#lock.releaseAll();
    try {
      await this.runAlone(this.#waiting(mine), options);
    } catch (error) {
      await this.#lock.reacquire(saved).finally(() => this.#leaveUntold(mine));
      throw error;
    }
    await this.#lock.reacquire(saved).catch((error) => this.#fail(mine, error));
    return this.#leave(mine);
  }

  /**
   * As `wait`, blocking the thread.
   *
   * @throws NotOwnerError, CapacityError, ArgumentError, OwnerDiedError, BlockingNotAllowedError
   */
  waitSync(options?: SyncWaitOptions): boolean {
    checkWait(options);
    const mine = this.#enter();
    const saved = this.#lock.releaseAll();
    try {
      this.runSync(this.#waiting(mine), options);
    } catch (error) {
      this.#leaveUntold(mine);
      this.#lock.reacquireSync(saved);
      throw error;
    }
    try {
      this.#lock.reacquireSync(saved);
    } catch (error) {
      this.#fail(mine, error);
    }
    return this.#leave(mine);
  }

  /**
   * Waits until `predicate` returns true, looking after every notification; the timeout bounds all waits together.
   * The result is the predicate's last answer.
   */
  async waitFor(predicate: () => boolean, options?: WaitOptions): Promise<boolean> {
    checkFunction('predicate', predicate);
    const deadline = deadlineAfter(checkWait(options));
    for (;;) {
      if (predicate()) return true;
      const timeout = deadline - now();
      if (timeout <= 0) return false;
      await this.wait({ ...options, timeout });
    }
  }

  /** As `waitFor`, blocking the thread. */
  waitForSync(predicate: () => boolean, options?: SyncWaitOptions): boolean {
    checkFunction('predicate', predicate);
    const deadline = deadlineAfter(checkWait(options));
    for (;;) {
      if (predicate()) return true;
      const timeout = deadline - now();
      if (timeout <= 0) return false;
      this.waitSync({ timeout });
    }
  }

  /**
   * Releases up to `n` of those who wait, longest waiting first; they go on once they have the lock. Never blocks.
   *
   * @throws NotOwnerError if the caller does not hold the lock
   */
  notify(n: number = 1): void {
    checkInteger('n', n, 1, Number.MAX_SAFE_INTEGER);
    this.#checkOwned('notify');
    this.#table.release(n);
  }

  /** Releases everyone who waits. @throws NotOwnerError if the caller does not hold the lock */
  notifyAll(): void {
    this.#checkOwned('notifyAll');
    this.#table.release(Number.POSITIVE_INFINITY);
  }

  /** How many wait: a snapshot only. */
  waiting(): number {
    return this.#table.waiting().length;
  }

  describe(): Record<string, unknown> {
    return { waiting: this.waiting(), lock: this.#lock.describe() };
  }

  #checkOwned(verb: string): void {
    if (this.#lock.isOwned()) return;
    throw new NotOwnerError(
      `${this.#block.label}: ${verb} needs the lock of the condition: acquire() it first`,
    );
  }

  #enter(): number {
    this.#checkOwned('wait');
    const ticket = Atomics.add(this.#block.words, this.#block.state + CONDITION.NEXT_TICKET, 1);
    return this.#table.enter(ticket, this.#block.label);
  }

  #waiting(mine: number): WaitInTable {
    return new WaitInTable(this.#table, mine, () => this.#table.heal());
  }

  /** Looked at with the lock held: a notification that came after the timeout, but before this, counts. */
  #leave(mine: number): boolean {
    const told = this.#table.ending(mine) === 'released';
    this.#table.leave(mine);
    return told;
  }

  /** Leaves without being able to say that it was told; then somebody else is. */
  #leaveUntold(mine: number): void {
    if (this.#leave(mine)) this.#table.release(1);
  }

  #fail(mine: number, error: unknown): never {
    this.#leaveUntold(mine);
    throw error;
  }
}

interface Parts {
  readonly block: Block;
  readonly lock: ConditionLock;
}

function placeCondition(given: ConditionLock | undefined, options: ConditionOptions): Parts {
  checkPlace('Condition', options);
  if (given !== undefined && !(given instanceof Lock || given instanceof RLock)) {
    throw new ArgumentError(`the lock of a condition must be a Lock or an RLock, got ${shown(given)}`);
  }
  const { in: region, maxWaiters = DEFAULT_WAITERS } = options;
  const capacity = checkInteger('maxWaiters', maxWaiters, 1, MOST_WAITERS);
  const exists = options.name !== undefined && region?.names().includes(options.name) === true;
  const lock = given ?? (exists ? undefined : new RLock({ in: region }));
  const lockAt = region === undefined || lock === undefined ? 0 : placeOf(lock, region);
  /** The new lock is not needed: there is no room for the condition, or another thread has just made it. */
  const discardLock = () => {
    if (given === undefined && lock !== undefined) region?.discard(lockAt);
  };
  let block: Block;
  try {
    block = place(CONDITION_KIND, options, CONDITION.WAITERS + capacity * WAITER.SIZE, (words, state) => {
      Atomics.store(words, state + CONDITION.LOCK_AT, lockAt);
      Atomics.store(words, state + CONDITION.CAPACITY, capacity);
    });
  } catch (error) {
    discardLock();
    throw error;
  }
  const sameLock = Atomics.load(block.words, block.state + CONDITION.LOCK_AT) === lockAt;
  if (lock !== undefined && sameLock) return { block, lock };
  if (given !== undefined) {
    throw new ArgumentError(
      `${block.label} exists in this region and has another lock: construct it without one`,
    );
  }
  discardLock();
  return { block, lock: lockOf(block) };
}

function placeOf(lock: ConditionLock, region: Region): number {
  const handle = lock.handle as RegionObjectHandle;
  if (handle.region === region.handle) return handle.at;
  throw new ArgumentError('the lock of a condition in a region must live in that region');
}

/** The lock in the condition's own region. */
function lockOf(block: Block): ConditionLock {
  const lockBlock = block.sibling(Atomics.load(block.words, block.state + CONDITION.LOCK_AT));
  // Asked before it is made an object: a condition that stands there may lead back here, for ever.
  const { number, attach: attachLock } = lockBlock.kind;
  if (number === KIND.Lock || number === KIND.RLock) return attachLock(lockBlock) as ConditionLock;
  throw new CorruptRegionError(`${block.label}: the word that tells its lock is overwritten`);
}

/** A condition in a private buffer cannot say where its lock is, so its handle carries the lock's. */
interface ConditionHandle extends PrivateObjectHandle {
  readonly lock: ObjectHandle;
}

function handleWith(block: Block, lock: ConditionLock): ObjectHandle {
  return 'region' in block.handle
    ? block.handle
    : ({ ...block.handle, lock: lock.handle } as ConditionHandle);
}

function attachCondition(block: Block, handle: ObjectHandle | undefined): Condition {
  const carried = (handle as ConditionHandle | undefined)?.lock;
  return new Condition(
    carried === undefined ? lockOf(block) : attach<ConditionLock>(carried as never),
    block,
  );
}

const CONDITION_KIND = registerKind({
  number: KIND.Condition,
  name: 'Condition',
  words: CONDITION.WAITERS + WAITER.SIZE,
  attach: attachCondition,
});
