/** Acquiring permits of a semaphore. */
import { TimeoutError } from '../errors.js';
import type { Guard } from '../guard.js';
import { SEMAPHORE } from '../layout.js';
import { FairTurn, isLeftLying } from '../mutex/fairness.js';
import { Operation, PARK } from '../waiting/operation.js';
import { PermitGuard, type Permits } from './permits.js';

export class AcquirePermits extends Operation<Guard> {
  override readonly demand: number;
  readonly #permits: Permits;
  readonly #turn: FairTurn;

  constructor(permits: Permits, count: number) {
    super();
    this.demand = count;
    this.word = permits.at;
    this.#permits = permits;
    this.#turn = new FairTurn(permits.block.memory, permits.block.members, permits.at);
  }

  attempt(announce: boolean): Guard | typeof PARK {
    for (;;) {
      const word = Atomics.load(this.#permits.words, this.word);
      const left = (word & SEMAPHORE.PERMITS) - this.demand;
      if (left >= 0 && this.#mayTake(word)) {
        if (this.#take(word, left)) return new PermitGuard(this.#permits, this.demand);
      } else if (!announce || this.#announce(word)) return PARK;
    }
  }

  timedOut(): Guard {
    throw new TimeoutError(`${this.#permits.block.label} had not enough free permits within the timeout`);
  }

  override abandon(): void {
    this.#turn.leave();
  }

  override pulse(): void {
    this.#turn.pulse();
  }

  #mayTake(word: number): boolean {
    return this.parked || (word & SEMAPHORE.FAIR) === 0 || isLeftLying(this.#permits.words, this.word);
  }

  #take(word: number, left: number): boolean {
    if (!this.#swap(word, this.#wordAfter(word, left))) return false;
    this.#turn.finish();
    if (this.parked && left > 0) {
      this.#permits.block.memory.notify(this.word, (word & SEMAPHORE.BULK) === 0 ? left : undefined);
    }
    return true;
  }

  /**
   * Having waited, this thread may leave others parked behind it, and the release that woke it has taken down their
   * announcement. If it leaves permits it wakes them at once; if not, it announces them again.
   */
  #wordAfter(word: number, left: number): number {
    const flags = word & ~SEMAPHORE.PERMITS & (this.#turn.called ? ~SEMAPHORE.FAIR : -1);
    if (!this.parked) return left | flags;
    if (left === 0) return flags | SEMAPHORE.WAITERS;
    return left | (flags & ~(SEMAPHORE.WAITERS | SEMAPHORE.BULK));
  }

  #announce(word: number): boolean {
    let next = word | SEMAPHORE.WAITERS | (this.demand > 1 ? SEMAPHORE.BULK : 0);
    // A fair round keeps newcomers out, so only those may call one whom the next permit can serve.
    if (this.woken && this.demand === 1 && this.#turn.call()) next |= SEMAPHORE.FAIR;
    if (next !== word && !this.#swap(word, next)) return false;
    this.expected = next;
    return true;
  }

  #swap(word: number, next: number): boolean {
    return Atomics.compareExchange(this.#permits.words, this.word, word, next) === word;
  }
}
