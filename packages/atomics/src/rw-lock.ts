import { checkInteger, checkWait } from './checks.js';
import { type Guard, OnceGuard } from './guard.js';
import { KIND, RWLOCK } from './layout.js';
import { describeMutex } from './lock.js';
import { AcquireMutex, Mutex } from './mutex/mutex.js';
import { Block } from './objects/block.js';
import { registerKind } from './objects/kinds.js';
import { checkPlace, place } from './objects/place.js';
import type { ObjectOptions } from './objects/shared-object.js';
import { type SyncWaitOptions, WaitingObject } from './objects/waiting-object.js';
import { AcquireWrite } from './rw-lock/acquire-write.js';
import { Readers } from './rw-lock/readers.js';
import type { WaitOptions } from './waiting/async-line.js';
import { selfDeadlock } from './waiting/deadlock.js';
import { PARK } from './waiting/operation.js';
import { tryOnce } from './waiting/try-once.js';

/** How a read-write lock is made. */
export interface RWLockOptions extends ObjectOptions {
  /** How many threads, as long as they live, can read: 1 to 4096, default 64 (8 bytes each). */
  readonly maxReaders?: number | undefined;
}

const DEFAULT_READERS = 64;
const MOST_READERS = 4096;

/**
 * A lock that many threads may hold for reading or one for writing.
 *
 * A writer holds a mutex while it writes; a reader looks at that mutex after having marked itself in a place of its
 * own, so readers do not slow each other down (the reader indicators of Calciu et al., "NUMA-Aware Reader-Writer
 * Locks", one per thread). Sequential consistency of the two stores and two loads makes sure that of a reader and a
 * writer that meet at least one sees the other.
 *
 * - **Starves neither side**: a waiting writer keeps new readers out; a waiting reader queues for the same mutex as
 *   the writers, and lets it go again once it is marked. So both wait as long as for a `Lock` (see there).
 * - **No upgrade**: a thread that reads and asks to write gets a `DeadlockError`. A thread that reads may block for
 *   reading again; asynchronous reads are not re-entrant.
 * - **Death**: a dead reader is forgotten. After the death of a writer acquires throw `OwnerDiedError` until
 *   `recover()`; a writer that dies while it still waits for readers leaves no trace.
 *
 * @example
 * const lock = new RWLock();
 * using reading = lock.acquireReadSync();
 */
export class RWLock extends WaitingObject {
  readonly #block: Block;
  readonly #mutex: Mutex;
  readonly #readers: Readers;

