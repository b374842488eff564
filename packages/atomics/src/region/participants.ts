/**
 * The table of participants of a region: who has it open, and whether they still live.
 *
 * A slot goes FREE → JOINING → ALIVE by its own thread, ALIVE → FREE when the thread leaves, ALIVE → DEAD by whoever
 * learns of its death, and DEAD → JOINING when it is used again, with the next generation. A token is stale as soon
 * as its slot is not ALIVE or holds another token, so nobody inherits what an earlier user of the slot held.
 */
import { CapacityError } from '../errors.js';
import { SLOT, STATUS, TOKEN_MASK } from '../layout.js';
import { osThreadRuns } from '../threads/os-thread.js';
import { identityText, thisThread, threadName } from '../threads/this-thread.js';
import { HOLDS_WEB_LOCK, holdsWebLock } from '../threads/web-lock.js';
import { readText, writeText } from './text.js';

/** What a participant is to others. */
export interface Participant {
  /** Stands for it in the words of locks: never used again while somebody may still hold it for an owner. */
  readonly token: number;
  /** Name of the thread. */
  readonly name: string;
  /** Unique over all threads and processes. */
  readonly identity: string;
  /** Process, 0 in a browser. */
  readonly pid: number;
  /** Number of the thread in its process, 0 for the main one. */
  readonly threadId: number;
  /** Whether it still runs, as far as is known. */
  readonly alive: boolean;
}

/** A slow look at the operating system is trusted for this long. */
const PROBE_EVERY_MS = 20;

/** One view of a participant table. */
export class ParticipantTable {
  readonly words: Int32Array;
  readonly capacity: number;
  readonly #start: number;
  readonly #probedAt: Float64Array;

  constructor(words: Int32Array, start: number, capacity: number) {
    this.words = words;
    this.capacity = capacity;
    this.#start = start;
    this.#probedAt = new Float64Array(capacity).fill(Number.NEGATIVE_INFINITY);
  }

