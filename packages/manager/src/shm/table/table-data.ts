/**
 * A hash table that keeps the order in which its entries were inserted. An entry is a block of the heap, in a chain with
 * others whose hashes are alike, and in a list of all.
 *
 * | killed in                     | before                              | after                                         |
 * |-------------------------------|-------------------------------------|-----------------------------------------------|
 * | replacing a number by another | its 64 bits are stored: the old one | the new one                                   |
 * | anything else                 | the journal is cleared: as it was;  | changed; what was replaced or taken out lies  |
 * |                               | what is new lies in limbo           | in limbo                                      |
 *
 * All is for the owner of the mutex, but for what begins with `read`: that survives whatever it finds, and its answer
 * counts only if nothing has changed meanwhile. A key is the value of a parcel that is not settled.
 */
import { CorruptRegionError } from '@weft/atomics';
import { BLOCK, BLOCK_KIND, ENTRY, SLOT, TABLE } from '../layout.js';
import { spaceOf, wordOf } from '../memory/block.js';
import { put } from '../memory/store.js';
import type { Room } from '../room.js';
import { chain, chainBytes, matches, settleOne, takeOut } from '../values/blocks.js';
import { isBytes, isNumber, LOWER, UPPER } from '../values/inline.js';
import type { Parcel } from '../values/parcel.js';
import { replaceByNumber, replaceSlot } from '../values/replace-slot.js';
import { Chains, LONGEST_CHAIN } from './chains.js';
import { hashOf } from './hash.js';

/** An entry takes so many bytes at least, with its header. */
const ENTRY_BYTES = (BLOCK.HEADER + ENTRY.SIZE) * 4;

/** As many chains as entries; fewer entries than a quarter of that, and chains are taken away, faster than entries. */
const SPARSE = 4;

export class TableData {
  readonly #room: Room;
  readonly #chains: Chains;
  /** Where the entry that was looked at last begins: its memory, and the word of its content. */
  #words: Int32Array;
  #at = 0;

  constructor(room: Room) {
    this.#room = room;
    this.#chains = new Chains(room);
    this.#words = room.words;
  }

