/**
 * The mutual exclusion that all locks are built of: a futex mutex (U. Drepper, "Futexes Are Tricky", the mutex with
 * a contended state) whose word holds the owner's token instead of 1, so that the death of an owner can be told, and
 * which now and then is fair (see `fairness.ts`). The word's states are tabled at `MUTEX` in `layout.ts`.
 *
 * Ownership changes hands by one compare-exchange, so there is no moment at which a killed thread could leave the
 * mutex between two states.
 */
import { NotOwnerError, OwnerDiedError, TimeoutError } from '../errors.js';
import { MUTEX, TOKEN_MASK } from '../layout.js';
import type { SharedMemory } from '../memory/shared-memory.js';
import type { Membership } from '../region/membership.js';
import { Operation, PARK } from '../waiting/operation.js';
import { beginHandOn, FairTurn, isLeftLying, wakeInLine } from './fairness.js';

/** How an acquire succeeded: `inherited` from an owner that died with it. */
export type Acquired = 'free' | 'inherited';

/** What becomes of a mutex whose owner died: everyone is told, or the next one inherits it. */
export type DeathRule = () => 'abandon' | 'inherit';

/** What error messages call a lock; only asked for when there is one, as a name must be decoded first. */
export interface Labelled {
  readonly label: string;
}

/**
 * The time from one release without a guard to the next one, in one thread. A guard is good in its own era only: what
 * the thread holds in a later one belongs to another guard. Closing the region ends an era as well.
 */
export interface Era {
  readonly mutex: Mutex;
}

/** The words of a mutex, seen by one thread. */
export class Mutex {
  readonly memory: SharedMemory;
  readonly words: Int32Array;
  readonly members: Membership;
  readonly token: number;
  readonly at: number;
  readonly deathRule: DeathRule;
  /** The era that goes on. */
  era: Era = { mutex: this };

  constructor(memory: SharedMemory, members: Membership, at: number, deathRule: DeathRule) {
    this.memory = memory;
    this.words = memory.words;
    this.members = members;
    this.token = members.token;
    this.at = at;
    this.deathRule = deathRule;
  }

  /** Takes the mutex if it is free. */
  tryTake(): boolean {
    return Atomics.compareExchange(this.words, this.at, 0, this.token) === 0;
  }

  /** Token of the owner, 0 if there is none; that of the dead one while the mutex is abandoned. */
  owner(): number {
    return Atomics.load(this.words, this.at) & TOKEN_MASK;
  }

  /** Whether this thread holds it: nothing any more once it has closed the region, whatever the word still says. */
  isMine(): boolean {
    if (this.members.left) return false;
    const word = Atomics.load(this.words, this.at);
    return (word & TOKEN_MASK) === this.token && (word & MUTEX.ABANDONED) === 0;
  }

  isAbandoned(): boolean {
    return (Atomics.load(this.words, this.at) & MUTEX.ABANDONED) !== 0;
  }

  /** Whether somebody has announced that it waits. May still say so when the last one has just left. */
  hasWaiters(): boolean {
    return (Atomics.load(this.words, this.at) & MUTEX.WAITERS) !== 0;
  }

  /** Begins the next era. */
  endEra(): void {
    this.era = { mutex: this };
  }

