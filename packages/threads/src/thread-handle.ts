/** Threads as every thread of the process sees them. */
import type { SyncWaitOptions, WaitOptions } from '@weft/atomics';
import { setThreadName, ThreadMemory } from '@weft/atomics';
import { checkWait, PULSE_MS } from '@weft/atomics/kit';
import { ThreadStateError } from './errors.js';
import { ownSeat, threadTable } from './table/here.js';
import { SLOT } from './table/layout.js';
import type { Seat } from './table/thread-table.js';
import { waitUntil } from './wait-until.js';

/** What can be known of a thread, and done with it, from any thread of the process. */
export interface ThreadFacts {
  /** Name in reports; setting it renames the thread for all. */
  name: string;
  /** Its number, never used twice in a process; `undefined` before the start. */
  readonly ident: number | undefined;
  /** The number that the runtime gives it: `threadId` of `node:worker_threads`. */
  readonly threadId: number | undefined;
  /** Whether it may be cut off when the program is done otherwise. */
  readonly daemon: boolean;
  /** Whether it was started and has not ended: a snapshot only. */
  isAlive(): boolean;
  /** Waits until it has ended: `true`, or `false` if the timeout came first. */
  join(options?: WaitOptions): Promise<boolean>;
  /** As `join`, blocking the calling thread. */
  joinSync(options?: SyncWaitOptions): boolean;
}

/** A thread that was not started by the calling one, or not by this package. */
export class ThreadHandle implements ThreadFacts {
  readonly ident: number;
  readonly #seat: Seat;
  /** What to say of it when its slot belongs to another. */
  #lastName: string;

  /** @internal */
  constructor(seat: Seat) {
    this.#seat = seat;
    this.ident = seat.ident;
    this.#lastName = threadTable().name(seat);
  }

  get name(): string {
    if (this.isAlive()) this.#lastName = threadTable().name(this.#seat);
    return this.#lastName;
  }

  set name(name: string) {
    renameThread(this.#seat, name);
    this.#lastName = name;
  }

  get threadId(): number {
    return threadTable().threadIdOf(this.#seat);
  }

  /** Whether it may be cut off when the program is done otherwise. */
  get daemon(): boolean {
    return threadTable().isDaemon(this.#seat);
  }

  /** Whether it has not ended: a snapshot only. */
  isAlive(): boolean {
    return threadTable().isAlive(this.#seat);
  }

  /**
   * Waits until the thread has ended: `true`, or `false` if the timeout came first. What it has returned or thrown only
   * comes to the thread that has started it.
   *
   * @throws ThreadStateError for the calling thread itself, and for the main thread, which does not end before the others
   * @throws ArgumentError, the signal's reason
   */
  async join(options?: WaitOptions): Promise<boolean> {
    checkWait(options);
    this.#checkJoinable();
    const given = new AbortController();
    try {
      return await waitUntil(this.#ended(given.signal), options);
    } finally {
      given.abort();
    }
  }

  /** As `join`, blocking the thread. */
  joinSync(options?: SyncWaitOptions): boolean {
    const timeout = checkWait(options);
    this.#checkJoinable();
    const table = threadTable();
    const deadline = performance.now() + timeout;
    const { slot, ident } = this.#seat;
    while (table.probe(this.#seat)) {
      const left = deadline - performance.now();
      if (left <= 0) return false;
      Atomics.wait(table.words, slot + SLOT.LIFE, ident, Math.min(left, PULSE_MS));
    }
    return true;
  }

  toString(): string {
    const state = this.isAlive() ? 'started' : 'stopped';
    return `<Thread(${this.name}, ${state}${this.daemon ? ' daemon' : ''} ${this.ident})>`;
  }

  async #ended(givenUp: AbortSignal): Promise<void> {
    const table = threadTable();
    const memory = new ThreadMemory(table.buffer);
    const { slot, ident } = this.#seat;
    while (!givenUp.aborted && table.probe(this.#seat)) {
      const wait = memory.waitAsync(slot + SLOT.LIFE, ident, PULSE_MS);
      givenUp.addEventListener('abort', () => wait.cancel(), { once: true });
      await wait.promise;
    }
  }

  #checkJoinable(): void {
    if (this.ident === ownSeat().ident) {
      throw new ThreadStateError('a thread cannot wait for its own end');
    }
    if (this.ident === threadTable().main.ident) {
      throw new ThreadStateError('the main thread ends last: nobody can wait for it');
    }
  }
}

/** Renames a thread in the table, and in the reports of `@weft/atomics` if it is the calling one. */
export function renameThread(seat: Seat, name: string): void {
  threadTable().setName(seat.slot, name);
  if (seat.ident === ownSeat().ident) setThreadName(name);
}
