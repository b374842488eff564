import { TimeoutError } from '../errors.js';
import { RWLOCK } from '../layout.js';
import type { AcquireMutex } from '../mutex/mutex.js';
import type { Block } from '../objects/block.js';
import { Operation, PARK } from '../waiting/operation.js';
import type { Readers } from './readers.js';

/** What becomes of the mutex that the writer takes first. */
export interface WriterSteps<T> {
  /** All readers are gone: makes the result. */
  readonly writing: () => T;
  /** Gives the mutex back without having written. */
  readonly retreat: () => void;
}

/** Takes the mutex, which keeps new readers out, then waits until those who read have left. */
export class AcquireWrite<T> extends Operation<T> {
  readonly #block: Block;
  readonly #readers: Readers;
  readonly #entry: AcquireMutex<true>;
  readonly #steps: WriterSteps<T>;
  #draining = false;
  #reader = 0;

  constructor(block: Block, readers: Readers, entry: AcquireMutex<true>, steps: WriterSteps<T>) {
    super();
    this.#block = block;
    this.#readers = readers;
    this.#entry = entry;
    this.#steps = steps;
    this.word = entry.word;
  }

  attempt(announce: boolean): T | typeof PARK {
    // A look without obligation must not keep readers out, so it does not begin to wait for any.
    if (!announce) {
      this.#reader = this.#readers.any();
      if (this.#reader !== 0) return PARK;
    }
    if (!this.#draining && this.#enter(announce) === PARK) return PARK;
    this.#draining = true;
    const { words, state } = this.#block;
    this.word = state + RWLOCK.DRAIN;
    // Read before looking: a reader that leaves after the look has changed it.
    this.expected = Atomics.load(words, this.word);
    this.#reader = this.#readers.any();
    if (this.#reader === 0) {
      this.#draining = false;
      return this.#steps.writing();
    }
    if (!announce) this.abandon();
    return PARK;
  }

  timedOut(): T {
    throw new TimeoutError(`${this.#block.label} was not free for writing within the timeout`);
  }

  override abandon(): void {
    if (this.#draining) this.#steps.retreat();
    else this.#entry.abandon();
    this.#draining = false;
    this.word = this.#entry.word;
  }

  override pulse(): void {
    if (this.#reader !== 0) this.#block.members.table.probe(this.#reader);
    if (!this.#draining) this.#entry.pulse();
  }

  override blocker(): number {
    return this.#draining ? this.#reader : this.#entry.blocker();
  }

  #enter(announce: boolean): true | typeof PARK {
    this.#entry.parked = this.parked;
    this.#entry.woken = this.woken;
    const outcome = this.#entry.attempt(announce);
    this.expected = this.#entry.expected;
    return outcome;
  }
}
