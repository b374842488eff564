import { Block, checkFunction, registerKind } from '@weft/atomics/kit';
import { changed, naturalOrder } from '../../containers/changes.js';
import type { SharedList } from '../../containers/list.js';
import { Container, type ContainerOptions, placeContainer } from '../container.js';
import { KIND, LIST } from '../layout.js';
import { type Copy, ListVerbs } from './list-verbs.js';

/**
 * A list in a region: for all threads, and where it is a `ProcessRegion` for all processes, that have the region open.
 *
 * - **Two forms**: each verb gives a promise; its `…Sync` form blocks the thread, for the moment that others need who change
 *   the list just then, and takes a fraction of the time. Reading waits for nobody, as a rule.
 * - **Cost**: an element is found in the same time in a list of any length, and `append` moves nothing. `insert`, `splice`
 *   and `pop` of an index copy what stands behind (8 bytes an element), `sort` and `reverse` all.
 * - **Numbers**, booleans, `null`, `undefined` and texts of up to 6 ASCII characters stand in the list itself and are
 *   replaced without any allocation.
 * - **Death** of a thread or process at any point: what it was changing has changed or has not, and the list goes on.
 *   Nobody is told, and no memory is lost.
 * - **Fairness** among those who change it: that of `Lock` of `@weft/atomics`.
 *
 * @example
 * const list = new ShmList<number>({ in: region, name: 'scores' });
 * list.appendSync(3);
 * list.getSync(-1); // 3
 */
export class ShmList<T = unknown> extends Container implements SharedList<T> {
  readonly #verbs: ListVerbs<T>;

  /** @throws CapacityError if the region has no room for it; ArgumentError, also if the name is taken by another kind */
  constructor(options: ContainerOptions | Block) {
    super(options instanceof Block ? options : placeContainer(LIST_KIND, options, LIST.SIZE));
    this.#verbs = new ListVerbs(this.room);
  }

  get kind(): 'list' {
    return 'list';
  }

