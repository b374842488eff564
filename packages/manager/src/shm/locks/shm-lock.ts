import { type Guard, inContext, Lock, RLock, type WaitOptions } from '@weft/atomics';
import { Block, checkFunction, registerKind } from '@weft/atomics/kit';
import type { ManagedGuard, ManagedLock, ManagedRLock } from '../../containers/locks.js';
import type { ContainerOptions } from '../container.js';
import { KIND, PRIMITIVE } from '../layout.js';
import { Primitive, placePrimitive } from '../primitive.js';
import { nextFence } from './fence.js';
import { ShmGuard } from './shm-guard.js';

/** What both locks have. */
abstract class AnyLock<Inner extends Lock | RLock> extends Primitive<Inner> {
  async acquire(options?: WaitOptions): Promise<ManagedGuard> {
    return this.#held(await this.inner.acquire(options));
  }

  async tryAcquire(): Promise<ManagedGuard | undefined> {
    const guard = this.inner.tryAcquire();
    return guard && this.#held(guard);
  }

  async release(): Promise<void> {
    this.inner.release();
  }

  async locked(): Promise<boolean> {
    return this.inner.locked();
  }

  async recover(): Promise<ManagedGuard> {
    return this.#held(this.inner.recover());
  }

  /** @internal For its condition. */
  get lock(): Inner {
    return this.inner;
  }

  /** Runs `fn` while holding it. */
  protected async runHolding<T>(fn: () => T | PromiseLike<T>, options: WaitOptions | undefined): Promise<T> {
    checkFunction('fn', fn);
    const guard = await this.acquire(options);
    try {
      return await fn();
    } finally {
      await guard.release();
    }
  }

  #held(guard: Guard): ManagedGuard {
    const { words, state } = this.block;
    return new ShmGuard(guard, nextFence(words, state + PRIMITIVE.FENCE), this.block);
  }
}

/** A `Lock` of `@weft/atomics` in shared memory, in the shape of managers. */
export class ShmLock extends AnyLock<Lock> implements ManagedLock {
  constructor(options: ContainerOptions | Block) {
    super(
      options instanceof Block
        ? options
        : placePrimitive(LOCK_KIND, options, () => new Lock({ in: options.in })),
    );
  }

  get kind(): 'lock' {
    return 'lock';
  }

  run<T>(fn: () => T | PromiseLike<T>, options?: WaitOptions): Promise<T> {
    return this.runHolding(fn, options);
  }
}

/** An `RLock` of `@weft/atomics` in shared memory, in the shape of managers. */
export class ShmRLock extends AnyLock<RLock> implements ManagedRLock {
  constructor(options: ContainerOptions | Block) {
    super(
      options instanceof Block
        ? options
        : placePrimitive(RLOCK_KIND, options, () => new RLock({ in: options.in })),
    );
  }

  get kind(): 'rlock' {
    return 'rlock';
  }

  run<T>(fn: () => T | PromiseLike<T>, options?: WaitOptions): Promise<T> {
    return inContext(() => this.runHolding(fn, options));
  }
}

const LOCK_KIND = registerKind({
  number: KIND.Lock,
  name: 'ShmLock',
  words: PRIMITIVE.SIZE,
  module: import.meta.url,
  attach: (block) => new ShmLock(block),
});

const RLOCK_KIND = registerKind({
  number: KIND.RLock,
  name: 'ShmRLock',
  words: PRIMITIVE.SIZE,
  module: import.meta.url,
  attach: (block) => new ShmRLock(block),
});
