import { ArgumentError } from '@weft/atomics';
import { checkFunction } from '@weft/atomics/kit';
import {
  ARRAY_VIEWS,
  type ArrayType,
  type ArrayTypes,
  checkNumber,
  type SharedArray,
} from '../../containers/array.js';
import { changed } from '../../containers/changes.js';
import { numberBytes, numbersIn } from '../../containers/number-bytes.js';
import { checkIndex, needPlace, placeOf, sliceOf } from '../../containers/positions.js';
import { IndexError, ObjectGoneError } from '../../errors.js';
import { bytesOf, nothing } from '../connection/replies.js';
import { type Origin, RedisObject } from '../redis-object.js';
import { REPLACE_BYTES } from '../scripts/value.js';

/** An array is a string of Redis, with the numbers one behind the other, the lowest byte of each first. */
export class RedisArray<E extends ArrayType> extends RedisObject<'array'> implements SharedArray<E> {
  readonly #type: E;
  readonly #length: number;
  readonly #width: number;

  constructor(origin: Origin<'array'>) {
    super(origin);
    const [type, length] = origin.facts.split(' ');
    this.#type = type as E;
    this.#length = Number(length);
    this.#width = ARRAY_VIEWS[this.#type].BYTES_PER_ELEMENT;
  }

  get type(): E {
    return this.#type;
  }

  get length(): number {
    return this.#length;
  }

  async at(index: number): Promise<ArrayTypes[E] | undefined> {
    const place = placeOf(checkIndex('index', index), this.#length);
    return place === undefined ? undefined : this.#one(await this.#read(place, 1));
  }

  async get(index: number): Promise<ArrayTypes[E]> {
    return this.#one(await this.#read(this.#place(index), 1));
  }

  async set(index: number, value: ArrayTypes[E]): Promise<void> {
    await this.#write(this.#place(index), numberBytes(this.#type, [value]));
  }

  async write(index: number, values: Iterable<ArrayTypes[E]>): Promise<void> {
    checkIndex('index', index);
    const bytes = numberBytes(this.#type, [...values]);
    const count = bytes.length / this.#width;
    const place = index < 0 ? index + this.#length : index;
    if (place < 0 || place + count > this.#length) {
      throw new IndexError(
        `${count} numbers from ${index} on do not fit into the ${this.#length} of the array`,
      );
    }
    if (count > 0) await this.#write(place, bytes);
  }

  async slice(start: number = 0, end?: number): Promise<ArrayTypes[E][]> {
    const [from, to] = this.#range(start, end);
    return from === to ? [] : this.#all(await this.#read(from, to - from));
  }

  async fill(value: ArrayTypes[E], start: number = 0, end?: number): Promise<void> {
    checkNumber(this.#type, value);
    const [from, to] = this.#range(start, end);
    if (from < to) await this.#write(from, numberBytes(this.#type, new Array(to - from).fill(value)));
  }

  toArray(): Promise<ArrayTypes[E][]> {
    return this.slice();
  }

  async update(index: number, change: (value: ArrayTypes[E]) => ArrayTypes[E]): Promise<ArrayTypes[E]> {
    checkFunction('change', change);
    const place = this.#place(index);
    for (;;) {
      const before = await this.#read(place, 1);
      const after = numberBytes(this.#type, [changed(change, this.#one(before))]);
      const bytes = [place * this.#width, before, after];
      // What the type makes of it, which may be rounded.
      if (await this.script(REPLACE_BYTES, bytes, (reply) => reply === 1)) return this.#one(after);
    }
  }

  async add(index: number, by: ArrayTypes[E]): Promise<ArrayTypes[E]> {
    checkNumber(this.#type, by);
    return this.update(index, (value) => ((value as number) + (by as number)) as ArrayTypes[E]);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ArrayTypes[E], undefined, undefined> {
    yield* await this.toArray();
  }

  #place(index: number): number {
    return needPlace(checkIndex('index', index), this.#length);
  }

  #range(start: number, end: number | undefined): [from: number, to: number] {
    checkIndex('start', start);
    if (end !== undefined) checkIndex('end', end);
    return sliceOf(start, end, this.#length);
  }

  async #read(place: number, count: number): Promise<Buffer> {
    const first = place * this.#width;
    const length = count * this.#width;
    const bytes = await this.ask('GETRANGE', 'content', [first, first + length - 1], bytesOf);
    if (bytes.length === length) return bytes;
    throw new ObjectGoneError(
      'the shared array does not exist any more: it was unlinked, or others have written to its key',
    );
  }

  #write(place: number, bytes: Uint8Array): Promise<void> {
    return this.change('SETRANGE', 'content', [place * this.#width, bytes], nothing);
  }

  #one(bytes: Uint8Array): ArrayTypes[E] {
    return numbersIn(this.#type, bytes)[0] as ArrayTypes[E];
  }

  #all(bytes: Uint8Array): ArrayTypes[E][] {
    return numbersIn(this.#type, bytes) as ArrayTypes[E][];
  }
}

/** How an array was made, as its handle has it. */
export function arrayFacts(type: ArrayType, length: number): string {
  return `${type} ${length}`;
}

/** @throws ArgumentError for facts of a handle that are none */
export function checkArrayFacts(facts: string): void {
  const [type = '', length] = facts.split(' ');
  if (Object.hasOwn(ARRAY_VIEWS, type) && Number.isSafeInteger(Number(length))) return;
  throw new ArgumentError('the handle of the array was damaged on its way');
}
