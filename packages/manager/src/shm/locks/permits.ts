/**
 * The permits of a semaphore, and who waits for them, under a monitor. Whoever came first is served first, however many
 * permits it wants.
 *
 * Each change is one store, so a death in the monitor leaves nothing to repair: a place is filled in before the word that
 * makes it count, COUNT of a holder and TOKEN of a waiter.
 */
import { ArgumentError, CapacityError, SemaphoreOverflowError, TimeoutError } from '@weft/atomics';
import { type Block, Monitor, Operation, PARK } from '@weft/atomics/kit';
import { KIND, SEMAPHORE } from '../layout.js';
import { publish, put } from '../memory/store.js';

/** How many of those who are in the way one waiter asks about at one pulse. */
const PROBES_AT_ONCE = 4;

export class Permits {
  readonly #block: Block;
  readonly #words: Int32Array;
  readonly #state: number;
  readonly #monitor: Monitor;
  #probed = 0;

  constructor(block: Block) {
    this.#block = block;
    this.#words = block.words;
    this.#state = block.state;
    this.#monitor = new Monitor(block.memory, block.members, block.state + SEMAPHORE.MONITOR);
  }

  /** The most permits there may be, if there is a bound. */
  get bound(): number | undefined {
    return this.#block.kind.number === KIND.BoundedSemaphore ? this.#own(SEMAPHORE.BOUND) : undefined;
  }

  get label(): string {
    return this.#block.label;
  }

  /** Free permits: a snapshot. */
  free(): number {
    let held = 0;
    for (const at of this.#holders())
      if (this.#lives(at)) held += this.#words[at + SEMAPHORE.HOLDER_COUNT] as number;
    return this.#own(SEMAPHORE.TOTAL) - held;
  }

  /** Takes permits if there are as many and nobody else has waited for longer; with a `ticket`, whoever has it has not. */
  tryTake(count: number, ticket: number | undefined): boolean {
    return this.#monitor.run(() => {
      const first = this.#firstWaiter();
      if (first !== undefined && first !== ticket) return false;
      if (this.free() < count) return false;
      this.#hold(this.#block.token, count);
      return true;
    });
  }

  /** Gives back what this client holds, or adds what it does not. @throws SemaphoreOverflowError */
  release(count: number): void {
    this.#monitor.run(() => {
      const { bound } = this;
      if (bound !== undefined && this.free() + count > bound) {
        throw new SemaphoreOverflowError(`${this.label} would have more than its ${bound} permits`);
      }
      let left = count - this.#giveBack(this.#block.token, count);
      // Of a bounded one, all that is not free is held by somebody.
      for (const at of bound === undefined ? [] : this.#holders()) {
        if (left > 0 && this.#lives(at)) left -= this.#giveBack(this.#words[at] as number, left);
      }
      if (left > 0) put(this.#words, this.#state + SEMAPHORE.TOTAL, this.#own(SEMAPHORE.TOTAL) + left);
    });
    this.tell();
  }

  /** Stands in line. @throws CapacityError */
  enter(): number {
    return this.#monitor.run(() => {
      const ticket = this.#own(SEMAPHORE.NEXT_TICKET);
      put(this.#words, this.#state + SEMAPHORE.NEXT_TICKET, (ticket + 1) | 0);
      const place = this.#freePlace(SEMAPHORE.WAITERS, SEMAPHORE.WAITER_SIZE);
      put(this.#words, place + SEMAPHORE.WAITER_TICKET, ticket);
      publish(this.#words, place + SEMAPHORE.WAITER_TOKEN, this.#block.token);
      return ticket;
    });
  }

  /** Leaves the line. */
  leave(ticket: number): void {
    this.#monitor.run(() => {
      for (const at of this.#waiters()) {
        const mine =
          this.#words[at] === this.#block.token && this.#words[at + SEMAPHORE.WAITER_TICKET] === ticket;
        if (mine) publish(this.#words, at + SEMAPHORE.WAITER_TOKEN, 0);
      }
    });
    this.tell();
  }

  /** The word to park on, and its value. */
  get signalAt(): number {
    return this.#state + SEMAPHORE.SIGNAL;
  }

