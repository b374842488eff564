/** What dicts, sets and namespaces do with their tables, as steps. Keys and values are packed before anybody waits. */
import { CONTAINER } from '../layout.js';
import type { Room } from '../room.js';
import { asFound, changing, reading, type Step } from '../step.js';
import { borrowParcel, giveBack, Parcel, unpackAll, unpackOne } from '../values/parcel.js';
import { TableData } from './table-data.js';

/** An entry, or as much of it as was asked for; no values if there is none. */
interface Found {
  readonly keys: Parcel;
  readonly values: Parcel;
}

/** What was read before it is replaced, and must still be there then. */
export interface Seen<V> {
  /** No value: there was no such entry. */
  readonly parcel: Parcel;
  readonly value: V | undefined;
}

export class TableVerbs<K, V> {
  readonly data: TableData;
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
    this.data = new TableData(room);
  }

  /** Adds what the table was made with, unless that was done. */
  fill(entries: readonly (readonly [K, V])[]): Step<void, void> {
    const packed = this.#packAll(entries);
    return this.#giving(packed, () => {
      if (this.#room.own(CONTAINER.FILLED) !== 0) return;
      this.#setAll(packed);
      this.#room.mark(CONTAINER.FILLED);
    });
  }

  size(): Step<number, number> {
    return reading(() => this.data.count, asFound);
  }

  has(key: K): Step<boolean, boolean> {
    const keys = this.#pack(key);
    const hash = this.data.hash(keys, 0);
    return reading(
      () => this.data.readFind(keys, 0, hash) !== 0,
      (found) => {
        giveBack(keys);
        return found;
      },
    );
  }

  get(key: K): Step<Parcel, V | undefined> {
    return this.#readValue(key, borrowParcel(), unpackOne<V>);
  }

  /** The value of a key if it is a number, as it stands there at this moment; else `undefined`. */
  readNumber(key: K): number | undefined {
    const keys = this.#pack(key);
    const entry = this.data.readFind(keys, 0, this.data.hash(keys, 0));
    giveBack(keys);
    return entry === 0 ? undefined : this.data.readNumber(entry);
  }

  /** Replaces the value of a key by a number, if it has one without bytes; whether it did. For the mutex's owner. */
  setNumber(key: K, value: number): boolean {
    const keys = this.#pack(key);
    const entry = this.data.readFind(keys, 0, this.data.hash(keys, 0));
    giveBack(keys);
    return entry !== 0 && this.data.setNumber(entry, value);
  }

  set(key: K, value: V): Step<void, void> {
    const packed = this.#packAll([[key, value]]);
    return this.#giving(packed, () => this.#setOne(packed, 0));
  }

  /** Sets many entries. */
  update(entries: readonly (readonly [K, V])[]): Step<void, void> {
    const packed = this.#packAll(entries);
    return this.#giving(packed, () => this.#setAll(packed));
  }

  /** Adds those entries that there are none of; how many. */
  add(entries: readonly (readonly [K, V])[]): Step<number, number> {
    const packed = this.#packAll(entries);
    return this.#giving(packed, () =>
      this.#together(packed, (index, hash) => this.#addOne(packed, index, hash)),
    );
  }

  /** The value; if there is no such entry it is added first. */
  setDefault(key: K, value: V): Step<Parcel, V> {
    const packed = this.#packAll([[key, value]]);
    const parcel = borrowParcel();
    return changing(
      () => {
        const hash = this.data.hash(packed.keys, 0);
        const entry = this.data.readFind(packed.keys, 0, hash);
        if (entry === 0) this.data.insert(packed.keys, packed.values, 0, hash);
        else this.data.readValue(entry, parcel);
        return parcel;
      },
      () => {
        giveBack(packed.keys);
        giveBack(packed.values);
        return parcel.count === 0 ? value : (unpackOne<V>(parcel) as V);
      },
    );
  }

  /** Takes an entry out; its value in a list, which is empty if there was none. */
  take(key: K): Step<Parcel, V[]> {
    const keys = this.#pack(key);
    const hash = this.data.hash(keys, 0);
    const parcel = borrowParcel();
    return changing(
      () => {
        const entry = this.data.readFind(keys, 0, hash);
        if (entry === 0) return parcel;
        this.data.readValue(entry, parcel);
        this.data.remove(entry);
        return parcel;
      },
      () => {
        giveBack(keys);
        return unpackAll<V>(parcel);
      },
    );
  }

  /** Takes the entry out that was inserted last, if there is one. */
  takeLast(): Step<Found, [K, V] | undefined> {
    const found = { keys: borrowParcel(), values: borrowParcel() };
    return changing(
      () => {
        const entry = this.data.last();
        if (entry === 0) return found;
        this.data.readKey(entry, found.keys);
        this.data.readValue(entry, found.values);
        this.data.remove(entry);
        return found;
      },
      ({ keys, values }) => {
        const key = unpackAll<K>(keys);
        const value = unpackAll<V>(values);
        return key.length === 0 ? undefined : [key[0] as K, value[0] as V];
      },
    );
  }

  clear(): Step<void, void> {
    return changing(() => this.data.clear(), asFound);
  }

  keys(): Step<Parcel, K[]> {
    return this.#copyAll((entry, parcel) => this.data.readKey(entry, parcel), unpackAll<K>);
  }

  values(): Step<Parcel, V[]> {
    return this.#copyAll((entry, parcel) => this.data.readValue(entry, parcel), unpackAll<V>);
  }

  entries(): Step<Parcel, [K, V][]> {
    return this.#copyAll(
      (entry, parcel) => {
        this.data.readKey(entry, parcel);
        this.data.readValue(entry, parcel);
      },
      (parcel) => {
        const flat = unpackAll<unknown>(parcel);
        return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]] as [K, V]);
      },
    );
  }

  /** The value of a key, before it is changed. */
  look(key: K): Step<Parcel, Seen<V>> {
    return this.#readValue(key, new Parcel(), seenIn<V>);
  }

  /** Replaces a value if it is still the one that was seen; whether it was. `undefined` stands for no entry. */
  replace(key: K, { parcel }: Seen<V>, value: V | undefined): Step<boolean, boolean> {
    const packed = this.#packAll([[key, value as V]]);
    return this.#giving(packed, () => {
      const hash = this.data.hash(packed.keys, 0);
      const entry = this.data.readFind(packed.keys, 0, hash);
      const same =
        entry === 0 ? parcel.count === 0 : parcel.count === 1 && this.data.hasValue(entry, parcel, 0);
      if (!same) return false;
      if (value !== undefined) this.#put(packed, 0, hash, entry);
      else if (entry !== 0) this.data.remove(entry);
      return true;
    });
  }

  #setAll(packed: Found): void {
    this.#together(packed, (index, hash) => {
      this.#put(packed, index, hash, this.data.readFind(packed.keys, index, hash));
      return true;
    });
  }

  #setOne(packed: Found, index: number): void {
    const hash = this.data.hash(packed.keys, index);
    this.#put(packed, index, hash, this.data.readFind(packed.keys, index, hash));
  }

  #put({ keys, values }: Found, index: number, hash: number, entry: number): void {
    if (entry === 0) this.data.insert(keys, values, index, hash);
    else this.data.setValue(entry, values, index);
  }

  #addOne({ keys, values }: Found, index: number, hash: number): boolean {
    if (this.data.readFind(keys, index, hash) !== 0) return false;
    this.data.insert(keys, values, index, hash);
    return true;
  }

  /** Does something for each entry, as one change to those who read; how often it was done. */
  #together({ keys }: Found, each: (index: number, hash: number) => boolean): number {
    if (keys.count === 0) return 0;
    return this.#room.together(() => {
      let done = 0;
      for (let index = 0; index < keys.count; index += 1)
        done += Number(each(index, this.data.hash(keys, index)));
      return done;
    });
  }

  #copyAll<R>(copy: (entry: number, parcel: Parcel) => void, finish: (parcel: Parcel) => R): Step<Parcel, R> {
    const parcel = borrowParcel();
    return reading(() => {
      parcel.clear();
      for (const entry of this.data.readEntries()) copy(entry, parcel);
      return parcel;
    }, finish);
  }

  /** Reads the value of a key into a parcel, and what `finish` makes of it; nothing is in the parcel if there is none. */
  #readValue<F>(key: K, parcel: Parcel, finish: (parcel: Parcel) => F): Step<Parcel, F> {
    const keys = this.#pack(key);
    const hash = this.data.hash(keys, 0);
    return reading(
      () => {
        parcel.clear();
        const entry = this.data.readFind(keys, 0, hash);
        if (entry !== 0) this.data.readValue(entry, parcel);
        return parcel;
      },
      () => {
        giveBack(keys);
        return finish(parcel);
      },
    );
  }

  #giving<F>({ keys, values }: Found, run: () => F): Step<F, F> {
    return changing(run, (found) => {
      giveBack(keys);
      giveBack(values);
      return found;
    });
  }

  #pack(key: K): Parcel {
    return borrowParcel().push(key, this.#room.scope);
  }

  #packAll(entries: readonly (readonly [K, V])[]): Found {
    const packed = { keys: borrowParcel(), values: borrowParcel() };
    for (const [key, value] of entries) {
      packed.keys.push(key, this.#room.scope);
      packed.values.push(value, this.#room.scope);
    }
    return packed;
  }
}

function seenIn<V>(parcel: Parcel): Seen<V> {
  return { parcel, value: parcel.count === 0 ? undefined : (parcel.value(0) as V) };
}
