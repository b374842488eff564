/** Replacing the value of a slot, by the owner of the container's mutex. */
import { SLOT } from '../layout.js';
import { putNumber } from '../memory/store.js';
import type { Room } from '../room.js';
import { chainBytes, settleOne } from './blocks.js';
import { isBytes, isNumber, UPPER } from './inline.js';
import type { Parcel } from './parcel.js';

/** Puts a value of a parcel in place of that of a slot. What that had goes. @throws CapacityError */
export function replaceSlot(room: Room, space: number, at: number, parcel: Parcel, index: number): void {
  const words = room.extents.need(space);
  if (isNumber(parcel.upper(index)) && replaceByNumber(room, space, at, parcel.numbers[index] as number))
    return;
  const limbo = chainBytes(room.extents, words, at, room.limbo);
  settleOne(parcel, index, room.heap, room.limboAt);
  room.begin();
  room.write(space, at, parcel.slots[index * SLOT.SIZE] as number);
  room.write(space, at + 1, parcel.slots[index * SLOT.SIZE + 1] as number);
  room.commit(limbo);
}

/** Puts a number there with one store, if nothing has to go for it; whether it did. */
export function replaceByNumber(room: Room, space: number, at: number, value: number): boolean {
  const words = room.extents.words[space] as Int32Array;
  // The bits of a NaN are up to the engine: it must not come out as something else.
  if (Number.isNaN(value) || isBytes(words[at + UPPER] as number)) return false;
  // It is one store, but those who read copy a slot in halves.
  room.begin();
  putNumber(room.extents.numbers[space] as Float64Array, at >>> 1, value);
  room.end();
  return true;
}