  /** How many entries. */
  get count(): number {
    return Atomics.load(this.#room.words, this.#room.state + TABLE.COUNT);
  }

  hash(keys: Parcel, index: number): number {
    return hashOf(keys, index, this.#room.own(TABLE.SEED_LOW), this.#room.own(TABLE.SEED_HIGH));
  }

  /** The entry with that key, 0 if there is none. */
  readFind(keys: Parcel, index: number, hash: number): number {
    if (this.#chains.count === 0) return 0;
    let entry = this.#chains.headOf(this.#chains.chainOf(hash));
    for (let left = LONGEST_CHAIN; entry !== 0; left -= 1) {
      if (left === 0) throw overwritten();
      this.#stand(entry);
      if (this.#words[this.#at + ENTRY.HASH] === hash && this.#hasKey(keys, index)) return entry;
      entry = this.#field(ENTRY.CHAIN);
    }
    return 0;
  }

  /** The value of an entry, if it is a number; else `undefined`. */
  readNumber(entry: number): number | undefined {
    this.#stand(entry);
    const at = this.#at + ENTRY.VALUE;
    if (!isNumber(this.#words[at + UPPER] as number)) return undefined;
    return this.#room.extents.numbers[spaceOf(entry)]?.[at >>> 1];
  }

  /** Adds a copy of the key of an entry to a parcel. */
  readKey(entry: number, parcel: Parcel): void {
    this.#stand(entry);
    takeOut(this.#room.extents, this.#words, this.#at + ENTRY.KEY, parcel);
  }

  /** Adds a copy of the value of an entry to a parcel. */
  readValue(entry: number, parcel: Parcel): void {
    this.#stand(entry);
    takeOut(this.#room.extents, this.#words, this.#at + ENTRY.VALUE, parcel);
  }

  /** All entries, in the order of their insertion. */
  *readEntries(): Generator<number> {
    let left = this.count;
    if (left < 0 || left * ENTRY_BYTES > this.#room.heap.bytes) throw overwritten();
    for (let entry = this.#room.own(TABLE.FIRST); entry !== 0; left -= 1) {
      if (left === 0) throw overwritten();
      yield entry;
      this.#stand(entry);
      entry = this.#field(ENTRY.NEXT);
    }
  }

  /** The entry that was inserted last, 0 if there is none. */
  last(): number {
    return this.#room.own(TABLE.LAST);
  }

  /** Whether the value of an entry is the same as one of a parcel. */
  hasValue(entry: number, parcel: Parcel, index: number): boolean {
    this.#stand(entry);
    return matches(this.#room.extents, this.#words, this.#at + ENTRY.VALUE, parcel, index);
  }

  /** Replaces a value by a number, if nothing has to go for it; whether it did. */
  setNumber(entry: number, value: number): boolean {
    this.#stand(entry);
    return replaceByNumber(this.#room, spaceOf(entry), this.#at + ENTRY.VALUE, value);
  }

  /** Replaces a value by one of a parcel. */
  setValue(entry: number, values: Parcel, index: number): void {
    this.#stand(entry);
    replaceSlot(this.#room, spaceOf(entry), this.#at + ENTRY.VALUE, values, index);
  }

  /** Adds an entry, of a key that is not in the table: those values of two parcels. */
  insert(keys: Parcel, values: Parcel, index: number, hash: number): void {
    const room = this.#room;
    const chains = this.#chains;
    chains.found();
    const { limbo } = room;
    settleOne(keys, index, room.heap, room.limboAt);
    settleOne(values, index, room.heap, room.limboAt);
    const entry = room.allocate(BLOCK_KIND.ENTRY, ENTRY.SIZE);
    const number = chains.chainOf(hash);
    const last = this.last();
    this.#write(entry, [hash, chains.headOf(number), last, 0]);
    this.#copySlot(ENTRY.KEY, keys, index);
    this.#copySlot(ENTRY.VALUE, values, index);
    room.begin();
    chains.setHead(number, entry);
    if (last === 0) room.writeOwn(TABLE.FIRST, entry);
    else this.#setField(last, ENTRY.NEXT, entry);
    room.writeOwn(TABLE.LAST, entry);
    room.writeOwn(TABLE.COUNT, this.count + 1);
    room.commit(limbo);
    if (this.count > chains.count) chains.grow();
  }

  /** Takes an entry out. */
  remove(entry: number): void {
    const room = this.#room;
    const { extents } = room;
    this.#stand(entry);
    const [previous, next, follower] = [ENTRY.PREVIOUS, ENTRY.NEXT, ENTRY.CHAIN].map((field) =>
      this.#field(field),
    ) as [number, number, number];
    const number = this.#chains.chainOf(this.#field(ENTRY.HASH));
    const limbo = chain(extents, entry, this.#chainSlots(room.limbo));
    const leader = this.#leaderOf(entry, number);
    room.begin();
    if (leader === 0) this.#chains.setHead(number, follower);
    else this.#setField(leader, ENTRY.CHAIN, follower);
    if (previous === 0) room.writeOwn(TABLE.FIRST, next);
    else this.#setField(previous, ENTRY.NEXT, next);
    if (next === 0) room.writeOwn(TABLE.LAST, previous);
    else this.#setField(next, ENTRY.PREVIOUS, previous);
    room.writeOwn(TABLE.COUNT, this.count - 1);
    room.commit(limbo);
    for (let i = 0; i < SPARSE && this.count * SPARSE < this.#chains.count; i += 1) this.#chains.shrink();
  }

  /** Takes all out. */
  clear(): void {
    const room = this.#room;
    let { limbo } = room;
    for (const entry of this.readEntries()) {
      this.#stand(entry);
      limbo = chain(room.extents, entry, this.#chainSlots(limbo));
    }
    limbo = this.#chains.chainBlocks(limbo);
    room.begin();
    for (const word of [TABLE.FIRST, TABLE.LAST, TABLE.COUNT]) room.writeOwn(word, 0);
    this.#chains.drop();
    room.commit(limbo);
  }

  /** References of all blocks that belong to the table, for audits. */
  blocks(): number[] {
    const blocks = [...this.#chains.blocks(), ...this.#room.limboBlocks()];
    for (const entry of this.readEntries()) {
      blocks.push(entry);
      this.#stand(entry);
      for (const slot of [ENTRY.KEY, ENTRY.VALUE]) {
        if (isBytes(this.#field(slot + UPPER))) blocks.push(this.#field(slot + LOWER));
      }
    }
    return blocks;
  }

  /** The entry before another one in its chain, 0 if that is the first. */
  #leaderOf(entry: number, number: number): number {
    let leader = 0;
    let each = this.#chains.headOf(number);
    for (let left = LONGEST_CHAIN; each !== entry; left -= 1) {
      if (left === 0 || each === 0) throw overwritten();
      this.#stand(each);
      leader = each;
      each = this.#field(ENTRY.CHAIN);
    }
    return leader;
  }

  /** Chains the bytes of the entry that is looked at, in front of others. */
  #chainSlots(others: number): number {
    const { extents } = this.#room;
    const withKey = chainBytes(extents, this.#words, this.#at + ENTRY.KEY, others);
    return chainBytes(extents, this.#words, this.#at + ENTRY.VALUE, withKey);
  }

  #hasKey(keys: Parcel, index: number): boolean {
    return matches(this.#room.extents, this.#words, this.#at + ENTRY.KEY, keys, index);
  }

  /** Fills in the first fields of an entry that nothing leads to yet. */
  #write(entry: number, fields: readonly number[]): void {
    this.#stand(entry);
    for (const [field, value] of fields.entries()) put(this.#words, this.#at + field, value);
  }

  /** Fills in a slot of the entry that is looked at. */
  #copySlot(field: number, { slots }: Parcel, index: number): void {
    for (let i = 0; i < SLOT.SIZE; i += 1) {
      put(this.#words, this.#at + field + i, slots[index * SLOT.SIZE + i] as number);
    }
  }

  #stand(entry: number): void {
    const space = spaceOf(entry);
    this.#words = this.#room.extents.words[space] ?? this.#room.extents.need(space);
    this.#at = wordOf(entry) + BLOCK.HEADER;
  }

  #field(field: number): number {
    return this.#words[this.#at + field] ?? 0;
  }

  #setField(entry: number, field: number, value: number): void {
    this.#room.write(spaceOf(entry), wordOf(entry) + BLOCK.HEADER + field, value);
  }
}

function overwritten(): CorruptRegionError {
  return new CorruptRegionError('the entries of a table in the region are overwritten');
}
