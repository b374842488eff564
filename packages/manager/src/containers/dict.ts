import { ArgumentError } from '@weft/atomics';
import { shown } from '@weft/atomics/kit';
import type { ManagedObject } from './managed-object.js';

/** What can be a key. `NaN` is one, and `-0` is `0`, as in a `Map`. */
export type DictKey = string | number | boolean | bigint;

/**
 * A dictionary that many processes share (Python's `Manager().dict()`), with the verbs of a `Map`.
 *
 * Keys are told apart by type, too: `1` and `'1'` are two. The order of entries is that of their insertion, except on
 * backends whose README section says otherwise.
 *
 * @example
 * const stock = await manager.dict({ apples: 3 });
 * await stock.compute('apples', (n = 0) => n + 1); // 4
 */
export interface SharedDict<K extends DictKey = DictKey, V = unknown>
  extends ManagedObject,
    AsyncIterable<[K, V]> {
  readonly kind: 'dict';
  /** How many entries there are: a snapshot only. */
  size(): Promise<number>;
  /** The value, or `undefined` if there is no such key. */
  get(key: K): Promise<V | undefined>;
  /** Sets the value of a key, whether there is one or not. @throws CodecError if the value cannot be carried */
  set(key: K, value: V): Promise<void>;
  /** Whether there is such a key. */
  has(key: K): Promise<boolean>;
  /** Takes an entry out; whether there was one. */
  delete(key: K): Promise<boolean>;
  /** Takes an entry out and gives its value, or `otherwise` if that was given. @throws KeyError if there is none */
  pop(key: K, ...otherwise: [V?]): Promise<V>;
  /** Takes out the entry that was inserted last. @throws KeyError if there is none */
  popitem(): Promise<[K, V]>;
  /** The value; if there is no such key, `value` is inserted first. */
  setDefault(key: K, value: V): Promise<V>;
  /** Sets many entries at once: those of a map, of an object (its own properties) or of pairs. */
  update(entries: Iterable<readonly [K, V]> | Readonly<Record<string, V>>): Promise<void>;
  /** Takes out all entries. */
  clear(): Promise<void>;
  /** A copy of all keys. */
  keys(): Promise<K[]>;
  /** A copy of all values. */
  values(): Promise<V[]>;
  /** A copy of all entries. */
  entries(): Promise<[K, V][]>;
  /**
   * Sets the value of a key to what `change` makes of it, and gives that; `undefined` stands for no entry both ways. No
   * change of others is lost: `change` runs here, and once more if the value has become another one meanwhile, so it must
   * do nothing but compute.
   *
   * @throws what `change` throws, and then nothing is changed
   */
  compute(key: K, change: (value: V | undefined) => V | undefined): Promise<V | undefined>;
  /** The entries as they were when the iteration began. */
  [Symbol.asyncIterator](): AsyncIterator<[K, V], undefined, undefined>;
}

/** The key as it is stored. @throws ArgumentError unless it can be one */
export function checkKey<K extends DictKey>(key: K): K {
  switch (typeof key) {
    case 'number':
      // As in a `Map`: there is one zero.
      return key === 0 ? (0 as K) : key;
    case 'string':
    case 'boolean':
    case 'bigint':
      return key;
    default:
      throw new ArgumentError(`a key must be a string, number, boolean or bigint, got ${shown(key)}`);
  }
}

/** Entries of whatever has some. @throws ArgumentError */
export function entriesOf<K extends DictKey, V>(
  source: Iterable<readonly [K, V]> | Readonly<Record<string, V>>,
): [K, V][] {
  if (typeof source !== 'object' || source === null) {
    throw new ArgumentError(`entries must be a map, an object or pairs, got ${shown(source)}`);
  }
  const pairs = Symbol.iterator in source ? source : (Object.entries(source) as [K, V][]);
  return Array.from(pairs as Iterable<readonly [K, V]>, (pair) => {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new ArgumentError(`each entry must be a pair of key and value, got ${shown(pair)}`);
    }
    return [checkKey(pair[0] as K), pair[1] as V];
  });
}
