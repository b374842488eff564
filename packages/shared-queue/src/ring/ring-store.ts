/**
 * The store of `Queue`: a queue with two locks (M. Michael and M. Scott, "Simple, fast, and practical non-blocking
 * and blocking concurrent queue algorithms", 1996), so that those who put and those who get do not wait for each
 * other; here over one ring of words instead of linked nodes, and with a commit that survives its owner.
 *
 * Each end has a mutex, a commit word (items so far, and which of two position words counts) and that pair of
 * positions. A put writes the frames behind the last one, writes the new position into the word that does not count,
 * and then stores the commit word, which makes both count; a get copies frames out and does the same.
 *
 * | the owner of an end dies          | what others see                                                   |
 * |-----------------------------------|-------------------------------------------------------------------|
 * | before it stores the commit word  | the state before: what it wrote lies where nobody reads           |
 * | after that                        | the state after: a put item is there, a taken item is gone        |
 * | still holding the mutex           | the next one inherits it, and looks up the other end anew         |
 * | before it raised the signal       | the other side looks again by itself within a pulse               |
 *
 * The other end's commit word and position are read as a pair: commit, position, commit again, until both commits
 * agree, since the position word may be scratch by then. What was seen is kept beside the own end and looked up
 * again only when the ring seems full, or empty. It is kept in shared memory, not in the instance: positions go
 * round at 2^32, and a thread that slept through such a round must not believe what it saw before.
 */
import { CorruptRegionError } from '@weft/atomics';
import { type Block, Monitor } from '@weft/atomics/kit';
import { ShutDownError } from '../errors.js';
import { type Frames, frameWords, itemBytes, LARGE_BYTES } from '../frames.js';
import { END, QUEUE } from '../layout.js';
import type { Store } from '../store.js';
import { Ring } from './ring.js';
import { uninitialized } from './uninitialized.js';

/** Items between two commit words. */
function itemsBetween(from: number, to: number): number {
  return ((to >>> 1) - (from >>> 1)) & 0x7fffffff;
}

export class RingStore implements Store {
  readonly mostWords: number;
  readonly #block: Block;
  readonly #words: Int32Array;
  readonly #ring: Ring;
  readonly #state: number;
  readonly #put: number;
  readonly #get: number;
  readonly #most: number;
  readonly #putters: Monitor;
  readonly #getters: Monitor;

  /** @throws CorruptRegionError if what the memory says of its sizes is not possible */
  constructor(block: Block) {
    const { words, state } = block;
    const size = Atomics.load(words, state + QUEUE.MEMORY_WORDS);
    const at = Atomics.load(words, state + QUEUE.MEMORY_AT);
    const most = Atomics.load(words, state + QUEUE.MAXSIZE);
    if (
      size < 2 ||
      (size & (size - 1)) !== 0 ||
      at < QUEUE.CODEC ||
      at + size > block.stateWords ||
      most < 0
    ) {
      throw new CorruptRegionError(`the sizes of ${block.label} are not possible: it was overwritten`);
    }
    this.mostWords = size;
    this.#block = block;
    this.#words = words;
    this.#ring = new Ring(block, state + at, size);
    this.#state = state + QUEUE.STATE;
    this.#put = state + QUEUE.PUT;
    this.#get = state + QUEUE.GET;
    this.#most = most === 0 ? Number.POSITIVE_INFINITY : most;
    this.#putters = this.#monitor(this.#put, this.#get);
    this.#getters = this.#monitor(this.#get, this.#put);
  }

  put(frames: Frames): boolean {
    this.#putters.enter();
    try {
      return this.#putAlone(frames);
    } finally {
      this.#putters.leave();
    }
  }

