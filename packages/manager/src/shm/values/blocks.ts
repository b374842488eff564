/** Values between parcels and slots in shared memory. */
import { CorruptRegionError } from '@weft/atomics';
import { BLOCK, BLOCK_KIND, BYTES, SLOT } from '../layout.js';
import { contentWordsIn, kindIn, spaceOf, wordOf } from '../memory/block.js';
import type { Extents } from '../memory/extents.js';
import type { Heap } from '../memory/heap.js';
import { put, putBytes } from '../memory/store.js';
import { isBytes, LOWER, UPPER } from './inline.js';
import type { Parcel } from './parcel.js';

/**
 * Copies the bytes of all values in a parcel to blocks in the limbo at that word: from then on the slots of the parcel can
 * be copied as they are.
 *
 * @throws CapacityError
 */
export function settle(parcel: Parcel, heap: Heap, limboAt: number): void {
  for (let index = 0; index < parcel.count; index += 1) settleOne(parcel, index, heap, limboAt);
}

/** As `settle`, of one value. */
export function settleOne(parcel: Parcel, index: number, heap: Heap, limboAt: number): void {
  if (!parcel.hasBytes(index)) return;
  parcel.slots[index * SLOT.SIZE + LOWER] = storeBytes(parcel.bytesOf(index), heap, limboAt);
}

function storeBytes(bytes: Uint8Array, heap: Heap, limboAt: number): number {
  const ref = heap.allocate(BLOCK_KIND.BYTES, BYTES.CONTENT + ((bytes.length + 3) >>> 2), limboAt);
  const at = wordOf(ref) + BLOCK.HEADER;
  put(heap.extents.need(spaceOf(ref)), at + BYTES.LENGTH, bytes.length);
  putBytes(heap.extents.bytes[spaceOf(ref)] as Uint8Array, (at + BYTES.CONTENT) * 4, bytes);
  return ref;
}

/** The bytes that a slot refers to: where they begin in the memory of their extent, and how many. */
let start = 0;
let length = 0;

/**
 * Finds the bytes that a slot refers to. They end where their block ends, whatever stands there.
 *
 * @returns the memory that they are in
 * @throws CorruptRegionError if there is no such block; also for a slot that was read while it changed
 */
function findBytes(extents: Extents, ref: number): Uint8Array {
  const space = spaceOf(ref);
  const words = extents.words[space] ?? extents.need(space);
  const at = wordOf(ref);
  const size = words[at + BLOCK.SIZE] ?? 0;
  const bytes = extents.bytes[space] as Uint8Array;
  const room = (contentWordsIn(size) - BYTES.CONTENT) * 4;
  length = words[at + BLOCK.HEADER + BYTES.LENGTH] ?? -1;
  start = (at + BLOCK.HEADER + BYTES.CONTENT) * 4;
  const sound =
    (size & BLOCK.FREE) === 0 && kindIn(size) === BLOCK_KIND.BYTES && length >= 0 && length <= room;
  if (sound && start + length <= bytes.length) return bytes;
  throw new CorruptRegionError('a value in the region is overwritten: its bytes are not there');
}

/** Adds a copy of the value of a slot to a parcel. */
export function takeOut(extents: Extents, words: Int32Array, at: number, parcel: Parcel): void {
  parcel.pushSlot(words, at);
  if (parcel.hasBytes(parcel.count - 1)) fillBytes(extents, parcel, parcel.lower(parcel.count - 1));
}

/** Whether the value of a slot is the same as one of a parcel that is not settled. */
export function matches(
  extents: Extents,
  words: Int32Array,
  at: number,
  parcel: Parcel,
  index: number,
): boolean {
  if (words[at + UPPER] !== parcel.upper(index)) return false;
  const lower = words[at + LOWER] as number;
  if (!parcel.hasBytes(index)) return lower === parcel.lower(index);
  const bytes = findBytes(extents, lower);
  const from = parcel.lower(index);
  if (length !== parcel.endOf(index) - from) return false;
  for (let i = 0; i < length; i += 1) if (bytes[start + i] !== parcel.bytes[from + i]) return false;
  return true;
}

function fillBytes(extents: Extents, parcel: Parcel, ref: number): void {
  const bytes = findBytes(extents, ref);
  parcel.fillBytes(bytes.subarray(start, start + length));
}

/** Chains the block that a slot refers to, if it does, in front of others, for the limbo: it is to be given back. */
export function chainBytes(extents: Extents, words: Int32Array, at: number, others: number): number {
  const upper = words[at + UPPER] as number;
  return isBytes(upper) ? chain(extents, words[at + LOWER] as number, others) : others;
}

/** Chains a block in front of others. Nobody looks at its link before it is in a limbo, so this is no change yet. */
export function chain(extents: Extents, ref: number, others: number): number {
  put(extents.need(spaceOf(ref)), wordOf(ref) + BLOCK.LINK, others);
  return ref;
}
