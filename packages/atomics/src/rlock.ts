import { currentContext, inContext, NO_CONTEXT, newContext } from './async-context.js';
import { checkFunction, checkWait } from './checks.js';
import { NotOwnerError } from './errors.js';
import { type Guard, OnceGuard } from './guard.js';
import { KIND, RLOCK } from './layout.js';
import { describeMutex } from './lock.js';
import { AcquireMutex, Mutex } from './mutex/mutex.js';
import { Block } from './objects/block.js';
import { registerKind } from './objects/kinds.js';
import { place } from './objects/place.js';
import type { ObjectOptions } from './objects/shared-object.js';
import { type SyncWaitOptions, WaitingObject } from './objects/waiting-object.js';
import { ONCE, type Ownership } from './ownership.js';
import type { WaitOptions } from './waiting/async-line.js';
import { PARK } from './waiting/operation.js';
import { tryOnce } from './waiting/try-once.js';

/**
 * A lock that its owner may acquire again; it is free after as many releases.
 *
 * - **Owner of a blocking acquire**: the thread. **Owner of an asynchronous acquire**: the async context, which is
 *   what `run` and `inContext` make; outside of a context each asynchronous acquire stands alone, because the tasks
 *   of a thread cannot be told apart there, and a second one waits. In browsers, which have no async contexts, this
 *   is always so.
 * - Only the owner may release. Otherwise as `Lock`: fairness, death of the owner, deadlock reports.
 *
 * @example
 * const lock = new RLock();
 * using outer = lock.acquireSync();
 * using inner = lock.acquireSync(); // does not wait
 */
export class RLock extends WaitingObject {
  readonly #block: Block;
  readonly #mutex: Mutex;

  constructor(options: ObjectOptions | Block = {}) {
    const block = options instanceof Block ? options : place(RLOCK_KIND, options, RLOCK.SIZE);
    super(block);
    this.#block = block;
    this.#mutex = new Mutex(block.memory, block.members, block.state + RLOCK.MUTEX, () => 'abandon');
  }

  /**
   * Acquires the lock, or once more if the calling async context has it.
   *
   * @throws TimeoutError, OwnerDiedError, ArgumentError, the signal's reason
   */
  acquire(options?: WaitOptions): Promise<Guard> {
    const context = currentContext();
    if (context !== NO_CONTEXT && this.#isOwner(context)) return this.#acquireAgain(context, options);
    const owner = context === NO_CONTEXT ? -newContext() : context;
    return this.runAsync(this.#acquisition(once(owner)), options);
  }

  /**
   * Acquires the lock, or once more if this thread (in an async context: that context) has it; blocks the thread
   * while others hold it.
   *
   * @throws TimeoutError, OwnerDiedError, DeadlockError, BlockingNotAllowedError, ArgumentError
   */
  acquireSync(options?: SyncWaitOptions): Guard {
    const context = currentContext();
    checkWait(options);
    if (this.#isOwner(context)) return this.#again(context);
    if (this.#mutex.tryTake()) return this.#own(once(context));
    return this.runSync(this.#acquisition(once(context)), options);
  }

  /** Acquires the lock if that needs no waiting. @throws OwnerDiedError */
  tryAcquire(): Guard | undefined {
    const context = currentContext();
    if (this.#isOwner(context)) return this.#again(context);
    const outcome = tryOnce(this.#acquisition(once(context)));
    return outcome === PARK ? undefined : outcome;
  }

  /** Takes back one acquire. @throws NotOwnerError if the caller does not own the lock */
  release(): void {
    const context = currentContext();
    // Outside of contexts the owner of a lone asynchronous acquire cannot be told from other code of its thread.
    const mine =
      this.#isOwner(context) || (context === NO_CONTEXT && this.#mutex.isMine() && this.#context() < 0);
    if (!mine)
      throw new NotOwnerError(
        `${this.#block.label} is not held by the caller: only its owner may release it`,
      );
    this.#releaseOnce();
  }

  /** Whether somebody holds the lock: a snapshot only. */
  locked(): boolean {
    return this.#mutex.owner() !== 0;
  }

  /** Runs `fn` with the lock held, in an async context, so that `fn` may acquire the lock again. */
  async run<T>(fn: () => T | PromiseLike<T>, options?: WaitOptions): Promise<T> {
    checkFunction('fn', fn);
    return inContext(async () => {
      const guard = await this.acquire(options);
      try {
        return await fn();
      } finally {
        guard.release();
      }
    });
  }

  /** Takes over the lock of an owner that died. @throws NotOwnerError if it is not abandoned */
  recover(): Guard {
    this.#mutex.recover(this.#block);
    return this.#own(once(currentContext()));
  }

  describe(): Record<string, unknown> {
    const depth = Atomics.load(this.#block.words, this.#block.state + RLOCK.DEPTH) + 1;
    return { ...describeMutex(this.#mutex), ...(this.locked() && { depth }) };
  }

  /** @internal Whether the calling code owns the lock. */
  isOwned(): boolean {
    return this.#isOwner(currentContext()) || (this.#mutex.isMine() && this.#context() < 0);
  }

  /** @internal Lets go, however often it was acquired, for the time of a condition's wait. */
  releaseAll(): Ownership {
    const saved = {
      depth: Atomics.load(this.#block.words, this.#block.state + RLOCK.DEPTH),
      context: this.#context(),
    };
    this.#mutex.release(this.#block);
    return saved;
  }

  /** @internal Takes the lock again, as often as it was acquired, after a condition's wait. */
  reacquireSync(saved: Ownership): void {
    this.runSync(this.#acquisition(saved), undefined);
  }

  /** @internal The same without blocking. */
  async reacquire(saved: Ownership): Promise<void> {
    await this.runAsync(this.#acquisition(saved), undefined);
  }

  #context(): number {
    return Atomics.load(this.#block.words, this.#block.state + RLOCK.CONTEXT);
  }

  #isOwner(context: number): boolean {
    // Only the owner writes the context, and only while it has the mutex: if the mutex is mine, so is the context.
    return this.#mutex.isMine() && this.#context() === context;
  }

  #acquisition(owner: Ownership): AcquireMutex<Guard> {
    return new AcquireMutex(this.#mutex, this.#block, () => this.#own(owner));
  }

  /** Writes down whose the mutex is that was just taken. */
  #own({ depth, context }: Ownership): Guard {
    // Plain stores: nobody else looks at these words unless it has taken the mutex after this thread let it go.
    this.#block.words[this.#block.state + RLOCK.DEPTH] = depth;
    this.#block.words[this.#block.state + RLOCK.CONTEXT] = context;
    return this.#guard(context);
  }

  async #acquireAgain(context: number, options: WaitOptions | undefined): Promise<Guard> {
    checkWait(options);
    options?.signal?.throwIfAborted();
    return this.#again(context);
  }

  #again(context: number): Guard {
    Atomics.add(this.#block.words, this.#block.state + RLOCK.DEPTH, 1);
    return this.#guard(context);
  }

  #guard(context: number): Guard {
    return new OnceGuard(() => {
      if (this.#isOwner(context)) this.#releaseOnce();
    });
  }

  #releaseOnce(): void {
    const { words, state } = this.#block;
    const depth = Atomics.load(words, state + RLOCK.DEPTH);
    if (depth > 0) Atomics.store(words, state + RLOCK.DEPTH, depth - 1);
    else this.#mutex.release(this.#block);
  }
}

function once(context: number): Ownership {
  return { ...ONCE, context };
}

const RLOCK_KIND = registerKind({
  number: KIND.RLock,
  name: 'RLock',
  words: RLOCK.SIZE,
  attach: (block) => new RLock(block),
});
