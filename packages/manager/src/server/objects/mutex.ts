/**
 * The state machine behind locks, re-entrant locks and conditions: one holder, a line of those who wait, and what is left
 * when a holder's client dies. It runs in the one thread of the server, so nothing here needs to be atomic.
 */
import { NotOwnerError, OwnerDiedError } from '@weft/atomics';
import type { Session } from '../session.js';

/** Context of code outside of any: it is never taken for re-entrant. */
const NO_CONTEXT = 0;

/** Somebody who has the lock, or is to have it back after waiting for a condition. */
export interface Holding {
  readonly session: Session;
  readonly context: number;
  /** Names the holding in messages. */
  readonly token: number;
  /** How often it was acquired. */
  depth: number;
  fence: number;
}

/** Somebody who waits for the lock. */
interface Waiter {
  readonly holding: Holding;
  /** The lock is theirs now. */
  granted(): void;
  failed(error: Error): void;
}

export class Mutex {
  readonly reentrant: boolean;
  readonly #what: string;
  #holding: Holding | undefined;
  #abandoned = false;
  #fence = 0;
  #lastToken = 0;
  readonly #line = new Set<Waiter>();

  /** @param what what messages call it */
  constructor(what: string, reentrant: boolean) {
    this.#what = what;
    this.reentrant = reentrant;
  }

  get holding(): Holding | undefined {
    return this.#holding;
  }

  get abandoned(): boolean {
    return this.#abandoned;
  }

  get waiters(): number {
    return this.#line.size;
  }

  /** Whether it could be acquired at once. @throws OwnerDiedError */
  isFree(): boolean {
    this.#checkAlive();
    return this.#holding === undefined;
  }

  /** The same holder again. */
  reenter(session: Session, context: number): Holding | undefined {
    this.#checkAlive();
    const holding = this.#holding;
    if (!this.reentrant || holding?.session !== session) return undefined;
    if (context === NO_CONTEXT || holding.context !== context) return undefined;
    holding.depth += 1;
    return holding;
  }

  /** A holding that does not have the lock yet. */
  newHolding(session: Session, context: number): Holding {
    this.#lastToken += 1;
    return { session, context, token: this.#lastToken, depth: 1, fence: 0 };
  }

  /** Gives the free lock to a holding. */
  grant(holding: Holding): void {
    this.#fence += 1;
    holding.fence = this.#fence;
    this.#holding = holding;
    holding.session.holdings.add(this);
  }

  /** Stands in line. @returns how to leave it again */
  enqueue(waiter: Waiter): () => void {
    this.#line.add(waiter);
    return () => void this.#line.delete(waiter);
  }

  /** Releases once, whoever asks. @throws NotOwnerError if nobody holds it */
  release(): void {
    const holding = this.#holding;
    if (holding === undefined) throw new NotOwnerError(`${this.#what} is not held by anybody`);
    holding.depth -= 1;
    if (holding.depth === 0) this.letGo();
  }

  /** Releases once what a guard stands for; nothing if that is not held any more. */
  releaseToken(session: Session, token: number): void {
    const holding = this.#holding;
    if (holding?.session === session && holding.token === token) this.release();
  }

  /** The holding of a caller. @throws NotOwnerError if the lock is somebody else's */
  owned(session: Session, context: number, verb: string): Holding {
    const holding = this.#holding;
    if (holding?.session === session && (!this.reentrant || holding.context === context)) return holding;
    throw new NotOwnerError(`${verb} needs ${this.#what}: acquire() it first`);
  }

  /** Takes over an abandoned lock. @throws NotOwnerError if it is not */
  recover(session: Session, context: number): Holding {
    if (!this.#abandoned) {
      throw new NotOwnerError(`${this.#what} is not abandoned, or somebody else has recovered it`);
    }
    this.#abandoned = false;
    const holding = this.newHolding(session, context);
    this.grant(holding);
    return holding;
  }

  /** Frees the lock, however often it was acquired, and hands it to the next in line. */
  letGo(): void {
    this.#holding?.session.holdings.delete(this);
    this.#holding = undefined;
    for (const waiter of this.#line) {
      this.#line.delete(waiter);
      if (waiter.holding.session.ended) continue;
      this.grant(waiter.holding);
      waiter.granted();
      return;
    }
  }

  /** The client of the holder is gone: nobody gets the lock until somebody recovers it. */
  sessionEnded(session: Session): void {
    if (this.#holding?.session !== session) return;
    this.#holding = undefined;
    this.#abandoned = true;
    for (const waiter of this.#line) {
      this.#line.delete(waiter);
      waiter.failed(this.#died());
    }
  }

  #checkAlive(): void {
    if (this.#abandoned) throw this.#died();
  }

  #died(): OwnerDiedError {
    return new OwnerDiedError(
      `the client that held ${this.#what} ended or lost its connection: look after what it protects, then recover() it`,
    );
  }
}
