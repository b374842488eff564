/**
 * The reading threads of a read-write lock: for each a pair of words, its token and how many reads it holds. A thread
 * keeps its pair for life and is the only one to write it, so readers do not contend; the pairs of the dead are taken
 * over by threads that read for the first time. Pairs in use stand at the front of the table.
 */
import { CapacityError } from '../errors.js';
import { RWLOCK } from '../layout.js';
import type { Block } from '../objects/block.js';

export class Readers {
  readonly #block: Block;
  readonly #words: Int32Array;
  readonly #first: number;
  readonly #end: number;
  /** This thread's pair, once it is known. */
  #mine: number | undefined;

  constructor(block: Block) {
    this.#block = block;
    this.#words = block.words;
    const room = Math.floor((block.stateWords - RWLOCK.READERS) / RWLOCK.READER_SIZE);
    const capacity = Math.min(Atomics.load(block.words, block.state + RWLOCK.CAPACITY), room);
    this.#first = block.state + RWLOCK.READERS;
    this.#end = this.#first + Math.max(0, capacity) * RWLOCK.READER_SIZE;
  }

  /** Whether this thread reads. */
  isReading(): boolean {
    this.#mine ??= this.#find();
    return this.#mine !== undefined && this.#count(this.#mine) > 0;
  }

  /** Marks this thread as reading, once more if it reads already. @throws CapacityError */
  enter(): void {
    this.#mine ??= this.#find() ?? this.#claim() ?? this.#claimFromTheDead();
    Atomics.add(this.#words, this.#mine + RWLOCK.READER_COUNT, 1);
  }

  /** Takes back one `enter` of this thread, and tells a writer that waits for readers to leave. */
  leave(): void {
    const { state, memory, members } = this.#block;
    // The pair may be another thread's by now.
    if (members.left) return;
    if (Atomics.sub(this.#words, (this.#mine as number) + RWLOCK.READER_COUNT, 1) > 1) return;
    if (Atomics.load(this.#words, state + RWLOCK.MODE) !== RWLOCK.MODE_DRAINING) return;
    Atomics.add(this.#words, state + RWLOCK.DRAIN, 1);
    memory.notify(state + RWLOCK.DRAIN);
  }

  /**
   * The token of a reader that still lives, 0 if there is none: one that is blocked itself if there is any, as only
   * such a one can be part of a deadlock.
   */
  any(): number {
    let reader = 0;
    for (const token of this.tokens()) {
      if (this.#block.members.table.isWaiting(token)) return token;
      reader = token;
    }
    return reader;
  }

  /** Tokens of the living who read now. Of other processes' deaths nobody tells, so now and then the system is asked. */
  tokens(): number[] {
    const { table } = this.#block.members;
    const tokens: number[] = [];
    for (let pair = this.#first; pair < this.#end; pair += RWLOCK.READER_SIZE) {
      const token = this.#token(pair);
      if (token === 0) break;
      if (this.#count(pair) > 0 && !table.probe(token)) tokens.push(token);
    }
    return tokens;
  }

  #token(pair: number): number {
    return Atomics.load(this.#words, pair + RWLOCK.READER_TOKEN);
  }

  #count(pair: number): number {
    return Atomics.load(this.#words, pair + RWLOCK.READER_COUNT);
  }

  /** The pair that another object of this thread has claimed on the same lock. */
  #find(): number | undefined {
    for (let pair = this.#first; pair < this.#end; pair += RWLOCK.READER_SIZE) {
      const token = this.#token(pair);
      if (token === this.#block.token) return pair;
      if (token === 0) break;
    }
    return undefined;
  }

  #claim(): number | undefined {
    const { token, members } = this.#block;
    for (let pair = this.#first; pair < this.#end; pair += RWLOCK.READER_SIZE) {
      const holder = this.#token(pair);
      if (holder !== 0 && !members.table.isDead(holder)) continue;
      if (Atomics.compareExchange(this.#words, pair + RWLOCK.READER_TOKEN, holder, token) !== holder)
        continue;
      // What the dead one had not given back. Should this thread die before it gets here, its pair is as dead.
      Atomics.store(this.#words, pair + RWLOCK.READER_COUNT, 0);
      return pair;
    }
    return undefined;
  }

  /** Of other processes' deaths nobody tells: before giving up, the system is asked about everyone. */
  #claimFromTheDead(): number {
    const { members, label } = this.#block;
    for (let pair = this.#first; pair < this.#end; pair += RWLOCK.READER_SIZE) {
      members.table.probeNow(this.#token(pair));
    }
    const pair = this.#claim();
    if (pair !== undefined) return pair;
    const capacity = (this.#end - this.#first) / RWLOCK.READER_SIZE;
    throw new CapacityError(
      `${label}: ${capacity} living threads have read it, more it has no room for; make it with a larger maxReaders`,
    );
  }
}
