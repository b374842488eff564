/** The verbs of a list as steps, for both of its forms. */
import { checkIndex, needPlace, placeOf, sliceOf, spliceOf } from '../../containers/positions.js';
import { ValueError } from '../../errors.js';
import { CONTAINER } from '../layout.js';
import type { Room } from '../room.js';
import { asFound, changing, reading, type Step } from '../step.js';
import { borrowParcel, giveBack, Parcel, unpackAll, unpackOne } from '../values/parcel.js';
import { ListData } from './list-data.js';

/** What was read before it is replaced, and must still be there then. */
export interface Seen {
  readonly place: number;
  readonly parcel: Parcel;
}

/** A copy of a list, to be put in another order. */
export interface Copy {
  readonly version: number;
  readonly parcel: Parcel;
}

export class ListVerbs<T> {
  readonly data: ListData;
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
    this.data = new ListData(room);
  }

  /** Adds what the list was made with, unless that was done. */
  fill(values: readonly T[]): Step<void, void> {
    const parcel = this.#pack(values);
    return changing(() => {
      if (this.#room.own(CONTAINER.FILLED) !== 0) return;
      this.data.append(parcel, () => this.#room.writeOwn(CONTAINER.FILLED, 1));
    }, asFound);
  }

  length(): Step<number, number> {
    return reading(() => this.data.length, asFound);
  }

  at(index: number): Step<Parcel, T | undefined> {
    checkIndex('index', index);
    return this.#reading(
      (parcel) => {
        const place = placeOf(index, this.data.length);
        if (place !== undefined) this.data.readInto(parcel, place, place + 1);
      },
      unpackOne<T>,
    );
  }

  get(index: number): Step<Parcel, T> {
    checkIndex('index', index);
    return this.#reading(
      (parcel) => {
        const place = needPlace(index, this.data.length);
        this.data.readInto(parcel, place, place + 1);
      },
      unpackOne<T> as (parcel: Parcel) => T,
    );
  }

  set(index: number, value: T): Step<void, void> {
    checkIndex('index', index);
    const parcel = this.#pack([value]);
    return changing(
      () => this.data.set(needPlace(index, this.data.length), parcel),
      () => giveBack(parcel),
    );
  }

  extend(values: readonly T[]): Step<number, number> {
    const parcel = this.#pack(values);
    return this.#with(parcel, () => this.data.append(parcel));
  }

  insert(index: number, value: T): Step<void, void> {
    checkIndex('index', index);
    const parcel = this.#pack([value]);
    return this.#with(parcel, () => this.data.splice(spliceOf(index, 0, this.data.length)[0], 0, parcel));
  }

  pop(index: number): Step<Parcel, T> {
    checkIndex('index', index);
    const parcel = borrowParcel();
    return changing(
      () => {
        const place = needPlace(index, this.data.length);
        if (place === this.data.length - 1) this.data.pop(parcel);
        else this.#take(place, 1, parcel);
        return parcel;
      },
      unpackOne<T> as (parcel: Parcel) => T,
    );
  }

  remove(value: T): Step<void, void> {
    const parcel = this.#pack([value]);
    return this.#with(parcel, () => {
      const place = this.data.readIndexOf(parcel, 0);
      if (place < 0) throw new ValueError('the value to be removed is not in the list');
      this.data.splice(place, 1, NOTHING);
    });
  }

  index(value: T, start: number): Step<number, number> {
    return this.#find(value, start, (place) => {
      if (place < 0) throw new ValueError('the value is not in the list');
      return place;
    });
  }

  includes(value: T): Step<number, boolean> {
    return this.#find(value, 0, (place) => place >= 0);
  }

  count(value: T): Step<number, number> {
    const parcel = this.#pack([value]);
    return reading(
      () => {
        let count = 0;
        for (let place = -1; ; count += 1) {
          place = this.data.readIndexOf(parcel, place + 1);
          if (place < 0) return count;
        }
      },
      (count) => {
        giveBack(parcel);
        return count;
      },
    );
  }

  reverse(): Step<void, void> {
    return changing(() => {
      const last = this.data.length - 1;
      this.data.reorder((place) => last - place);
    }, asFound);
  }

  clear(): Step<void, void> {
    return changing(() => this.data.clear(), asFound);
  }

  slice(start: number, end: number | undefined): Step<Parcel, T[]> {
    checkIndex('start', start);
    if (end !== undefined) checkIndex('end', end);
    return this.#reading(
      (parcel) => {
        const [from, to] = sliceOf(start, end, this.data.checkedLength);
        this.data.readInto(parcel, from, to);
      },
      unpackAll<T>,
    );
  }

  splice(start: number, deleteCount: number | undefined, values: readonly T[]): Step<Parcel, T[]> {
    checkIndex('start', start);
    if (deleteCount !== undefined) checkIndex('deleteCount', deleteCount);
    const inserted = this.#pack(values);
    const taken = borrowParcel();
    return changing(
      () => {
        const [from, deleted] = spliceOf(start, deleteCount, this.data.checkedLength);
        this.data.readInto(taken, from, from + deleted);
        this.data.splice(from, deleted, inserted);
        return taken;
      },
      (found) => {
        giveBack(inserted);
        return unpackAll<T>(found);
      },
    );
  }

  /** The element at an index, before it is changed. */
  look(index: number): Step<Seen, Seen> {
    checkIndex('index', index);
    const parcel = new Parcel();
    return reading(() => {
      parcel.clear();
      const place = needPlace(index, this.data.length);
      this.data.readInto(parcel, place, place + 1);
      return { place, parcel };
    }, asFound);
  }

  /** Replaces an element if it is still the one that was seen; whether it was. */
  replace({ place, parcel }: Seen, value: T): Step<boolean, boolean> {
    const replacement = this.#pack([value]);
    return this.#with(replacement, () => {
      if (place >= this.data.length || !this.data.isSame(place, parcel)) return false;
      this.data.set(place, replacement);
      return true;
    });
  }

  copy(): Step<Copy, Copy> {
    const parcel = new Parcel();
    return reading(() => {
      parcel.clear();
      const { version } = this.#room;
      this.data.readInto(parcel, 0, this.data.checkedLength);
      return { version, parcel };
    }, asFound);
  }

  /** Puts the elements in an order, if nothing has changed since they were copied; whether it was so. */
  arrange(copy: Copy, order: ArrayLike<number>): Step<boolean, boolean> {
    return changing(() => {
      if (this.#room.version !== copy.version) return false;
      this.data.reorder((place) => order[place] as number);
      return true;
    }, asFound);
  }

  #take(place: number, count: number, parcel: Parcel): void {
    this.data.readInto(parcel, place, place + count);
    this.data.splice(place, count, NOTHING);
  }

  #find<R>(value: T, start: number, finish: (place: number) => R): Step<number, R> {
    checkIndex('start', start);
    const parcel = this.#pack([value]);
    return reading(
      () => {
        const [from] = sliceOf(start, undefined, this.data.length);
        return this.data.readIndexOf(parcel, from);
      },
      (place) => {
        giveBack(parcel);
        return finish(place);
      },
    );
  }

  /** @param finish gives the parcel back */
  #reading<R>(run: (parcel: Parcel) => void, finish: (parcel: Parcel) => R): Step<Parcel, R> {
    const parcel = borrowParcel();
    return reading(() => {
      parcel.clear();
      run(parcel);
      return parcel;
    }, finish);
  }

  #with<F>(parcel: Parcel, run: () => F): Step<F, F> {
    return changing(run, (found) => {
      giveBack(parcel);
      return found;
    });
  }

  #pack(values: readonly T[]): Parcel {
    const parcel = borrowParcel();
    for (const value of values) parcel.push(value, this.#room.scope);
    return parcel;
  }
}

/** No values. */
const NOTHING = new Parcel();
