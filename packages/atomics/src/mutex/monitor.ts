/**
 * Short critical sections inside the primitives themselves, blocking for callers of both verbs: no user code runs in
 * one, so it lasts some microseconds at most, or until its owner gets a processor again.
 *
 * A thread that dies in one leaves it to the next, with a word about it: `repair` then makes the state sound.
 */
import { BlockingNotAllowedError } from '../errors.js';
import type { SharedMemory } from '../memory/shared-memory.js';
import type { Membership } from '../region/membership.js';
import { PARK } from '../waiting/operation.js';
import { type Acquired, AcquireMutex, Mutex } from './mutex.js';

/** Sections are this short that spinning for a while is nearly always enough. */
const ROUNDS = 200;
const SLICE_MS = 5;

const SITE = { label: 'monitor' };

export class Monitor {
  readonly #mutex: Mutex;
  readonly #repair: (() => void) | undefined;

  constructor(memory: SharedMemory, members: Membership, at: number, repair?: () => void) {
    this.#mutex = new Mutex(memory, members, at, () => 'inherit');
    this.#repair = repair;
  }

  /** Runs `section` alone. */
  run<T>(section: () => T): T {
    this.enter();
    try {
      return section();
    } finally {
      this.leave();
    }
  }

  /** Begins a section, for callers that cannot afford a closure. */
  enter(): void {
    if (!this.#mutex.tryTake()) this.#wait();
  }

  /** Ends it. */
  leave(): void {
    this.#mutex.release(SITE);
  }

  /**
   * Whether a thread has died in a section, and nobody has come after it to repair what it left. For those who wait for
   * what only a section can change, and would not enter one by themselves.
   */
  isOrphaned(): boolean {
    const owner = this.#mutex.owner();
    return owner !== 0 && this.#mutex.members.table.probe(owner);
  }

  #wait(): void {
    const operation = new AcquireMutex(this.#mutex, SITE, (how) => how);
    for (let round = 0; ; round += 1) {
      const outcome = operation.attempt(round > ROUNDS);
      if (outcome === 'inherited') this.#repair?.();
      if (outcome !== PARK) return;
      if (round > ROUNDS) this.#park(operation);
    }
  }

  #park(operation: AcquireMutex<Acquired>): void {
    try {
      const slept = this.#mutex.memory.wait(operation.word, operation.expected, SLICE_MS);
      operation.woken = slept === 'ok';
      operation.parked ||= slept !== 'not-equal';
      if (slept === 'timed-out') operation.pulse();
    } catch (error) {
      // A browser's main thread may not park; it spins on, which is bounded by the section.
      if (!(error instanceof BlockingNotAllowedError)) throw error;
      operation.parked = true;
      operation.pulse();
    }
  }
}
