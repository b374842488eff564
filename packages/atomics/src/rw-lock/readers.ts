/**
 * The reading threads of a read-write lock: for each a pair of words, its token and how many reads it holds. A
 * thread's pair is written by that thread alone, so readers do not contend, and a reader that dies leaves nothing
 * behind but its pair, which whoever meets it frees.
 */
import { CapacityError } from '../errors.js';
import { RWLOCK } from '../layout.js';
import type { Block } from '../objects/block.js';

export class Readers {
  readonly #block: Block;
  readonly #words: Int32Array;
  readonly #pairs: readonly number[];

  constructor(block: Block) {
    this.#block = block;
    this.#words = block.words;
    const room = Math.floor((block.stateWords - RWLOCK.READERS) / RWLOCK.READER_SIZE);
    const capacity = Math.min(Atomics.load(block.words, block.state + RWLOCK.CAPACITY), room);
    const first = block.state + RWLOCK.READERS;
    this.#pairs = Array.from({ length: Math.max(0, capacity) }, (_, i) => first + i * RWLOCK.READER_SIZE);
  }

  /** The pair of this thread, if it reads. */
  mine(): number | undefined {
    for (const pair of this.#pairs) if (this.#token(pair) === this.#block.token) return pair;
    return undefined;
  }

  /** Marks this thread as reading, once more if it reads already; returns its pair. @throws CapacityError */
  enter(): number {
    const pair = this.mine() ?? this.#claim();
    Atomics.add(this.#words, pair + RWLOCK.READER_COUNT, 1);
    return pair;
  }

  /** Takes back one `enter`, and tells a writer that waits for readers to leave. */
  leave(pair: number): void {
    const { state, memory } = this.#block;
    if (Atomics.sub(this.#words, pair + RWLOCK.READER_COUNT, 1) > 1) return;
    Atomics.store(this.#words, pair + RWLOCK.READER_TOKEN, 0);
    if (Atomics.load(this.#words, state + RWLOCK.MODE) !== RWLOCK.MODE_DRAINING) return;
    Atomics.add(this.#words, state + RWLOCK.DRAIN, 1);
    memory.notify(state + RWLOCK.DRAIN);
  }

  /**
   * The token of a reader that still lives, 0 if there is none: one that is blocked itself if there is any, as only
   * such a one can be part of a deadlock. Frees the pairs of the dead.
   */
  any(): number {
    const { table } = this.#block.members;
    let reader = 0;
    for (const pair of this.#pairs) {
      const token = this.#token(pair);
      if (token === 0 || this.#count(pair) === 0) continue;
      if (table.isDead(token)) this.#bury(pair, token);
      else if (table.isWaiting(token)) return token;
      else reader = token;
    }
    return reader;
  }

  /** Tokens of those who read now. */
  tokens(): number[] {
    const { table } = this.#block.members;
    return this.#pairs
      .filter((pair) => this.#count(pair) > 0)
      .map((pair) => this.#token(pair))
      .filter((token) => token !== 0 && !table.isDead(token));
  }

  #token(pair: number): number {
    return Atomics.load(this.#words, pair + RWLOCK.READER_TOKEN);
  }

  #count(pair: number): number {
    return Atomics.load(this.#words, pair + RWLOCK.READER_COUNT);
  }

  #claim(): number {
    const { token, members, label } = this.#block;
    for (const pair of this.#pairs) {
      const holder = this.#token(pair);
      if (holder !== 0 && members.table.isDead(holder)) this.#bury(pair, holder);
      if (Atomics.compareExchange(this.#words, pair + RWLOCK.READER_TOKEN, 0, token) === 0) return pair;
    }
    throw new CapacityError(
      `${label}: ${this.#pairs.length} threads read already; make it with a larger maxReaders`,
    );
  }

  /** Frees the pair of a dead reader; of several who try, one does, and if it dies as well its pair is as dead. */
  #bury(pair: number, token: number): void {
    if (Atomics.compareExchange(this.#words, pair + RWLOCK.READER_TOKEN, token, this.#block.token) !== token)
      return;
    Atomics.store(this.#words, pair + RWLOCK.READER_COUNT, 0);
    Atomics.store(this.#words, pair + RWLOCK.READER_TOKEN, 0);
  }
}
