import { Block, registerKind } from '@weft/atomics/kit';
import type { SharedSet } from '../../containers/set.js';
import { KeyError } from '../../errors.js';
import { Container, type ContainerOptions } from '../container.js';
import { KIND, TABLE } from '../layout.js';
import { placeTable } from './place-table.js';
import { TableVerbs } from './table-verbs.js';

/**
 * A set in a region, as a `ShmDict` without values: order, cost, death and the two forms of each verb are the same. `pop`
 * takes the member that was added last.
 *
 * @example
 * const seen = new ShmSet<string>({ in: region, name: 'seen' });
 * seen.addSync('a'); // true
 * seen.addSync('a'); // false
 */
export class ShmSet<T = unknown> extends Container implements SharedSet<T> {
  readonly #verbs: TableVerbs<T, undefined>;

  /** @throws CapacityError if the region has no room for it; ArgumentError, also if the name is taken by another kind */
  constructor(options: ContainerOptions | Block) {
    super(options instanceof Block ? options : placeTable(SET_KIND, options));
    this.#verbs = new TableVerbs(this.room);
  }

  get kind(): 'set' {
    return 'set';
  }

  /** Adds these members, unless this or another call has filled the set before. */
  async fill(values: Iterable<T>): Promise<void> {
    return this.do(this.#verbs.fill(members(values)));
  }

  async size(): Promise<number> {
    return this.do(this.#verbs.size());
  }

  sizeSync(): number {
    return this.#verbs.data.count;
  }

  async add(value: T): Promise<boolean> {
    return (await this.do(this.#verbs.add(members([value])))) > 0;
  }

  addSync(value: T): boolean {
    return this.doSync(this.#verbs.add(members([value]))) > 0;
  }

  async has(value: T): Promise<boolean> {
    return this.do(this.#verbs.has(value));
  }

  hasSync(value: T): boolean {
    return this.doSync(this.#verbs.has(value));
  }

  async delete(value: T): Promise<boolean> {
    return (await this.do(this.#verbs.take(value))).length > 0;
  }

  deleteSync(value: T): boolean {
    return this.doSync(this.#verbs.take(value)).length > 0;
  }

  async pop(): Promise<T> {
    return needed(await this.do(this.#verbs.takeLast()));
  }

  popSync(): T {
    return needed(this.doSync(this.#verbs.takeLast()));
  }

  async update(values: Iterable<T>): Promise<number> {
    return this.do(this.#verbs.add(members(values)));
  }

  updateSync(values: Iterable<T>): number {
    return this.doSync(this.#verbs.add(members(values)));
  }

  async clear(): Promise<void> {
    return this.do(this.#verbs.clear());
  }

  clearSync(): void {
    this.doSync(this.#verbs.clear());
  }

  async values(): Promise<T[]> {
    return this.do(this.#verbs.keys());
  }

  valuesSync(): T[] {
    return this.doSync(this.#verbs.keys());
  }

  /** The members as they were when the iteration began. */
  *[Symbol.iterator](): Generator<T, undefined, undefined> {
    yield* this.valuesSync();
    return undefined;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, undefined, undefined> {
    yield* await this.values();
    return undefined;
  }

  describe(): Record<string, unknown> {
    return { size: this.#verbs.data.count };
  }

  /** @internal References of all blocks of the heap that belong to the set, for audits. */
  blocks(): number[] {
    return this.#verbs.data.blocks();
  }
}

function members<T>(values: Iterable<T>): [T, undefined][] {
  return Array.from(values, (value) => [value, undefined]);
}

function needed<T>(entry: [T, undefined] | undefined): T {
  if (entry !== undefined) return entry[0];
  throw new KeyError('the set is empty');
}

const SET_KIND = registerKind({
  number: KIND.Set,
  name: 'ShmSet',
  words: TABLE.SIZE,
  module: import.meta.url,
  attach: (block) => new ShmSet(block),
});