  get signal(): number {
    return Atomics.load(this.#words, this.signalAt);
  }

  /** Has everyone who waits look. */
  tell(): void {
    Atomics.add(this.#words, this.signalAt, 1);
    this.#block.memory.notify(this.signalAt);
  }

  /** Asks the system about a few of those who hold permits or wait, and has everyone look if one of them is dead. */
  probe(): void {
    const { table } = this.#block.members;
    const places = [...this.#holders(), ...this.#waiters()].filter((at) => this.#lives(at));
    for (let i = 0; i < Math.min(PROBES_AT_ONCE, places.length); i += 1) {
      this.#probed += 1;
      if (table.probe(this.#words[places[this.#probed % places.length] as number] as number)) this.tell();
    }
  }

  /** The ticket of who has waited longest. */
  #firstWaiter(): number | undefined {
    let first: number | undefined;
    for (const at of this.#waiters()) {
      if (!this.#lives(at)) continue;
      const ticket = this.#words[at + SEMAPHORE.WAITER_TICKET] as number;
      // Tickets go around: the difference tells which is older, not the numbers.
      if (first === undefined || ((ticket - first) | 0) < 0) first = ticket;
    }
    return first;
  }

  #hold(token: number, count: number): void {
    for (const at of this.#holders()) {
      if (this.#words[at] !== token) continue;
      const held = this.#words[at + SEMAPHORE.HOLDER_COUNT] as number;
      put(this.#words, at + SEMAPHORE.HOLDER_COUNT, held + count);
      return;
    }
    const place = this.#freePlace(SEMAPHORE.HOLDERS, SEMAPHORE.HOLDER_SIZE);
    put(this.#words, place + SEMAPHORE.HOLDER_COUNT, 0);
    put(this.#words, place + SEMAPHORE.HOLDER_TOKEN, token);
    put(this.#words, place + SEMAPHORE.HOLDER_COUNT, count);
  }

  /** A place that nobody living has. @throws CapacityError */
  #freePlace(start: number, size: number): number {
    for (let i = 0; i < SEMAPHORE.PLACES; i += 1) {
      const at = this.#state + start + i * size;
      if (this.#lives(at)) continue;
      if (i >= this.#own(SEMAPHORE.USED)) put(this.#words, this.#state + SEMAPHORE.USED, i + 1);
      return at;
    }
    throw new CapacityError(`${this.label}: ${SEMAPHORE.PLACES} clients hold permits or wait, no more can`);
  }

  /** Takes up to so many permits from a holder; how many. */
  #giveBack(token: number, count: number): number {
    for (const at of this.#holders()) {
      if (this.#words[at] !== token) continue;
      const held = this.#words[at + SEMAPHORE.HOLDER_COUNT] as number;
      const given = Math.min(held, count);
      put(this.#words, at + SEMAPHORE.HOLDER_COUNT, held - given);
      if (given === held) put(this.#words, at + SEMAPHORE.HOLDER_TOKEN, 0);
      return given;
    }
    return 0;
  }

  /** Whether somebody has a place who is not known to be dead. */
  #lives(at: number): boolean {
    const token = this.#words[at] as number;
    return token !== 0 && !this.#block.members.table.isDead(token);
  }

  #own(offset: number): number {
    return this.#words[this.#state + offset] as number;
  }

  #holders(): Generator<number> {
    return this.#places(SEMAPHORE.HOLDERS, SEMAPHORE.HOLDER_SIZE);
  }

  #waiters(): Generator<number> {
    return this.#places(SEMAPHORE.WAITERS, SEMAPHORE.WAITER_SIZE);
  }

  *#places(start: number, size: number): Generator<number> {
    const used = Math.min(this.#own(SEMAPHORE.USED), SEMAPHORE.PLACES);
    for (let i = 0; i < used; i += 1) yield this.#state + start + i * size;
  }
}

/** Acquiring permits. */
export class AcquirePermits extends Operation<number> {
  readonly #permits: Permits;
  readonly #count: number;
  #ticket: number | undefined;

  constructor(permits: Permits, count: number) {
    super();
    const { bound } = permits;
    if (bound !== undefined && count > bound) {
      throw new ArgumentError(`${permits.label} never has ${count} permits: at most ${bound}`);
    }
    this.#permits = permits;
    this.#count = count;
    this.word = permits.signalAt;
  }

  attempt(announce: boolean): number | typeof PARK {
    if (announce) this.#ticket ??= this.#permits.enter();
    // Read before it is tried: who changes something later changes this word, too.
    this.expected = this.#permits.signal;
    if (!this.#permits.tryTake(this.#count, this.#ticket)) return PARK;
    this.abandon();
    return this.#count;
  }

  timedOut(): number {
    throw new TimeoutError(`${this.#permits.label} had not enough permits within the timeout`);
  }

  override abandon(): void {
    if (this.#ticket !== undefined) this.#permits.leave(this.#ticket);
    this.#ticket = undefined;
  }

  override pulse(): void {
    this.#permits.probe();
  }
}
