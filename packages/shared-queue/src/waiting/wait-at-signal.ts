/**
 * Waiting until something can be done, at a signal. The three rules of atomics' `Operation` hold so:
 *
 * 1. An announced attempt sets WAITERS in the signal and only then looks again; whoever commits something looks at
 *    the signal after the commit. Both sides are sequentially consistent, so one of them sees the other (Dekker).
 *    A wake-up changes the word, so nobody parks on an announcement that has been answered.
 * 2. An attempt that fails leaves WAITERS set.
 * 3. Who has waited and then takes what it waited for announces those who may be parked behind it, whose
 *    announcement was taken down by the wake-up, and wakes the next one if there is something left.
 *
 * Fairness is that of atomics' `Semaphore`: whoever is there first goes first, but a waiter that was woken and
 * overtaken may call a fair round, at most every 4 ms, in which newcomers stand behind those in line.
 */
import { FairTurn, Operation, PARK } from '@weft/atomics/kit';
import { SIGNAL } from '../layout.js';
import type { Signal } from './signal.js';

export abstract class WaitAtSignal<T> extends Operation<T> {
  readonly #signal: Signal;
  readonly #turn: FairTurn;
  readonly #behindOthers: boolean;

  /** @param behindOthers whether tasks of this thread are in line already, so that this one has to join them */
  constructor(signal: Signal, behindOthers: boolean) {
    super();
    this.#signal = signal;
    this.#behindOthers = behindOthers;
    this.word = signal.at;
    this.#turn = new FairTurn(signal.block.memory, signal.block.members, signal.at);
  }

  /** Does it, if it can be done now. Throws what the wait is to end with. */
  protected abstract tryNow(): T | typeof PARK;

  /** Whether the next waiter could go on now. */
  protected abstract leavesSome(): boolean;

  attempt(announce: boolean): T | typeof PARK {
    if (!announce && this.#behindOthers) return PARK;
    const outcome = this.#tryInTurn();
    if (outcome !== PARK || !announce) return outcome;
    this.#announce();
    return this.#tryInTurn();
  }

  override abandon(): void {
    this.#turn.leave();
  }

  override pulse(): void {
    this.#turn.pulse();
  }

  #tryInTurn(): T | typeof PARK {
    if (!this.parked && this.#signal.keepsNewcomersOut()) return PARK;
    const outcome = this.tryNow();
    if (outcome !== PARK) this.#passOn();
    return outcome;
  }

  #announce(): void {
    const { words } = this.#signal.block;
    for (;;) {
      const word = Atomics.load(words, this.word);
      let next = word | SIGNAL.WAITERS;
      if (this.woken && this.#turn.call()) next |= SIGNAL.FAIR;
      this.expected = next;
      if (next === word || Atomics.compareExchange(words, this.word, word, next) === word) return;
    }
  }

  #passOn(): void {
    if (this.#turn.called) {
      Atomics.and(this.#signal.block.words, this.word, ~SIGNAL.FAIR);
      this.#turn.finish();
    }
    if (!this.parked) return;
    this.#signal.announceOthers();
    if (this.leavesSome()) this.#signal.raise(1);
  }
}
