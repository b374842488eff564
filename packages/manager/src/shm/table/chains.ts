/**
 * The chains of a table, by linear hashing (W. Litwin, "Linear hashing: a new tool for file and table addressing", 1980):
 * there is one more whenever an entry comes for which there is none, and one chain is divided for it. So a table grows and
 * shrinks by a step at a time, and never stops to rehash all that is in it.
 *
 * For the owner of the mutex, but for `chainOf` and `headOf`.
 */
import { CorruptRegionError } from '@weft/atomics';
import { BLOCK, ENTRY, TABLE, TILES } from '../layout.js';
import { spaceOf, wordOf } from '../memory/block.js';
import { put } from '../memory/store.js';
import type { Room } from '../room.js';
import { Tiles } from '../tiles.js';

/** How many chains there are at least, once there is an entry. */
const LEAST = TILES.LEAST_WORDS;

/**
 * A chain of more entries is not divided, as that would be too large a change for a journal. Hashes do not do that: a
 * chain of so many entries, at one for each chain, comes once in 10^25.
 */
const MOST_DIVIDED = 24;

/** No chain is so long: memory that is overwritten may lead in circles. */
export const LONGEST_CHAIN = 1024;

export class Chains {
  readonly #room: Room;
  readonly #heads: Tiles;

  constructor(room: Room) {
    this.#room = room;
    this.#heads = new Tiles(room, TABLE.HEADS, 1);
  }

  /** How many. @throws CorruptRegionError if there cannot be so many */
  get count(): number {
    const count = this.#room.own(TABLE.CHAINS);
    if (count >= 0 && count <= this.#heads.capacity) return count;
    throw overwritten();
  }

  /** The chain that entries with that hash are in. */
  chainOf(hash: number): number {
    const { count } = this;
    const half = 1 << (31 - Math.clz32(count));
    const chain = hash & (half * 2 - 1);
    return chain < count ? chain : hash & (half - 1);
  }

  /** The first entry of a chain, 0 if there is none. */
  headOf(chain: number): number {
    this.#heads.locate(chain);
    return this.#heads.words[this.#heads.at] ?? 0;
  }

  /** As part of a change: the first entry of a chain is that one from now on. */
  setHead(chain: number, entry: number): void {
    this.#heads.locate(chain);
    this.#room.write(this.#heads.space, this.#heads.at, entry);
  }

  /** Makes the first chains, if there are none. A change of its own. */
  found(): void {
    if (this.count > 0) return;
    this.#heads.reserve(LEAST);
    for (let chain = 0; chain < LEAST; chain += 1) {
      // Nobody looks at heads as long as there are no chains.
      this.#heads.locate(chain);
      put(this.#heads.words, this.#heads.at, 0);
    }
    this.#setCount(LEAST, () => {});
  }

  /** Adds a chain, to which the entries of another one move that belong in it. A change of its own. */
  grow(): void {
    const { count } = this;
    const half = 1 << (31 - Math.clz32(count));
    const from = count - half;
    const entries = this.#entries(from);
    if (entries.length > MOST_DIVIDED) return;
    if (!this.#heads.hold(count)) throw overwritten();
    this.#heads.reserve(count + 1);
    const moves = (entry: number) => (this.#field(entry, ENTRY.HASH) & (half * 2 - 1)) === count;
    this.#setCount(count + 1, () => {
      this.#link(
        from,
        entries.filter((entry) => !moves(entry)),
      );
      this.#link(count, entries.filter(moves));
    });
  }

  /** Takes the last chain away; its entries move to the one that they came from. A change of its own. */
  shrink(): void {
    const last = this.count - 1;
    if (last < LEAST) return;
    const to = last - (1 << (31 - Math.clz32(last)));
    const tail = this.#entries(to).at(-1);
    const moved = this.headOf(last);
    this.#setCount(last, () => {
      if (tail === undefined) this.setHead(to, moved);
      else this.#setNext(tail, moved);
    });
    this.#heads.shrink(last);
  }

  /** As part of a change: there are none any more. */
  drop(): void {
    this.#room.writeOwn(TABLE.CHAINS, 0);
    this.#heads.replace(0, 0, 0);
  }

  /** All blocks that the heads are in. */
  blocks(): number[] {
    return this.#heads.blocks();
  }

  /** Chains these blocks in front of others, for the limbo. */
  chainBlocks(others: number): number {
    return this.#heads.chainAll(others);
  }

  /** As part of a change: makes a chain of these entries. */
  #link(chain: number, entries: readonly number[]): void {
    this.setHead(chain, entries[0] ?? 0);
    for (const [i, entry] of entries.entries()) {
      const next = entries[i + 1] ?? 0;
      if (this.#field(entry, ENTRY.CHAIN) !== next) this.#setNext(entry, next);
    }
  }

  #entries(chain: number): number[] {
    const entries: number[] = [];
    for (let entry = this.headOf(chain); entry !== 0; entry = this.#field(entry, ENTRY.CHAIN)) {
      if (entries.push(entry) > LONGEST_CHAIN) throw overwritten();
    }
    return entries;
  }

  #setNext(entry: number, next: number): void {
    this.#room.write(spaceOf(entry), wordOf(entry) + BLOCK.HEADER + ENTRY.CHAIN, next);
  }

  #field(entry: number, field: number): number {
    return this.#room.extents.need(spaceOf(entry))[wordOf(entry) + BLOCK.HEADER + field] ?? 0;
  }

  #setCount(count: number, change: () => void): void {
    const { limbo } = this.#room;
    this.#room.begin();
    change();
    this.#room.writeOwn(TABLE.CHAINS, count);
    this.#room.commit(limbo);
  }
}

function overwritten(): CorruptRegionError {
  return new CorruptRegionError('the chains of a table in the region are overwritten');
}