  /** First word of the slot of a token. */
  slotOf(token: number): number {
    return this.slotAt(this.#indexOf(token));
  }

  slotAt(index: number): number {
    return this.#start + index * SLOT.SIZE;
  }

  /** Takes a slot for the calling thread and returns its token. */
  join(): number {
    const slot = this.#claim() ?? this.#claimFromTheDead();
    if (slot === undefined) {
      throw new CapacityError(
        `all ${this.capacity} participants of the region are alive: make it with a larger maxParticipants`,
      );
    }
    return this.#enter(slot);
  }

  /** Gives the slot back. What the thread still holds in the region becomes abandoned. */
  leave(token: number): void {
    Atomics.compareExchange(this.words, this.slotOf(token) + SLOT.STATUS, aliveAs(token), STATUS.FREE);
  }

  /** Whether the participant is known to be gone. Fast, and never wrong, but it may not know yet. */
  isDead(token: number): boolean {
    return Atomics.load(this.words, this.slotOf(token) + SLOT.STATUS) !== aliveAs(token);
  }

  /** As `isDead`, but asks the operating system too (at most every `PROBE_EVERY_MS`), and marks whom it finds dead. */
  probe(token: number): boolean {
    if (this.isDead(token)) return true;
    const index = this.#indexOf(token);
    const time = performance.now();
    if (time - (this.#probedAt[index] as number) < PROBE_EVERY_MS) return false;
    this.#probedAt[index] = time;
    return this.probeNow(token);
  }

  /** As `probe`, however lately it was asked: for a last look before giving up. */
  probeNow(token: number): boolean {
    if (this.isDead(token)) return true;
    // The slot may change hands while it is read: then the token is dead anyway, and marking it so does nothing.
    if (this.runs(this.slotOf(token)) === false) this.#markDead(token);
    return this.isDead(token);
  }

  /** Whether the thread of a slot still runs, as the operating system says; `undefined` if it does not tell. */
  runs(slot: number): boolean | undefined {
    const thread = Atomics.load(this.words, slot + SLOT.OS_THREAD);
    if (thread <= 0) return undefined;
    return osThreadRuns({
      pid: Atomics.load(this.words, slot + SLOT.PID),
      thread,
      startedHigh: Atomics.load(this.words, slot + SLOT.STARTED_HIGH),
      startedLow: Atomics.load(this.words, slot + SLOT.STARTED_LOW),
    });
  }

  /** Whether the participant has published that it is blocked. */
  isWaiting(token: number): boolean {
    return (Atomics.load(this.words, this.slotOf(token) + SLOT.WAIT_SEQUENCE) & 1) === 1;
  }

  /** Marks every living participant that `isGone` as dead; returns how many. */
  markWhere(isGone: (slot: number) => boolean): number {
    let marked = 0;
    for (const slot of this.living()) {
      // Read before it is asked about: should another thread have the slot by then, that one is not marked.
      const token = Atomics.load(this.words, slot + SLOT.TOKEN);
      if (isGone(slot) && this.#markDead(token)) marked += 1;
    }
    return marked;
  }

  /** First words of the slots that are alive. */
  *living(): Generator<number> {
    for (let index = 0; index < this.capacity; index += 1) {
      const slot = this.slotAt(index);
      if (this.isAlive(slot)) yield slot;
    }
  }

  /** Whether somebody has that slot who is not known to be dead. */
  isAlive(slot: number): boolean {
    return (Atomics.load(this.words, slot + SLOT.STATUS) & STATUS.MASK) === STATUS.ALIVE;
  }

  /** The slot of a living thread with that identity. */
  find(identityHigh: number, identityLow: number): number | undefined {
    for (const slot of this.living()) {
      if (
        Atomics.load(this.words, slot + SLOT.IDENTITY_LOW) === identityLow &&
        Atomics.load(this.words, slot + SLOT.IDENTITY_HIGH) === identityHigh
      ) {
        return slot;
      }
    }
    return undefined;
  }

  /** What the table knows about a token; stale tokens give the data of the slot with `alive: false`. */
  describe(token: number): Participant {
    const slot = this.slotOf(token);
    const same = Atomics.load(this.words, slot + SLOT.TOKEN) === token;
    return {
      token,
      name: same ? this.nameOf(slot) : `thread #${token}`,
      identity: same ? this.identityAt(slot) : '',
      pid: same ? Atomics.load(this.words, slot + SLOT.PID) : 0,
      threadId: same ? Atomics.load(this.words, slot + SLOT.THREAD_ID) : -1,
      alive: !this.isDead(token),
    };
  }

  /** Everybody who is alive. */
  list(): Participant[] {
    return Array.from(this.living(), (slot) => this.describe(Atomics.load(this.words, slot + SLOT.TOKEN)));
  }

  /** Identity of the thread in a slot. */
  identityAt(slot: number): string {
    return identityText(
      Atomics.load(this.words, slot + SLOT.IDENTITY_HIGH),
      Atomics.load(this.words, slot + SLOT.IDENTITY_LOW),
    );
  }

  nameOf(slot: number): string {
    return readText(this.words, slot + SLOT.NAME, SLOT.NAME_WORDS);
  }

  setName(token: number, name: string): void {
    writeText(this.words, this.slotOf(token) + SLOT.NAME, SLOT.NAME_WORDS, name);
  }

  #markDead(token: number): boolean {
    const status = this.slotOf(token) + SLOT.STATUS;
    return Atomics.compareExchange(this.words, status, aliveAs(token), STATUS.DEAD) === aliveAs(token);
  }

  /** Of anything that stands where a token should be, an index in the table. */
  #indexOf(token: number): number {
    return (token & TOKEN_MASK) % this.capacity;
  }

  #claim(): number | undefined {
    for (const status of [STATUS.FREE, STATUS.DEAD]) {
      for (let index = 0; index < this.capacity; index += 1) {
        const slot = this.slotAt(index);
        if (Atomics.compareExchange(this.words, slot + SLOT.STATUS, status, STATUS.JOINING) === status)
          return slot;
      }
    }
    return undefined;
  }

  #claimFromTheDead(): number | undefined {
    for (const slot of this.living()) this.probeNow(Atomics.load(this.words, slot + SLOT.TOKEN));
    return this.#claim();
  }

  #enter(slot: number): number {
    const { words, capacity } = this;
    const index = (slot - this.#start) / SLOT.SIZE;
    const generations = Math.floor(TOKEN_MASK / capacity);
    const generation = (Atomics.load(words, slot + SLOT.GENERATION) % (generations - 1)) + 1;
    const token = generation * capacity + index;
    Atomics.store(words, slot + SLOT.GENERATION, generation);
    Atomics.store(words, slot + SLOT.IDENTITY_HIGH, thisThread.identityHigh);
    Atomics.store(words, slot + SLOT.IDENTITY_LOW, thisThread.identityLow);
    Atomics.store(words, slot + SLOT.PID, thisThread.pid);
    Atomics.store(
      words,
      slot + SLOT.OS_THREAD,
      thisThread.os?.thread ?? (holdsWebLock() ? HOLDS_WEB_LOCK : 0),
    );
    Atomics.store(words, slot + SLOT.STARTED_HIGH, thisThread.os?.startedHigh ?? 0);
    Atomics.store(words, slot + SLOT.STARTED_LOW, thisThread.os?.startedLow ?? 0);
    Atomics.store(words, slot + SLOT.THREAD_ID, thisThread.threadId);
    Atomics.store(words, slot + SLOT.PARENT_ID, thisThread.ancestorId);
    Atomics.store(words, slot + SLOT.WAIT_SEQUENCE, Atomics.load(words, slot + SLOT.WAIT_SEQUENCE) & ~1);
    writeText(words, slot + SLOT.NAME, SLOT.NAME_WORDS, threadName());
    Atomics.store(words, slot + SLOT.TOKEN, token);
    Atomics.store(words, slot + SLOT.STATUS, aliveAs(token));
    return token;
  }
}

/** The status of a living participant. */
function aliveAs(token: number): number {
  return (token << STATUS.SHIFT) | STATUS.ALIVE;
}
