import type { Guard } from '@weft/atomics';
import {
  Block,
  checkFunction,
  checkInteger,
  type Kind,
  PARK,
  place,
  registerKind,
  WaitingObject,
} from '@weft/atomics/kit';
import type { ManagedGuard, ManagedSemaphore, PermitOptions } from '../../containers/locks.js';
import type { ContainerOptions } from '../container.js';
import { KIND, SEMAPHORE } from '../layout.js';
import { put } from '../memory/store.js';
import { checkOpen } from '../open.js';
import { AcquirePermits, Permits } from './permits.js';
import { ShmGuard } from './shm-guard.js';

/** How a semaphore is made. */
export interface ShmSemaphoreOptions extends ContainerOptions {
  /** Permits at first, default 1. */
  readonly value?: number | undefined;
  /** Whether it never has more permits than at first. */
  readonly bounded?: boolean | undefined;
}

const MOST_PERMITS = 0x7fffffff;

/**
 * A semaphore of a manager on shared memory. Unlike that of `@weft/atomics` it knows who holds its permits, so those of a
 * client that dies are free again, and it serves in order of arrival. At most 256 clients hold permits, or wait, at once.
 */
export class ShmSemaphore extends WaitingObject implements ManagedSemaphore {
  readonly #block: Block;
  readonly #permits: Permits;

  constructor(options: ShmSemaphoreOptions | Block) {
    const block = options instanceof Block ? options : placeSemaphore(options);
    super(block);
    this.#block = block;
    this.#permits = new Permits(block);
  }

  get kind(): 'semaphore' | 'boundedSemaphore' {
    return this.#permits.bound === undefined ? 'semaphore' : 'boundedSemaphore';
  }

  async acquire(options: PermitOptions = {}): Promise<ManagedGuard> {
    checkOpen(this.#block);
    const count = checkCount(options.count);
    await this.runAsync(new AcquirePermits(this.#permits, count), options);
    return this.#guard(count);
  }

  async tryAcquire(count?: number): Promise<ManagedGuard | undefined> {
    checkOpen(this.#block);
    const wanted = checkCount(count);
    const outcome = new AcquirePermits(this.#permits, wanted).attempt(false);
    return outcome === PARK ? undefined : this.#guard(wanted);
  }

  async run<T>(fn: () => T | PromiseLike<T>, options?: PermitOptions): Promise<T> {
    checkFunction('fn', fn);
    const guard = await this.acquire(options);
    try {
      return await fn();
    } finally {
      await guard.release();
    }
  }

  async release(count?: number): Promise<void> {
    checkOpen(this.#block);
    this.#permits.release(checkCount(count));
  }

  async value(): Promise<number> {
    checkOpen(this.#block);
    return this.#permits.free();
  }

  /** Nothing to give up: what is in a region stays there as long as the region. */
  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}

  describe(): Record<string, unknown> {
    return { value: this.#permits.free() };
  }

  #guard(count: number): ManagedGuard {
    const { members } = this.#block;
    const release = () => {
      // What a closed client held is free already.
      if (!members.left) this.#permits.release(count);
    };
    const guard: Guard = { release, [Symbol.dispose]: release };
    return new ShmGuard(guard, 0, this.#block);
  }
}

function checkCount(count: number | undefined): number {
  return checkInteger('count', count ?? 1, 1, MOST_PERMITS);
}

function placeSemaphore(options: ShmSemaphoreOptions): Block {
  const { value = 1, bounded = false } = options;
  checkInteger('value', value, 0, MOST_PERMITS);
  return place(bounded ? BOUNDED_KIND : SEMAPHORE_KIND, options, SEMAPHORE.SIZE, (words, state) => {
    put(words, state + SEMAPHORE.TOTAL, value);
    put(words, state + SEMAPHORE.BOUND, bounded ? value : 0);
  });
}

function semaphoreKind(number: number, name: string): Kind {
  return registerKind({
    number,
    name,
    words: SEMAPHORE.SIZE,
    module: import.meta.url,
    attach: (block) => new ShmSemaphore(block),
  });
}

const SEMAPHORE_KIND = semaphoreKind(KIND.Semaphore, 'ShmSemaphore');
const BOUNDED_KIND = semaphoreKind(KIND.BoundedSemaphore, 'ShmBoundedSemaphore');
