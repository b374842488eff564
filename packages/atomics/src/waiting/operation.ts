/**
 * The one shape of everything that may have to wait.
 *
 * A primitive says what a single attempt does; the engine (`runSync`, `AsyncLine`) does the rest, the same for all:
 * spinning, parking, deadlines, aborting, healing, deadlock reports. So each algorithm is written once, for blocking
 * and asynchronous callers.
 *
 * **No wake-up is lost** if every primitive keeps three rules:
 * 1. an announced attempt publishes, by compare-exchange on the word it will park on, that somebody waits, and parks
 *    only while the word still has exactly the value it left there. Whoever changes the state changes that word: if
 *    before the waiter is queued, it does not park; if after, the changer has seen the announcement and notifies.
 * 2. a wake-up is always followed by another announced attempt, so a waiter that was woken in vain has announced
 *    itself, and with it all others who are still parked, before it parks again or gives up.
 * 3. who takes what it waited for, and leaves something for others, notifies them or leaves the announcement standing.
 * A waiter that dies between waking and attempting breaks rule 2: then the others find out at their next pulse.
 */

import { PULSE_MS } from '../memory/keep-alive.js';

/** What an attempt answers if it could not go on. */
export const PARK: unique symbol = Symbol('park');

export abstract class Operation<T> {
  /** Where to park after `PARK`, and the value that the word must still have. */
  word = 0;
  expected = 0;

  /** Whether this operation has been parked, and is therefore one of those who wait in line. */
  parked = false;

  /** Whether it was notified since its last attempt. */
  woken = false;

  /** The longest it may sleep without looking again, in milliseconds. */
  get pulseMs(): number {
    return PULSE_MS;
  }

  /** How much it asks for. Where an operation must wait, those behind it that ask for less may still go on. */
  readonly demand: number = 1;

  /**
   * Tries to finish. With `announce` it first makes sure to be notified and then answers `PARK`, without it nothing
   * is changed by an attempt that fails. Throws what the operation is to fail with.
   */
  abstract attempt(announce: boolean): T | typeof PARK;

  /** The wait timed out: the result of the operation, or an error to throw. */
  abstract timedOut(): T;

  /** The operation ends without having finished: takes back what attempts have left in memory. */
  abandon(): void {}

  /** Called every now and then while it is parked: looks for what died. */
  pulse(): void {}

  /** Token of a participant without whom this wait cannot end, 0 if there is no such one. */
  blocker(): number {
    return 0;
  }
}