  /** Adds these values, unless this or another call has filled the list before. */
  async fill(values: readonly T[]): Promise<void> {
    return this.do(this.#verbs.fill(values));
  }

  async length(): Promise<number> {
    return this.do(this.#verbs.length());
  }

  lengthSync(): number {
    return this.#verbs.data.length;
  }

  async at(index: number): Promise<T | undefined> {
    return this.do(this.#verbs.at(index));
  }

  atSync(index: number): T | undefined {
    return this.doSync(this.#verbs.at(index));
  }

  async get(index: number): Promise<T> {
    return this.do(this.#verbs.get(index));
  }

  getSync(index: number): T {
    const { data } = this.#verbs;
    if (index >>> 0 === index) {
      const number = this.readNumberSync(() => (index < data.length ? data.readNumber(index) : undefined));
      if (number !== undefined) return number as T;
    }
    return this.doSync(this.#verbs.get(index));
  }

  async set(index: number, value: T): Promise<void> {
    return this.do(this.#verbs.set(index, value));
  }

  setSync(index: number, value: T): void {
    if (
      typeof value !== 'number' ||
      Number.isNaN(value) ||
      index >>> 0 !== index ||
      !this.#setNumber(index, value)
    ) {
      this.doSync(this.#verbs.set(index, value));
    }
  }

  async append(value: T): Promise<number> {
    return this.do(this.#verbs.extend([value]));
  }

  appendSync(value: T): number {
    if (typeof value !== 'number' || Number.isNaN(value)) return this.doSync(this.#verbs.extend([value]));
    this.enter();
    try {
      return this.#verbs.data.appendNumber(value);
    } finally {
      this.leave();
    }
  }

  async push(...values: T[]): Promise<number> {
    return this.do(this.#verbs.extend(values));
  }

  pushSync(...values: T[]): number {
    return this.doSync(this.#verbs.extend(values));
  }

  async extend(values: Iterable<T>): Promise<number> {
    return this.do(this.#verbs.extend([...values]));
  }

  extendSync(values: Iterable<T>): number {
    return this.doSync(this.#verbs.extend([...values]));
  }

  async insert(index: number, value: T): Promise<void> {
    return this.do(this.#verbs.insert(index, value));
  }

  insertSync(index: number, value: T): void {
    this.doSync(this.#verbs.insert(index, value));
  }

  async pop(index: number = -1): Promise<T> {
    return this.do(this.#verbs.pop(index));
  }

  popSync(index: number = -1): T {
    const number = index === -1 ? this.#popNumber() : undefined;
    if (number !== undefined) return number as T;
    return this.doSync(this.#verbs.pop(index));
  }

  async remove(value: T): Promise<void> {
    return this.do(this.#verbs.remove(value));
  }

  removeSync(value: T): void {
    this.doSync(this.#verbs.remove(value));
  }

  async index(value: T, start: number = 0): Promise<number> {
    return this.do(this.#verbs.index(value, start));
  }

  indexSync(value: T, start: number = 0): number {
    return this.doSync(this.#verbs.index(value, start));
  }

  async count(value: T): Promise<number> {
    return this.do(this.#verbs.count(value));
  }

  countSync(value: T): number {
    return this.doSync(this.#verbs.count(value));
  }

  async includes(value: T): Promise<boolean> {
    return this.do(this.#verbs.includes(value));
  }

  includesSync(value: T): boolean {
    return this.doSync(this.#verbs.includes(value));
  }

  async sort(compare?: (a: T, b: T) => number): Promise<void> {
    if (compare !== undefined) checkFunction('compare', compare);
    for (;;) {
      const copy = await this.do(this.#verbs.copy());
      if (await this.do(this.#verbs.arrange(copy, sorted(copy, compare)))) return;
    }
  }

  sortSync(compare?: (a: T, b: T) => number): void {
    if (compare !== undefined) checkFunction('compare', compare);
    for (;;) {
      const copy = this.doSync(this.#verbs.copy());
      if (this.doSync(this.#verbs.arrange(copy, sorted(copy, compare)))) return;
    }
  }

  async reverse(): Promise<void> {
    return this.do(this.#verbs.reverse());
  }

  reverseSync(): void {
    this.doSync(this.#verbs.reverse());
  }

  async slice(start: number = 0, end?: number): Promise<T[]> {
    return this.do(this.#verbs.slice(start, end));
  }

  sliceSync(start: number = 0, end?: number): T[] {
    return this.doSync(this.#verbs.slice(start, end));
  }

  async splice(start: number, deleteCount?: number, ...values: T[]): Promise<T[]> {
    return this.do(this.#verbs.splice(start, deleteCount, values));
  }

  spliceSync(start: number, deleteCount?: number, ...values: T[]): T[] {
    return this.doSync(this.#verbs.splice(start, deleteCount, values));
  }

  async clear(): Promise<void> {
    return this.do(this.#verbs.clear());
  }

  clearSync(): void {
    this.doSync(this.#verbs.clear());
  }

  async toArray(): Promise<T[]> {
    return this.slice();
  }

  toArraySync(): T[] {
    return this.sliceSync();
  }

  async update(index: number, change: (value: T) => T): Promise<T> {
    checkFunction('change', change);
    for (;;) {
      const seen = await this.do(this.#verbs.look(index));
      const value = changed(change, seen.parcel.value(0) as T);
      if (await this.do(this.#verbs.replace(seen, value))) return value;
    }
  }

  updateSync(index: number, change: (value: T) => T): T {
    checkFunction('change', change);
    for (;;) {
      const seen = this.doSync(this.#verbs.look(index));
      const value = changed(change, seen.parcel.value(0) as T);
      if (this.doSync(this.#verbs.replace(seen, value))) return value;
    }
  }

  /** The elements as they were when the iteration began. */
  *[Symbol.iterator](): Generator<T, undefined, undefined> {
    yield* this.toArraySync();
    return undefined;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, undefined, undefined> {
    yield* await this.toArray();
    return undefined;
  }

  describe(): Record<string, unknown> {
    return { length: this.#verbs.data.length };
  }

  /** @internal References of all blocks of the heap that belong to the list, for audits. */
  blocks(): number[] {
    return this.#verbs.data.blocks();
  }

  /** Takes the last element out, if it is a number. */
  #popNumber(): number | undefined {
    const { data } = this.#verbs;
    this.enter();
    try {
      return data.length > 0 ? data.popNumber() : undefined;
    } finally {
      this.leave();
    }
  }

  /** Replaces the element by a number if that needs no allocation; whether it did. */
  #setNumber(index: number, value: number): boolean {
    const { data } = this.#verbs;
    this.enter();
    try {
      return index < data.length && data.setNumber(index, value);
    } finally {
      this.leave();
    }
  }
}

/** The indices of a copy in the order of its values; the sort is stable. */
function sorted<T>({ parcel }: Copy, compare: ((a: T, b: T) => number) | undefined): Uint32Array {
  const values = parcel.values() as T[];
  const order = compare ?? naturalOrder(values);
  return Uint32Array.from(values.keys()).sort((a, b) => order(values[a] as T, values[b] as T) || a - b);
}

const LIST_KIND = registerKind({
  number: KIND.List,
  name: 'ShmList',
  words: LIST.SIZE,
  module: import.meta.url,
  attach: (block) => new ShmList(block),
});