  constructor(options: RWLockOptions | Block = {}) {
    const block = options instanceof Block ? options : placeRWLock(options);
    super(block);
    this.#block = block;
    this.#readers = new Readers(block);
    const mode = block.state + RWLOCK.MODE;
    this.#mutex = new Mutex(block.memory, block.members, block.state + RWLOCK.MUTEX, () =>
      Atomics.load(block.words, mode) === RWLOCK.MODE_WRITING ? 'abandon' : 'inherit',
    );
  }

  /**
   * Acquires the lock for reading.
   *
   * @throws TimeoutError, OwnerDiedError, CapacityError (too many reading threads), ArgumentError, the signal's reason
   */
  acquireRead(options?: WaitOptions): Promise<Guard> {
    try {
      const guard = options === undefined ? this.#tryRead() : undefined;
      return guard === undefined ? this.runAsync(this.#readAcquisition(), options) : Promise.resolve(guard);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Acquires the lock for reading; blocks the thread while another thread writes or waits to write.
   *
   * @throws TimeoutError, OwnerDiedError, DeadlockError, CapacityError, BlockingNotAllowedError, ArgumentError
   */
  acquireReadSync(options?: SyncWaitOptions): Guard {
    checkWait(options);
    return this.#readAgain() ?? this.#tryRead() ?? this.runSync(this.#readAcquisition(), options);
  }

  /** Acquires the lock for reading if that needs no waiting. @throws OwnerDiedError, CapacityError */
  tryAcquireRead(): Guard | undefined {
    const guard = this.#readAgain() ?? this.#tryRead();
    if (guard !== undefined) return guard;
    const outcome = tryOnce(this.#readAcquisition());
    return outcome === PARK ? undefined : outcome;
  }

  /**
   * Acquires the lock for writing. Reads of this thread's other tasks are waited for.
   *
   * @throws TimeoutError, OwnerDiedError, ArgumentError, the signal's reason
   */
  acquireWrite(options?: WaitOptions): Promise<Guard> {
    return this.runAsync(this.#writeAcquisition(), options);
  }

  /**
   * Acquires the lock for writing; blocks the thread while others hold it.
   *
   * @throws DeadlockError also if this thread reads: it would wait for itself
   * @throws TimeoutError, OwnerDiedError, BlockingNotAllowedError, ArgumentError
   */
  acquireWriteSync(options?: SyncWaitOptions): Guard {
    checkWait(options);
    if (this.#readers.isReading()) {
      const { label } = this.#block;
      const advice = 'release the read first, there is no upgrade';
      throw selfDeadlock(`${label} for writing`, `${label} for reading`, advice);
    }
    return this.runSync(this.#writeAcquisition(), options);
  }

  /** Acquires the lock for writing if that needs no waiting. @throws OwnerDiedError */
  tryAcquireWrite(): Guard | undefined {
    const outcome = tryOnce(this.#writeAcquisition());
    return outcome === PARK ? undefined : outcome;
  }

  /** Takes over the lock of a writer that died, for writing. @throws NotOwnerError if it is not abandoned */
  recover(): Guard {
    this.#mutex.recover(this.#block);
    return this.#writing();
  }

  /** How many threads read: a snapshot only. */
  readers(): number {
    return this.#readers.tokens().length;
  }

  /** Whether a thread writes: a snapshot only. */
  writing(): boolean {
    const mode = Atomics.load(this.#block.words, this.#block.state + RWLOCK.MODE);
    return this.#mutex.owner() !== 0 && mode === RWLOCK.MODE_WRITING;
  }

  describe(): Record<string, unknown> {
    const readers = this.#readers.tokens().map((token) => this.#mutex.members.table.describe(token).name);
    return { ...describeMutex(this.#mutex), writing: this.writing(), readers };
  }

  /** One more read of a thread that reads already: no writer can be in, whoever waits. */
  #readAgain(): Guard | undefined {
    return this.#readers.isReading() ? this.#read() : undefined;
  }

  #tryRead(): Guard | undefined {
    if (this.#mutex.owner() !== 0) return undefined;
    // Marked first, looked second; a writer takes the mutex first and looks for marks second.
    this.#readers.enter();
    if (this.#mutex.owner() === 0) return this.#readGuard();
    this.#readers.leave();
    return undefined;
  }

  /** Queues for the mutex with the writers, marks itself while it has it, and lets it go. */
  #readAcquisition(): AcquireMutex<Guard> {
    return new AcquireMutex(this.#mutex, this.#block, () => {
      this.#setMode(RWLOCK.MODE_ENTERING);
      try {
        return this.#read();
      } finally {
        this.#mutex.release(this.#block);
      }
    });
  }

  /** Marks this thread as reading, where no writer can be in. */
  #read(): Guard {
    this.#readers.enter();
    return this.#readGuard();
  }

  #readGuard(): Guard {
    return new OnceGuard(() => this.#readers.leave());
  }

  #writeAcquisition(): AcquireWrite<Guard> {
    const entry = new AcquireMutex<true>(this.#mutex, this.#block, () => {
      this.#setMode(RWLOCK.MODE_DRAINING);
      return true;
    });
    return new AcquireWrite(this.#block, this.#readers, entry, {
      writing: () => this.#writing(),
      retreat: () => this.#leaveMutex(),
    });
  }

  #writing(): Guard {
    this.#setMode(RWLOCK.MODE_WRITING);
    return new OnceGuard(() => {
      if (this.#mutex.isMine()) this.#leaveMutex();
    });
  }

  #leaveMutex(): void {
    this.#setMode(RWLOCK.MODE_ENTERING);
    this.#mutex.release(this.#block);
  }

  #setMode(mode: number): void {
    Atomics.store(this.#block.words, this.#block.state + RWLOCK.MODE, mode);
  }
}

function placeRWLock(options: RWLockOptions): Block {
  checkPlace('RWLock', options);
  const { maxReaders = DEFAULT_READERS } = options;
  const capacity = checkInteger('maxReaders', maxReaders, 1, MOST_READERS);
  return place(RWLOCK_KIND, options, RWLOCK.READERS + capacity * RWLOCK.READER_SIZE, (words, state) =>
    Atomics.store(words, state + RWLOCK.CAPACITY, capacity),
  );
}

const RWLOCK_KIND = registerKind({
  number: KIND.RWLock,
  name: 'RWLock',
  words: RWLOCK.READERS + RWLOCK.READER_SIZE,
  attach: (block) => new RWLock(block),
});
