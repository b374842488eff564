/**
 * Waiters that are released one by one, in order of arrival, each parked on a word of its own (as the wait queues of
 * CPython's Condition, which give each waiter a lock of its own).
 *
 * A waiter's state changes by compare-exchange only: WAITING → RELEASED or BROKEN by whoever ends its wait, and back
 * to free by the waiter. So a release reaches exactly one waiter, also when a thread dies in between; and if the one
 * that it reached turns out to be dead, `healed` passes it on.
 */
import { CapacityError } from '../errors.js';
import { TOKEN_MASK, WAITER } from '../layout.js';
import type { SharedMemory } from '../memory/shared-memory.js';
import type { Membership } from '../region/membership.js';
import { Operation, PARK } from '../waiting/operation.js';

/** How a wait in the table ended; `acting`: not yet, but this waiter has something to do for all. */
export type Ending = 'released' | 'broken' | 'acting';

/** How many waiters one waiter asks about at one pulse. */
const PROBES_AT_ONCE = 4;

export class WaiterTable {
  readonly memory: SharedMemory;
  readonly words: Int32Array;
  readonly members: Membership;
  readonly #start: number;
  readonly #capacity: number;
  readonly #passesOn: boolean;
  /** Counts the probes; starts anywhere. */
  #probed: number;

  /** @param passesOn whether a release that reached a dead waiter is to reach another one instead */
  constructor(memory: SharedMemory, members: Membership, start: number, capacity: number, passesOn: boolean) {
    this.memory = memory;
    this.words = memory.words;
    this.members = members;
    this.#start = start;
    this.#capacity = capacity;
    this.#passesOn = passesOn;
    this.#probed = members.token;
  }

  /** Takes a place in the table and returns it. @throws CapacityError */
  enter(ticket: number, label: string): number {
    if (this.#free() === undefined) this.heal();
    const place = this.#free();
    if (place !== undefined) {
      Atomics.store(this.words, place + WAITER.TICKET, ticket);
      Atomics.store(this.words, place + WAITER.STATE, this.members.token | WAITER.WAITING);
      return place;
    }
    throw new CapacityError(
      `${label}: all ${this.#capacity} places for waiters are taken; make it with more`,
    );
  }

  /** Frees a place. */
  leave(place: number): void {
    Atomics.store(this.words, place + WAITER.STATE, 0);
  }

  /** How the wait at that place has ended, if it has. */
  ending(place: number): Ending | undefined {
    switch (Atomics.load(this.words, place + WAITER.STATE) & WAITER.PHASE) {
      case WAITER.WAITING:
        return undefined;
      case WAITER.RELEASED:
        return 'released';
      case WAITER.BROKEN:
        return 'broken';
      default:
        return 'acting';
    }
  }

  ticket(place: number): number {
    return Atomics.load(this.words, place + WAITER.TICKET);
  }

  /** Releases up to `count` living waiters, the longest waiting first; returns how many. */
  release(count: number): number {
    let released = 0;
    while (released < count) {
      const place = this.#oldest();
      if (place === undefined) break;
      if (this.#end(place, WAITER.RELEASED)) released += 1;
    }
    return released;
  }

  /** Ends the waits of all, also of those that act. */
  endAll(phase: typeof WAITER.RELEASED | typeof WAITER.BROKEN): void {
    for (const place of this.waiting()) this.#end(place, phase);
  }

  /** Wakes one waiter to act. */
  appoint(place: number): void {
    this.#end(place, WAITER.ACTING);
  }

  /** Places of those whose wait has not ended. */
  waiting(): number[] {
    return Array.from(this.#places()).filter((place) => this.#isUnended(place));
  }

  /** Whether one of those is dead, as far as can be told. */
  hasDeadWaiter(): boolean {
    this.#probeSome();
    return this.waiting().some((place) => this.#isDead(this.#tokenAt(place)));
  }

  /** Frees the places of the dead, and gives the living what the dead were released for. */
  heal(): void {
    this.#probeSome();
    for (const place of this.#places()) {
      const state = Atomics.load(this.words, place + WAITER.STATE);
      if (state === 0 || !this.#isDead(state & TOKEN_MASK)) continue;
      if (Atomics.compareExchange(this.words, place + WAITER.STATE, state, 0) !== state) continue;
      if (this.#passesOn && (state & WAITER.PHASE) === WAITER.RELEASED) this.release(1);
    }
  }

  /**
   * Asks the system about a few of those in the table, each time about the next few: as every waiter does so from a
   * place of its own, together they ask about all, and a hundred waiters are not a hundred times a hundred questions.
   */
  #probeSome(): void {
    const taken = Array.from(this.#places()).filter((place) => this.#tokenAt(place) !== 0);
    for (let i = 0; i < Math.min(PROBES_AT_ONCE, taken.length); i += 1) {
      this.#probed += 1;
      this.members.table.probe(this.#tokenAt(taken[this.#probed % taken.length] as number));
    }
  }

  #tokenAt(place: number): number {
    return Atomics.load(this.words, place + WAITER.STATE) & TOKEN_MASK;
  }

  #isUnended(place: number): boolean {
    const state = Atomics.load(this.words, place + WAITER.STATE);
    const phase = state & WAITER.PHASE;
    return state !== 0 && (phase === WAITER.WAITING || phase === WAITER.ACTING);
  }

  #free(): number | undefined {
    for (const place of this.#places())
      if (Atomics.load(this.words, place + WAITER.STATE) === 0) return place;
    return undefined;
  }

  #isDead(token: number): boolean {
    return this.members.table.isDead(token);
  }

  #oldest(): number | undefined {
    let oldest: number | undefined;
    for (const place of this.#places()) {
      if (!this.#isUnended(place) || this.#isDead(this.#tokenAt(place))) continue;
      // Tickets wrap around: the difference tells which is older, not the numbers.
      if (oldest === undefined || ((this.ticket(place) - this.ticket(oldest)) | 0) < 0) oldest = place;
    }
    return oldest;
  }

  #end(place: number, phase: number): boolean {
    const state = Atomics.load(this.words, place + WAITER.STATE);
    if (!this.#isUnended(place)) return false;
    const next = (state & TOKEN_MASK) | phase;
    if (Atomics.compareExchange(this.words, place + WAITER.STATE, state, next) !== state) return false;
    this.memory.notify(place + WAITER.STATE);
    return true;
  }

  *#places(): Generator<number> {
    for (let i = 0; i < this.#capacity; i += 1) yield this.#start + i * WAITER.SIZE;
  }
}

/** Waiting at a place of the table, which stays taken however the wait ends; `undefined` if it times out. */
export class WaitInTable extends Operation<Ending | undefined> {
  readonly #table: WaiterTable;
  readonly #place: number;
  readonly #onPulse: () => void;

  constructor(table: WaiterTable, place: number, onPulse: () => void) {
    super();
    this.#table = table;
    this.#place = place;
    this.#onPulse = onPulse;
    this.word = place + WAITER.STATE;
    this.expected = table.members.token | WAITER.WAITING;
  }

  attempt(): Ending | typeof PARK {
    return this.#table.ending(this.#place) ?? PARK;
  }

  timedOut(): undefined {
    return undefined;
  }

  override pulse(): void {
    this.#onPulse();
  }
}
