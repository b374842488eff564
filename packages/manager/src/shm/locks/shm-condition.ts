import { Condition, CorruptRegionError, type WaitOptions } from '@weft/atomics';
import { Block, checkFunction, checkWait, deadlineAfter, now, registerKind } from '@weft/atomics/kit';
import type { ManagedCondition, ManagedGuard } from '../../containers/locks.js';
import type { ContainerOptions } from '../container.js';
import { KIND, PRIMITIVE } from '../layout.js';
import { Primitive, placePrimitive, wordAt } from '../primitive.js';
import { type ShmLock, ShmRLock } from './shm-lock.js';

/** How a condition is made. */
export interface ShmConditionOptions extends ContainerOptions {
  /** In the same region; default: a new `ShmRLock`. */
  readonly lock?: ShmLock | ShmRLock | undefined;
}

/** A `Condition` of `@weft/atomics` in shared memory, in the shape of managers. */
export class ShmCondition extends Primitive<Condition> implements ManagedCondition {
  readonly #lock: ShmLock | ShmRLock;

  constructor(options: ShmConditionOptions | Block) {
    const block = options instanceof Block ? options : placeCondition(options);
    const lock = lockOf(block);
    super(block, (inner) => new Condition(lock.lock, inner));
    this.#lock = lock;
  }

  get kind(): 'condition' {
    return 'condition';
  }

  async acquire(options?: WaitOptions): Promise<ManagedGuard> {
    return this.#lock.acquire(options);
  }

  async tryAcquire(): Promise<ManagedGuard | undefined> {
    return this.#lock.tryAcquire();
  }

  async release(): Promise<void> {
    return this.#lock.release();
  }

  run<T>(fn: () => T | PromiseLike<T>, options?: WaitOptions): Promise<T> {
    return this.#lock.run(fn, options);
  }

  async wait(options?: WaitOptions): Promise<boolean> {
    return this.inner.wait(options);
  }

  async waitFor(predicate: () => boolean | PromiseLike<boolean>, options?: WaitOptions): Promise<boolean> {
    checkFunction('predicate', predicate);
    const deadline = deadlineAfter(checkWait(options));
    const { inner } = this;
    for (;;) {
      const answer = await predicate();
      const left = deadline === Number.POSITIVE_INFINITY ? deadline : Math.max(0, deadline - now());
      if (answer || left <= 0) return answer;
      const timeout = left === Number.POSITIVE_INFINITY ? undefined : left;
      await inner.wait({ timeout, signal: options?.signal });
    }
  }

  async notify(n?: number): Promise<void> {
    this.inner.notify(n);
  }

  async notifyAll(): Promise<void> {
    this.inner.notifyAll();
  }
}

function placeCondition(options: ShmConditionOptions): Block {
  const { in: region, name } = options;
  const exists = name !== undefined && region.get(name) !== undefined;
  const lock = options.lock ?? (exists ? undefined : new ShmRLock({ in: region }));
  return placePrimitive(
    CONDITION_KIND,
    { in: region, name },
    () => new Condition(lock?.lock, { in: region }),
    lock && wordAt(lock),
  );
}

function lockOf(block: Block): ShmLock | ShmRLock {
  const lockBlock = block.sibling(block.words[block.state + PRIMITIVE.LOCK_AT] as number);
  // Asked before it is made an object: a condition that stands there may lead back here, for ever.
  const { number, attach } = lockBlock.kind;
  if (number === KIND.Lock || number === KIND.RLock) return attach(lockBlock) as ShmLock | ShmRLock;
  throw new CorruptRegionError(`${block.label}: the word that tells its lock is overwritten`);
}

const CONDITION_KIND = registerKind({
  number: KIND.Condition,
  name: 'ShmCondition',
  words: PRIMITIVE.SIZE,
  module: import.meta.url,
  attach: (block) => new ShmCondition(block),
});
