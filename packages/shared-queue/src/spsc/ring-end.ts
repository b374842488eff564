/**
 * What the two ends of a single-producer single-consumer ring have in common (L. Lamport, "Concurrent reading and
 * writing", 1977; with cached indices as in B-Queue, Wang et al. 2013, and batched publication as in MCRingBuffer,
 * Lee et al. 2010): each end writes one index and reads the other's, which it looks up only when what it saw last is
 * used up; and it publishes its own only once per batch, since an atomic store costs more than all the rest.
 *
 * **Nothing stays invisible.** What an end has done becomes visible to the other one
 * 1. when a batch is full, at `flush()`, and at the end of every call that moves many;
 * 2. at its next item, once the other end waits: with every item an end looks, plainly, whether somebody does;
 * 3. before it waits itself, and at every 16th poll in vain;
 * 4. and if it does nothing of all that, because it is idle or dead, the other end helps itself: with every item an
 *    end also writes, plainly, how far it is. The other end may believe that number once it has seen it for
 *    `SETTLED_MS`: stores of one thread reach memory in order, or at least within microseconds, so what was written
 *    before that number is there. A thread that waits looks after at most a pulse (6 to 50 ms), one that polls at
 *    every 16th poll in vain.
 */
import { ClosedError } from '@weft/atomics';
import type { Block } from '@weft/atomics/kit';
import { now } from '@weft/atomics/kit';
import { RingEndTakenError } from '../errors.js';
import { SIGNAL } from '../layout.js';
import { Signal } from '../waiting/signal.js';

/** How long a plain number must have been seen before it is believed. */
const SETTLED_MS = 2;

/**
 * At every so manyth poll in vain (a power of two) an end looks closely, but not sooner than so many milliseconds
 * after the last time: the number that it looks at is written with every item, and looking slows the writer down.
 */
const POLLS = 16;
const CLOSE_LOOK_EVERY_MS = 0.05;

/** Flags in the word where the other end waits: it wants to know of the next item. */
export const WANTED: number = SIGNAL.WAITERS | SIGNAL.WATCHED;

/** Where an end's words are, counted from the block's state. */
export interface EndWords {
  readonly published: number;
  readonly ahead: number;
  readonly otherPublished: number;
  readonly otherAhead: number;
  readonly owner: number;
  /** Where the other end waits for this one. */
  readonly signal: number;
  /** `producer` or `consumer`, for messages. */
  readonly role: string;
}

// Fields of the fast path have their first values at their declarations: engines then know that they hold integers.
export abstract class RingEnd {
  protected readonly block: Block;
  protected readonly words: Int32Array;
  /** How far this end is. */
  protected position: number = 0;
  /** How far it may go before it has to look how far the other end is. */
  protected limit: number = 0;
  /** The position at which it publishes next. */
  protected publishAt: number = 0;
  /** Where it writes how far it is, and where the other end says that it waits. */
  protected readonly aheadAt: number = 0;
  protected readonly signalAt: number = 0;
  readonly #signal: Signal;
  readonly #at: EndWords;
  /** How much farther than the other end this one may be: a producer by the size of the ring. */
  readonly #lead: number;
  readonly #batch: number;
  #published = 0;
  #closed = false;
  #misses = 0;
  #lookedCloselyAt = 0;
  #glimpsed = 0;
  #glimpsedAt = 0;

  /** @throws RingEndTakenError if a living thread has this end */
  constructor(block: Block, at: EndWords, lead: number, batch: number) {
    const { words, state } = block;
    this.block = block;
    this.words = words;
    this.#at = at;
    this.#lead = lead;
    this.#batch = batch;
    this.#signal = new Signal(block, state + at.signal);
    this.aheadAt = state + at.ahead;
    this.signalAt = state + at.signal;
    this.#claim();
    block.adopt?.(this);
    // An earlier owner may have died with something that it had not published.
    this.position = Atomics.load(words, this.aheadAt);
    this.#published = Atomics.load(words, state + at.published);
    this.limit = this.#limitFor(Atomics.load(words, state + at.otherPublished));
    this.#glimpsed = this.limit;
    this.flush();
  }

  /** Whether this thread has given the end back. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Makes everything visible that this end has done. */
  flush(): void {
    const { position } = this;
    this.publishAt = (position + this.#batch) | 0;
    if (position === this.#published) return;
    this.#published = position;
    Atomics.store(this.words, this.block.state + this.#at.published, position);
    this.#signal.raise(1);
  }

  /** Gives this end back, so that another thread may take it. Everything is made visible before. */
  close(): void {
    if (this.#closed) return;
    this.flush();
    this.#closed = true;
    // From now on every step has to look, and is told.
    this.limit = this.position;
    Atomics.compareExchange(this.words, this.block.state + this.#at.owner, this.block.token, 0);
  }

  /** As `close`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** How far this end may go, as far as it knows. */
  protected get reach(): number {
    return (this.limit - this.position) >>> 0;
  }

  /** After `units` were moved: notes it, and publishes if that is due. */
  protected advance(units: number): void {
    const position = (this.position + units) | 0;
    this.position = position;
    this.words[this.aheadAt] = position;
    if (((this.publishAt - position) | 0) <= 0 || ((this.words[this.signalAt] as number) & WANTED) !== 0) {
      this.flush();
    }
  }

  /** Looks how far the other end is; whether this one may go farther than it knew. */
  protected look(): boolean {
    if (this.#closed) {
      throw new ClosedError(
        `this ${this.#at.role} of ${this.block.label} is closed: ask the ring for a new one`,
      );
    }
    if (this.#extend(this.#limitFor(this.#load(this.#at.otherPublished)))) return true;
    // An end that polls looks all the time: only now and then as closely as one that waits.
    this.#misses = (this.#misses + 1) | 0;
    if ((this.#misses & (POLLS - 1)) !== 0 || now() - this.#lookedCloselyAt < CLOSE_LOOK_EVERY_MS)
      return false;
    this.#lookedCloselyAt = now();
    return this.lookClosely();
  }

  /** @internal Looks for what the other end has done and not published; this end hides nothing either, then. */
  lookClosely(): boolean {
    this.flush();
    const ahead = this.#limitFor(this.#load(this.#at.otherAhead));
    if (ahead === this.limit) return false;
    if (((this.#glimpsed - this.limit) | 0) <= 0) {
      this.#glimpsed = ahead;
      this.#glimpsedAt = now();
      return false;
    }
    return now() - this.#glimpsedAt >= SETTLED_MS && this.#extend(this.#glimpsed);
  }

  #extend(limit: number): boolean {
    if (((limit - this.limit) | 0) <= 0) return false;
    this.limit = limit;
    return true;
  }

  #limitFor(other: number): number {
    return (other + this.#lead) | 0;
  }

  #load(word: number): number {
    return Atomics.load(this.words, this.block.state + word);
  }

  #claim(): void {
    const { words, token, members } = this.block;
    const at = this.block.state + this.#at.owner;
    for (;;) {
      const owner = Atomics.load(words, at);
      if (owner !== 0 && (owner === token || !members.table.probe(owner))) {
        throw new RingEndTakenError(
          `${this.block.label} has a ${this.#at.role} already: close() that one first`,
        );
      }
      if (Atomics.compareExchange(words, at, owner, token) === owner) return;
    }
  }
}
