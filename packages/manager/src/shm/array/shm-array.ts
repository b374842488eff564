import { Block, checkInteger, registerKind } from '@weft/atomics/kit';
import {
  type ArrayType,
  type ArrayTypes,
  checkArrayType,
  MOST_NUMBERS,
  type SharedArray,
} from '../../containers/array.js';
import { changed } from '../../containers/changes.js';
import { Container, type ContainerOptions, placeContainer } from '../container.js';
import { ARRAY, KIND } from '../layout.js';
import { put } from '../memory/store.js';
import { ArrayData } from './array-data.js';
import { ArrayVerbs } from './array-verbs.js';

/** What an array is made of. */
export interface ShmArrayOptions<E extends ArrayType> extends ContainerOptions {
  readonly type: E;
  /** How many numbers, 0 to 2^27. */
  readonly length: number;
}

/**
 * Numbers of one type in a region, packed as in a typed array: for all threads, and where it is a `ProcessRegion` for all
 * processes, that have the region open. All are zero before others are given.
 *
 * Each verb gives a promise; its `…Sync` form blocks the thread, for the moment that others need who change the array just
 * then; `getSync` waits for nobody. If a thread or process dies while it sets a number, that is set or it is not; of many
 * numbers that were written at once the first may be. Nobody is told.
 *
 * @example
 * const numbers = new ShmArray({ in: region, type: 'float64', length: 3 });
 * numbers.initSync([1, 2, 3]);
 * numbers.setSync(-1, 4.5);
 */
export class ShmArray<E extends ArrayType = ArrayType> extends Container implements SharedArray<E> {
  readonly #verbs: ArrayVerbs;

  /** @throws CapacityError if the region has no room for it; ArgumentError, also if the name is taken by another kind */
  constructor(options: ShmArrayOptions<E> | Block) {
    super(options instanceof Block ? options : placeArray(options));
    this.#verbs = new ArrayVerbs(this.room);
  }

  get kind(): 'array' {
    return 'array';
  }

  get type(): E {
    return this.#verbs.type as E;
  }

  get length(): number {
    return this.#verbs.data.length;
  }

  /** Gives it these first numbers, one for each of its elements, unless that was done before. */
  async init(values: readonly (number | bigint)[]): Promise<void> {
    return this.do(this.#verbs.fill(values));
  }

  initSync(values: readonly (number | bigint)[]): void {
    this.doSync(this.#verbs.fill(values));
  }

  async at(index: number): Promise<ArrayTypes[E] | undefined> {
    return (await this.do(this.#verbs.at(index))) as ArrayTypes[E] | undefined;
  }

  atSync(index: number): ArrayTypes[E] | undefined {
    return this.doSync(this.#verbs.at(index)) as ArrayTypes[E] | undefined;
  }

  async get(index: number): Promise<ArrayTypes[E]> {
    return (await this.do(this.#verbs.get(index))) as ArrayTypes[E];
  }

  getSync(index: number): ArrayTypes[E] {
    const { data } = this.#verbs;
    if (index >>> 0 === index && index < data.length) return data.read(index) as ArrayTypes[E];
    return this.doSync(this.#verbs.get(index)) as ArrayTypes[E];
  }

  async set(index: number, value: ArrayTypes[E]): Promise<void> {
    return this.do(this.#verbs.set(index, value));
  }

  setSync(index: number, value: ArrayTypes[E]): void {
    this.doSync(this.#verbs.set(index, value));
  }

  async write(index: number, values: Iterable<ArrayTypes[E]>): Promise<void> {
    return this.do(this.#verbs.write(index, [...values]));
  }

  writeSync(index: number, values: Iterable<ArrayTypes[E]>): void {
    this.doSync(this.#verbs.write(index, [...values]));
  }

  async slice(start: number = 0, end?: number): Promise<ArrayTypes[E][]> {
    return (await this.do(this.#verbs.slice(start, end))) as ArrayTypes[E][];
  }

  sliceSync(start: number = 0, end?: number): ArrayTypes[E][] {
    return this.doSync(this.#verbs.slice(start, end)) as ArrayTypes[E][];
  }

  async fill(value: ArrayTypes[E], start: number = 0, end?: number): Promise<void> {
    return this.do(this.#verbs.fillPart(value, start, end));
  }

  fillSync(value: ArrayTypes[E], start: number = 0, end?: number): void {
    this.doSync(this.#verbs.fillPart(value, start, end));
  }

  async toArray(): Promise<ArrayTypes[E][]> {
    return this.slice();
  }

  toArraySync(): ArrayTypes[E][] {
    return this.sliceSync();
  }

  async update(index: number, change: (value: ArrayTypes[E]) => ArrayTypes[E]): Promise<ArrayTypes[E]> {
    for (;;) {
      const seen = await this.get(index);
      const value = changed(change, seen);
      if (await this.do(this.#verbs.replace(index, seen, value))) return value;
    }
  }

  updateSync(index: number, change: (value: ArrayTypes[E]) => ArrayTypes[E]): ArrayTypes[E] {
    for (;;) {
      const seen = this.getSync(index);
      const value = changed(change, seen);
      if (this.doSync(this.#verbs.replace(index, seen, value))) return value;
    }
  }

  async add(index: number, by: ArrayTypes[E]): Promise<ArrayTypes[E]> {
    return (await this.do(this.#verbs.add(index, by))) as ArrayTypes[E];
  }

  addSync(index: number, by: ArrayTypes[E]): ArrayTypes[E] {
    return this.doSync(this.#verbs.add(index, by)) as ArrayTypes[E];
  }

  /** The numbers as they were when the iteration began. */
  *[Symbol.iterator](): Generator<ArrayTypes[E], undefined, undefined> {
    yield* this.toArraySync();
    return undefined;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ArrayTypes[E], undefined, undefined> {
    yield* await this.toArray();
    return undefined;
  }

  describe(): Record<string, unknown> {
    return { type: this.type, length: this.length };
  }

  /** @internal References of all blocks of the heap that belong to the array, for audits. */
  blocks(): number[] {
    return this.#verbs.data.blocks();
  }
}

function placeArray<E extends ArrayType>(options: ShmArrayOptions<E>): Block {
  checkArrayType(options.type);
  checkInteger('length', options.length, 0, MOST_NUMBERS);
  return placeContainer(ARRAY_KIND, options, ARRAY.SIZE, (words, state) => {
    put(words, state + ARRAY.TYPE, ArrayData.numberOf(options.type));
    put(words, state + ARRAY.LENGTH, options.length);
  });
}

const ARRAY_KIND = registerKind({
  number: KIND.Array,
  name: 'ShmArray',
  words: ARRAY.SIZE,
  module: import.meta.url,
  attach: (block) => new ShmArray(block),
});
