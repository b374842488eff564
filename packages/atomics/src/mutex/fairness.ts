/**
 * Fair rounds, for locks and semaphores that may be overtaken.
 *
 * Whoever finds the lock free takes it, even if others were woken for it: this is what makes contended locks fast.
 * But a waiter that was woken and overtaken may call a fair round, at most one every `FAIR_EVERY_MS` per lock: as long
 * as it lasts the lock is only handed on, in the order in which waiters stand in the word's queue, and newcomers
 * queue behind. The round ends when its caller has had the lock. So a waiter is overtaken for at most `FAIR_EVERY_MS`
 * after it was first woken, and then waits for at most one turn of each that stood before it. Only if the lock lies
 * free for `FAIR_FOR_MS`, because the thread that was woken for it is busy, newcomers may take it.
 *
 * The idea of a lock that is mostly unfair and now and then fair: parking_lot (Amanieu d'Antras), after WebKit's
 * locks; here the waiters call for fairness instead of the releaser, whose fast path so stays free of clocks. The mode
 * in which newcomers must queue is that of Go's sync.Mutex.
 */
import { sharedClock } from '../clock.js';
import { FAIR_EVERY_MS, FAIR_FOR_MS, MUTEX } from '../layout.js';
import type { SharedMemory } from '../memory/shared-memory.js';
import type { Membership } from '../region/membership.js';

/** One waiter's part in the fairness of one lock word. The two words behind it are FAIR_SETTER and FAIR_AT. */
export class FairTurn {
  readonly #memory: SharedMemory;
  readonly #members: Membership;
  readonly #at: number;
  #called = false;

  constructor(memory: SharedMemory, members: Membership, at: number) {
    this.#memory = memory;
    this.#members = members;
    this.#at = at;
  }

  /** Whether this waiter's round is on. */
  get called(): boolean {
    return this.#called;
  }

  /** This waiter was overtaken: whether it may set FAIR now. */
  call(): boolean {
    if (this.#called) return true;
    const { words } = this.#memory;
    const time = sharedClock();
    if (Math.abs(time - Atomics.load(words, this.#at + MUTEX.FAIR_AT)) < FAIR_EVERY_MS) return false;
    const { token, table } = this.#members;
    const setter = Atomics.load(words, this.#at + MUTEX.FAIR_SETTER);
    if (setter !== 0 && !table.isDead(setter)) return false;
    if (Atomics.compareExchange(words, this.#at + MUTEX.FAIR_SETTER, setter, token) !== setter) return false;
    Atomics.store(words, this.#at + MUTEX.FAIR_AT, time);
    this.#called = true;
    return true;
  }

  /** The caller of the round had its turn and cleared FAIR as it took the lock. */
  finish(): void {
    if (!this.#called) return;
    this.#called = false;
    Atomics.store(this.#memory.words, this.#at + MUTEX.FAIR_SETTER, 0);
  }

  /** The caller leaves without its turn. */
  leave(): void {
    if (!this.#called) return;
    this.finish();
    endRound(this.#memory, this.#at);
  }

  /** Ends a round whose caller has died. */
  pulse(): void {
    const { words } = this.#memory;
    if ((Atomics.load(words, this.#at) & MUTEX.FAIR) === 0) return;
    const setter = Atomics.load(words, this.#at + MUTEX.FAIR_SETTER);
    if (setter !== 0 && !this.#members.table.probe(setter)) return;
    if (Atomics.compareExchange(words, this.#at + MUTEX.FAIR_SETTER, setter, 0) === setter) {
      endRound(this.#memory, this.#at);
    }
  }
}

/**
 * Whether newcomers may take a free lock although a fair round is on: those in line have had it for the taking for
 * so long that the thread of the one who was woken must be busy with something else.
 */
export function isLeftLying(words: Int32Array, at: number): boolean {
  return Math.abs(sharedClock() - Atomics.load(words, at + MUTEX.FAIR_AT)) > FAIR_FOR_MS;
}

/** Ends a fair round. The lock may be free and kept for those in line: then one of them is woken to take it. */
export function endRound(memory: SharedMemory, at: number): void {
  Atomics.and(memory.words, at, ~MUTEX.FAIR);
  memory.notify(at, 1);
}

/** Notes, before a lock is let go in a fair round, since when it lies free. */
export function beginHandOn(words: Int32Array, at: number): void {
  Atomics.store(words, at + MUTEX.FAIR_AT, sharedClock());
}

/**
 * Wakes `count` waiters of a word that has just been let go. If a fair round is on and nobody is parked, those who
 * wait are on their way into the queue and, not being in it, may not take anything: then the round ends. It is called
 * again if need be.
 */
export function wakeInLine(memory: SharedMemory, at: number, count: number, fair: boolean): void {
  if (memory.notify(at, count) === 0 && fair) endRound(memory, at);
}
