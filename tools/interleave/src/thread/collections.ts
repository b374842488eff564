/**
 * Maps and sets that note what is changed, so that it can be taken back. Those that other packages make are taken for
 * instances as well.
 */
import type { UndoLog } from './undo-log.js';

export interface Collections {
  readonly Map: MapConstructor;
  readonly Set: SetConstructor;
  readonly WeakMap: WeakMapConstructor;
  readonly WeakSet: WeakSetConstructor;
}

const deleteKey = (map: unknown, key: unknown) => {
  Map.prototype.delete.call(map, key);
};

const deleteItem = (set: unknown, item: unknown) => {
  Set.prototype.delete.call(set, item);
};

/** Entries in their order, which is that of a waiting line more often than not. */
const setEntries = (map: unknown, entries: unknown) => {
  Map.prototype.clear.call(map);
  for (const [key, value] of entries as [unknown, unknown][]) Map.prototype.set.call(map, key, value);
};

const setItems = (set: unknown, items: unknown) => {
  Set.prototype.clear.call(set);
  for (const item of items as unknown[]) Set.prototype.add.call(set, item);
};

const setWeakEntry = (map: unknown, value: unknown, key: unknown) => {
  WeakMap.prototype.set.call(map as WeakMap<object, unknown>, key as object, value);
};

const deleteWeakEntry = (map: unknown, key: unknown) => {
  WeakMap.prototype.delete.call(map as WeakMap<object, unknown>, key as object);
};

const deleteWeakItem = (set: unknown, item: unknown) => {
  WeakSet.prototype.delete.call(set as WeakSet<object>, item as object);
};

const addWeakItem = (set: unknown, item: unknown) => {
  WeakSet.prototype.add.call(set as WeakSet<object>, item as object);
};

export function collections(undo: UndoLog): Collections {
  class NotingMap<K, V> extends Map<K, V> {
    static override [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof Map;
    }

    override set(key: K, value: V): this {
      if (this.has(key)) undo.note(setEntries, this, [...this]);
      else undo.note(deleteKey, this, key);
      return super.set(key, value);
    }

    override delete(key: K): boolean {
      if (!this.has(key)) return false;
      undo.note(setEntries, this, [...this]);
      return super.delete(key);
    }

    override clear(): void {
      undo.note(setEntries, this, [...this]);
      super.clear();
    }
  }

  class NotingSet<T> extends Set<T> {
    static override [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof Set;
    }

    override add(item: T): this {
      if (!this.has(item)) undo.note(deleteItem, this, item);
      return super.add(item);
    }

    override delete(item: T): boolean {
      if (!this.has(item)) return false;
      undo.note(setItems, this, [...this]);
      return super.delete(item);
    }

    override clear(): void {
      undo.note(setItems, this, [...this]);
      super.clear();
    }
  }

  class NotingWeakMap<K extends WeakKey, V> extends WeakMap<K, V> {
    static override [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof WeakMap;
    }

    override set(key: K, value: V): this {
      if (this.has(key)) undo.note(setWeakEntry, this, this.get(key), key);
      else undo.note(deleteWeakEntry, this, key);
      return super.set(key, value);
    }

    override delete(key: K): boolean {
      if (this.has(key)) undo.note(setWeakEntry, this, this.get(key), key);
      return super.delete(key);
    }
  }

  class NotingWeakSet<T extends WeakKey> extends WeakSet<T> {
    static override [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof WeakSet;
    }

    override add(item: T): this {
      if (!this.has(item)) undo.note(deleteWeakItem, this, item);
      return super.add(item);
    }

    override delete(item: T): boolean {
      if (this.has(item)) undo.note(addWeakItem, this, item);
      return super.delete(item);
    }
  }

  return {
    Map: NotingMap as MapConstructor,
    Set: NotingSet as SetConstructor,
    WeakMap: NotingWeakMap,
    WeakSet: NotingWeakSet,
  };
}