  /** Lets go if this thread holds it. */
  releaseMine(): void {
    const { words, at, token } = this;
    if (Atomics.compareExchange(words, at, token, 0) === token) return;
    for (;;) {
      const word = Atomics.load(words, at);
      if ((word & TOKEN_MASK) !== token || (word & MUTEX.ABANDONED) !== 0 || this.#handOn(word)) return;
    }
  }

  /**
   * Lets go, whoever holds it.
   *
   * @throws NotOwnerError if nobody does
   */
  release(site: Labelled): void {
    const { words, at, token } = this;
    if (Atomics.compareExchange(words, at, token, 0) === token) return;
    for (;;) {
      const word = Atomics.load(words, at);
      if ((word & TOKEN_MASK) === 0 || (word & MUTEX.ABANDONED) !== 0) {
        throw new NotOwnerError(`${site.label} is not held: release() needs an acquire() before it`);
      }
      if (this.#handOn(word)) return;
    }
  }

  /** Lets go where `word` is held, and wakes whoever waits; `false` if it has changed meanwhile. */
  #handOn(word: number): boolean {
    const { words, at } = this;
    const next = (word & MUTEX.FAIR) === 0 ? 0 : MUTEX.FAIR | MUTEX.WAITERS;
    if (next !== 0) beginHandOn(words, at);
    if (Atomics.compareExchange(words, at, word, next) !== word) return false;
    if ((word & MUTEX.WAITERS) !== 0) wakeInLine(this.memory, at, 1, next !== 0);
    return true;
  }

  /** Marks the mutex of a dead owner as abandoned and tells everyone. */
  abandon(word: number): void {
    const next = (word & TOKEN_MASK) | MUTEX.ABANDONED;
    if (Atomics.compareExchange(this.words, this.at, word, next) === word) this.memory.notify(this.at);
  }

  /** Whether the owner is dead, as far as anyone can tell, and leaves an abandoned mutex, which is marked so then. */
  checkAbandoned(): boolean {
    for (;;) {
      const word = Atomics.load(this.words, this.at);
      if ((word & MUTEX.ABANDONED) !== 0) return true;
      const owner = word & TOKEN_MASK;
      if (owner === 0 || !this.members.table.probe(owner) || this.deathRule() === 'inherit') return false;
      this.abandon(word);
    }
  }

  /**
   * Takes an abandoned mutex.
   *
   * @throws NotOwnerError if it is not abandoned
   */
  recover(site: Labelled): void {
    const word = this.checkAbandoned() ? Atomics.load(this.words, this.at) : 0;
    const recovered =
      (word & MUTEX.ABANDONED) !== 0 &&
      Atomics.compareExchange(this.words, this.at, word, this.token) === word;
    if (!recovered) {
      throw new NotOwnerError(
        `${site.label} is not abandoned (any more), so there is nothing to recover: acquire() it`,
      );
    }
  }
}

/** Acquiring a mutex; `taken` makes the result when this thread has got it. */
export class AcquireMutex<T> extends Operation<T> {
  readonly #mutex: Mutex;
  readonly #site: Labelled;
  readonly #taken: (how: Acquired) => T;
  readonly #turn: FairTurn;

  constructor(mutex: Mutex, site: Labelled, taken: (how: Acquired) => T) {
    super();
    this.word = mutex.at;
    this.#mutex = mutex;
    this.#site = site;
    this.#taken = taken;
    this.#turn = new FairTurn(mutex.memory, mutex.members, mutex.at);
  }

  attempt(announce: boolean): T | typeof PARK {
    for (;;) {
      const word = Atomics.load(this.#mutex.words, this.#mutex.at);
      if (this.#mayTake(word)) {
        if (this.#take(word)) return this.#taken('free');
        continue;
      }
      if ((word & MUTEX.ABANDONED) !== 0) throw this.#ownerDied(word & TOKEN_MASK);
      if (this.#ownerIsDead(word)) {
        if (this.#mutex.deathRule() === 'abandon') this.#mutex.abandon(word);
        else if (this.#inherit(word)) return this.#taken('inherited');
      } else if (!announce || this.#announce(word)) return PARK;
    }
  }

  timedOut(): T {
    throw new TimeoutError(`${this.#site.label} was not free within the timeout`);
  }

  override abandon(): void {
    this.#turn.leave();
  }

  override pulse(): void {
    const owner = this.#mutex.owner();
    if (owner !== 0) this.#mutex.members.table.probe(owner);
    this.#turn.pulse();
  }

  override blocker(): number {
    return this.expected & TOKEN_MASK;
  }

  #mayTake(word: number): boolean {
    if ((word & TOKEN_MASK) !== 0) return false;
    return this.parked || (word & MUTEX.FAIR) === 0 || isLeftLying(this.#mutex.words, this.#mutex.at);
  }

  #take(word: number): boolean {
    // Having waited, this thread may leave others parked behind it: it takes the mutex as a contended one.
    let next = word | this.#mutex.token | (this.parked ? MUTEX.WAITERS : 0);
    if (this.#turn.called) next &= ~MUTEX.FAIR;
    if (!this.#swap(word, next)) return false;
    this.#turn.finish();
    return true;
  }

  #announce(word: number): boolean {
    let next = word | MUTEX.WAITERS;
    if (this.woken && this.#turn.call()) next |= MUTEX.FAIR;
    if (next !== word && !this.#swap(word, next)) return false;
    this.expected = next;
    return true;
  }

  #ownerIsDead(word: number): boolean {
    const owner = word & TOKEN_MASK;
    return owner !== 0 && this.#mutex.members.table.isDead(owner);
  }

  #inherit(word: number): boolean {
    return this.#swap(word, (word & ~TOKEN_MASK) | this.#mutex.token);
  }

  #swap(word: number, next: number): boolean {
    return Atomics.compareExchange(this.#mutex.words, this.#mutex.at, word, next) === word;
  }

  #ownerDied(owner: number): OwnerDiedError {
    const { name, pid, threadId } = this.#mutex.members.table.describe(owner);
    return new OwnerDiedError(
      `thread ${name} (process ${pid}, thread ${threadId}) ended while it held ${this.#site.label}: check what the lock ` +
        'protects, then call recover()',
    );
  }
}
