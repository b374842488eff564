/** The verbs of a value as steps, for both of its forms. */
import { ArgumentError } from '@weft/atomics';
import { CONTAINER, VALUE } from '../layout.js';
import type { Room } from '../room.js';
import { asFound, changing, reading, type Step } from '../step.js';
import { matches, takeOut } from '../values/blocks.js';
import { isBytes, isNumber, LOWER, UPPER } from '../values/inline.js';
import { borrowParcel, giveBack, Parcel, unpackOne } from '../values/parcel.js';
import { replaceByNumber, replaceSlot } from '../values/replace-slot.js';

/** What was read before it is replaced, and must still be there then. */
export interface Seen<T> {
  readonly parcel: Parcel;
  readonly value: T;
}

export class ValueVerbs<T> {
  readonly #room: Room;
  readonly #at: number;

  constructor(room: Room) {
    this.#room = room;
    this.#at = room.state + VALUE.SLOT;
  }

  /** Sets what the value was made with, unless that was done. */
  fill(value: T): Step<void, void> {
    const parcel = this.#pack(value);
    return this.#giving(parcel, () => {
      if (this.#room.own(CONTAINER.FILLED) !== 0) return;
      replaceSlot(this.#room, 0, this.#at, parcel, 0);
      this.#room.mark(CONTAINER.FILLED);
    });
  }

  get(): Step<Parcel, T> {
    const parcel = borrowParcel();
    return reading(
      () => {
        parcel.clear();
        this.#take(parcel);
        return parcel;
      },
      () => unpackOne<T>(parcel) as T,
    );
  }

  set(value: T): Step<void, void> {
    const parcel = this.#pack(value);
    return this.#giving(parcel, () => replaceSlot(this.#room, 0, this.#at, parcel, 0));
  }

  exchange(value: T): Step<void, T> {
    const parcel = this.#pack(value);
    const old = borrowParcel();
    return changing(
      () => {
        this.#take(old);
        replaceSlot(this.#room, 0, this.#at, parcel, 0);
      },
      () => {
        giveBack(parcel);
        return unpackOne<T>(old) as T;
      },
    );
  }

  add(by: unknown): Step<number, number> {
    if (typeof by !== 'number') throw new ArgumentError('only a number can be added: give add() one');
    return changing(() => {
      const { words, extents } = this.#room;
      if (!isNumber(words[this.#at + UPPER] as number)) {
        throw new ArgumentError('the value is no number, so nothing can be added to it');
      }
      const sum = (extents.numbers[0]?.[this.#at >>> 1] as number) + by;
      if (!replaceByNumber(this.#room, 0, this.#at, sum)) {
        replaceSlot(this.#room, 0, this.#at, new Parcel().push(sum, this.#room.scope), 0);
      }
      return sum;
    }, asFound);
  }

  look(): Step<Parcel, Seen<T>> {
    const parcel = new Parcel();
    return reading(
      () => {
        parcel.clear();
        this.#take(parcel);
        return parcel;
      },
      () => ({ parcel, value: parcel.value(0) as T }),
    );
  }

  /** Replaces the value if it is still the one that was seen; whether it was. */
  replace(seen: Seen<T>, value: T): Step<boolean, boolean> {
    const parcel = this.#pack(value);
    return this.#giving(parcel, () => {
      if (!matches(this.#room.extents, this.#room.words, this.#at, seen.parcel, 0)) return false;
      replaceSlot(this.#room, 0, this.#at, parcel, 0);
      return true;
    });
  }

  /** References of all blocks that belong to the value, for audits. */
  blocks(): number[] {
    const { words } = this.#room;
    const blocks = this.#room.limboBlocks();
    if (isBytes(words[this.#at + UPPER] as number)) blocks.push(words[this.#at + LOWER] as number);
    return blocks;
  }

  #take(parcel: Parcel): void {
    takeOut(this.#room.extents, this.#room.words, this.#at, parcel);
  }

  #giving<F>(parcel: Parcel, run: () => F): Step<F, F> {
    return changing(run, (found) => {
      giveBack(parcel);
      return found;
    });
  }

  #pack(value: T): Parcel {
    return borrowParcel().push(value, this.#room.scope);
  }
}
