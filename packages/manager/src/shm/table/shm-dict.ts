import { Block, checkFunction, registerKind, shown } from '@weft/atomics/kit';
import { changed } from '../../containers/changes.js';
import { checkKey, type DictKey, entriesOf, type SharedDict } from '../../containers/dict.js';
import { KeyError } from '../../errors.js';
import { Container, type ContainerOptions } from '../container.js';
import { KIND, TABLE } from '../layout.js';
import { placeTable } from './place-table.js';
import { TableVerbs } from './table-verbs.js';

/**
 * A dictionary in a region: for all threads, and where it is a `ProcessRegion` for all processes, that have the region open.
 *
 * - **Two forms**: each verb gives a promise; its `…Sync` form blocks the thread, for the moment that others need who change
 *   the dictionary just then, and takes a fraction of the time. Reading waits for nobody, as a rule.
 * - **Order**: that of insertion. Setting a key again leaves it where it is.
 * - **Cost**: finding, setting and deleting take the same time in a dictionary of any size; it grows and shrinks entry by
 *   entry and never stops to rehash. Who can choose keys cannot make it slow, as hashes are seeded.
 * - **Death** of a thread or process at any point: what it was changing has changed or has not, and the dictionary goes on.
 *   Nobody is told, and no memory is lost. Of an `update` that was cut short the first entries may be set.
 * - **Fairness** among those who change it: that of `Lock` of `@weft/atomics`.
 *
 * @example
 * const stock = new ShmDict<string, number>({ in: region, name: 'stock' });
 * stock.setSync('apples', 3);
 * stock.computeSync('apples', (n = 0) => n + 1); // 4
 */
export class ShmDict<K extends DictKey = DictKey, V = unknown> extends Container implements SharedDict<K, V> {
  readonly #verbs: TableVerbs<K, V>;

  /** @throws CapacityError if the region has no room for it; ArgumentError, also if the name is taken by another kind */
  constructor(options: ContainerOptions | Block) {
    super(options instanceof Block ? options : placeTable(DICT_KIND, options));
    this.#verbs = new TableVerbs(this.room);
  }

  get kind(): 'dict' {
    return 'dict';
  }

  /** Sets these entries, unless this or another call has filled the dictionary before. */
  async fill(entries: readonly (readonly [K, V])[]): Promise<void> {
    return this.do(this.#verbs.fill(entries));
  }

  async size(): Promise<number> {
    return this.do(this.#verbs.size());
  }

  sizeSync(): number {
    return this.#verbs.data.count;
  }

  async get(key: K): Promise<V | undefined> {
    return this.do(this.#verbs.get(checkKey(key)));
  }

  getSync(key: K): V | undefined {
    checkKey(key);
    const number = this.readNumberSync(() => this.#verbs.readNumber(key));
    if (number !== undefined) return number as V;
    return this.doSync(this.#verbs.get(checkKey(key)));
  }

  async set(key: K, value: V): Promise<void> {
    return this.do(this.#verbs.set(checkKey(key), value));
  }

  setSync(key: K, value: V): void {
    checkKey(key);
    if (typeof value === 'number' && this.#setNumber(key, value)) return;
    this.doSync(this.#verbs.set(checkKey(key), value));
  }

  async has(key: K): Promise<boolean> {
    return this.do(this.#verbs.has(checkKey(key)));
  }

  hasSync(key: K): boolean {
    return this.doSync(this.#verbs.has(checkKey(key)));
  }

  async delete(key: K): Promise<boolean> {
    return (await this.do(this.#verbs.take(checkKey(key)))).length > 0;
  }

  deleteSync(key: K): boolean {
    return this.doSync(this.#verbs.take(checkKey(key))).length > 0;
  }

  async pop(key: K, ...otherwise: [V?]): Promise<V> {
    return popped(key, await this.do(this.#verbs.take(checkKey(key))), otherwise);
  }

  popSync(key: K, ...otherwise: [V?]): V {
    return popped(key, this.doSync(this.#verbs.take(checkKey(key))), otherwise);
  }

  async popitem(): Promise<[K, V]> {
    return needed(await this.do(this.#verbs.takeLast()));
  }

  popitemSync(): [K, V] {
    return needed(this.doSync(this.#verbs.takeLast()));
  }

  async setDefault(key: K, value: V): Promise<V> {
    return this.do(this.#verbs.setDefault(checkKey(key), value));
  }

  setDefaultSync(key: K, value: V): V {
    return this.doSync(this.#verbs.setDefault(checkKey(key), value));
  }

  async update(entries: Iterable<readonly [K, V]> | Readonly<Record<string, V>>): Promise<void> {
    return this.do(this.#verbs.update(entriesOf(entries)));
  }

  updateSync(entries: Iterable<readonly [K, V]> | Readonly<Record<string, V>>): void {
    this.doSync(this.#verbs.update(entriesOf(entries)));
  }

  async clear(): Promise<void> {
    return this.do(this.#verbs.clear());
  }

  clearSync(): void {
    this.doSync(this.#verbs.clear());
  }

  async keys(): Promise<K[]> {
    return this.do(this.#verbs.keys());
  }

  keysSync(): K[] {
    return this.doSync(this.#verbs.keys());
  }

  async values(): Promise<V[]> {
    return this.do(this.#verbs.values());
  }

  valuesSync(): V[] {
    return this.doSync(this.#verbs.values());
  }

  async entries(): Promise<[K, V][]> {
    return this.do(this.#verbs.entries());
  }

  entriesSync(): [K, V][] {
    return this.doSync(this.#verbs.entries());
  }

  async compute(key: K, change: (value: V | undefined) => V | undefined): Promise<V | undefined> {
    checkKey(key);
    checkFunction('change', change);
    for (;;) {
      const seen = await this.do(this.#verbs.look(key));
      const value = changed(change, seen.value);
      if (await this.do(this.#verbs.replace(key, seen, value))) return value;
    }
  }

  computeSync(key: K, change: (value: V | undefined) => V | undefined): V | undefined {
    checkKey(key);
    checkFunction('change', change);
    for (;;) {
      const seen = this.doSync(this.#verbs.look(key));
      const value = changed(change, seen.value);
      if (this.doSync(this.#verbs.replace(key, seen, value))) return value;
    }
  }

  /** The entries as they were when the iteration began. */
  *[Symbol.iterator](): Generator<[K, V], undefined, undefined> {
    yield* this.entriesSync();
    return undefined;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<[K, V], undefined, undefined> {
    yield* await this.entries();
    return undefined;
  }

  describe(): Record<string, unknown> {
    return { size: this.#verbs.data.count };
  }

  /** Replaces a value by a number if that needs no allocation; whether it did. */
  #setNumber(key: K, value: number): boolean {
    this.enter();
    try {
      return this.#verbs.setNumber(key, value);
    } finally {
      this.leave();
    }
  }

  /** @internal References of all blocks of the heap that belong to the dictionary, for audits. */
  blocks(): number[] {
    return this.#verbs.data.blocks();
  }
}

function popped<K, V>(key: K, taken: readonly V[], otherwise: readonly [V?]): V {
  if (taken.length > 0) return taken[0] as V;
  if (otherwise.length > 0) return otherwise[0] as V;
  throw new KeyError(`there is no key ${shown(key)}`);
}

function needed<K, V>(entry: [K, V] | undefined): [K, V] {
  if (entry !== undefined) return entry;
  throw new KeyError('the dict is empty');
}

const DICT_KIND = registerKind({
  number: KIND.Dict,
  name: 'ShmDict',
  words: TABLE.SIZE,
  module: import.meta.url,
  attach: (block) => new ShmDict(block),
});