  take(max: number, frames: Frames, apart: boolean): number {
    // Who finds nothing needs no mutex for that. Most of the time the first, plain look tells that there is something.
    if (this.#knownItems(this.#words[this.#get + END.COMMIT] as number) === 0 && this.size() === 0) return 0;
    this.#getters.enter();
    try {
      return this.#takeAlone(max, frames, apart);
    } finally {
      this.#getters.leave();
    }
  }

  hasRoom(frames: Frames): boolean {
    return this.#hasRoomFor(frames.wordsAt(frames.next));
  }

  size(): number {
    // The getters' end first: what is taken was put before.
    const taken = Atomics.load(this.#words, this.#get + END.COMMIT);
    return itemsBetween(taken, Atomics.load(this.#words, this.#put + END.COMMIT));
  }

  full(): boolean {
    return !this.#hasRoomFor(frameWords(1));
  }

  isShut(): boolean {
    return Atomics.load(this.#words, this.#state) !== QUEUE.STATE_OPEN;
  }

  shut(state: number): void {
    // Under the mutex, so that a put either comes before or sees it, by a plain look at the word.
    this.#putters.run(() => {
      if (Atomics.load(this.#words, this.#state) < state) Atomics.store(this.#words, this.#state, state);
    });
  }

  putCount(): number {
    return Atomics.load(this.#words, this.#put + END.COMMIT) >>> 1;
  }

  #putAlone(frames: Frames): boolean {
    const words = this.#words;
    const end = this.#put;
    if (words[this.#state] !== QUEUE.STATE_OPEN) {
      throw new ShutDownError(`${this.#block.label} is shut down: nothing can be put any more`);
    }
    const commit = words[end + END.COMMIT] as number;
    const position = words[end + END.POSITION + (commit & 1)] as number;
    const from = frames.next;
    const wanted = frames.count - frames.done;
    let fitting = this.#advance(frames, wanted, position, commit);
    if (fitting < wanted) {
      this.#look(end, this.#get);
      fitting += this.#advance(frames, wanted - fitting, position + frames.next - from, commit + 2 * fitting);
    }
    if (fitting > 0) {
      const length = frames.next - from;
      if (frames.large !== undefined) this.#ring.writeItem(position, frames.large);
      else this.#ring.write(position, frames.words, from, length);
      this.#commit(end, commit, position + length, fitting);
      frames.done += fitting;
    }
    return frames.done === frames.count;
  }

  /** Moves `frames.next` over the items, up to `wanted`, that fit behind `position` as far as putters know; how many. */
  #advance(frames: Frames, wanted: number, position: number, commit: number): number {
    const words = this.#words;
    const used = (position - (words[this.#put + END.OTHER_POSITION] as number)) >>> 0;
    let room = this.#ring.size - this.#checkUsed(used);
    const free = this.#most - itemsBetween(words[this.#put + END.OTHER_COMMIT] as number, commit);
    const most = Math.min(wanted, free);
    let items = 0;
    while (items < most) {
      const size = frames.wordsAt(frames.next);
      if (size > room) break;
      room -= size;
      frames.next += size;
      items += 1;
    }
    return items;
  }

  #takeAlone(max: number, frames: Frames, apart: boolean): number {
    const words = this.#words;
    const end = this.#get;
    const commit = words[end + END.COMMIT] as number;
    const position = words[end + END.POSITION + (commit & 1)] as number;
    if (this.#knownItems(commit) < max) this.#look(end, this.#put);
    const items = Math.min(max, this.#knownItems(commit));
    const used = this.#checkUsed(((words[end + END.OTHER_POSITION] as number) - position) >>> 0);
    let length = 0;
    for (let i = 0; i < items; i += 1) {
      length += frameWords(itemBytes(this.#ring.word(position + length), used - length));
    }
    if (items > 0) {
      this.#copyOut(position, items, length, frames, apart);
      this.#commit(end, commit, position + length, items);
    }
    return items;
  }

  #copyOut(position: number, items: number, length: number, frames: Frames, apart: boolean): void {
    const bytes = this.#ring.word(position);
    const { target } = frames;
    if (target !== undefined) frames.checkTarget(bytes);
    if (items === 1 && frameWords(bytes) === length && (target ?? (apart && bytes >= LARGE_BYTES))) {
      frames.words[0] = bytes;
      frames.large = target?.subarray(0, bytes) ?? uninitialized(bytes);
      this.#ring.readItem(position, frames.large);
    } else {
      frames.reserve(length);
      this.#ring.read(position, frames.words, length);
    }
    frames.length = length;
    frames.count = items;
  }

  #commit(end: number, commit: number, position: number, items: number): void {
    this.#words[end + END.POSITION + (~commit & 1)] = position;
    Atomics.store(this.#words, end + END.COMMIT, (commit + 2 * items) ^ 1);
  }

  #monitor(end: number, other: number): Monitor {
    const { memory, members } = this.#block;
    return new Monitor(memory, members, end + END.MUTEX, () => this.#look(end, other));
  }

  /** Items behind `commit`, as far as the getters know. */
  #knownItems(commit: number): number {
    return itemsBetween(commit, this.#words[this.#get + END.OTHER_COMMIT] as number);
  }

  /** Looks up how far the other end has come: commit word and position of one and the same moment. */
  #look(end: number, other: number): void {
    const words = this.#words;
    for (;;) {
      const commit = Atomics.load(words, other + END.COMMIT);
      const position = Atomics.load(words, other + END.POSITION + (commit & 1));
      if (Atomics.load(words, other + END.COMMIT) !== commit) continue;
      words[end + END.OTHER_COMMIT] = commit;
      words[end + END.OTHER_POSITION] = position;
      return;
    }
  }

  #hasRoomFor(words: number): boolean {
    const free = this.#ring.size - ((this.#position(this.#put) - this.#position(this.#get)) >>> 0);
    return words <= free && this.size() < this.#most;
  }

  /** Where an end has come to, or soon will: enough for a guess. */
  #position(end: number): number {
    const commit = Atomics.load(this.#words, end + END.COMMIT);
    return Atomics.load(this.#words, end + END.POSITION + (commit & 1));
  }

  #checkUsed(used: number): number {
    if (used <= this.#ring.size) return used;
    throw new CorruptRegionError(
      `the positions of ${this.#block.label} contradict each other: it was overwritten`,
    );
  }
}
