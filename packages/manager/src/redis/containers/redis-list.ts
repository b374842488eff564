import { checkFunction } from '@weft/atomics/kit';
import { type Comparison, changed, naturalOrder } from '../../containers/changes.js';
import type { SharedList } from '../../containers/list.js';
import { checkIndex } from '../../containers/positions.js';
import { IndexError, LimitError, ValueError } from '../../errors.js';
import { encodeValue } from '../../values.js';
import { bytesOf, listOf, MOST_ARGUMENTS, nothing, numberOf, type Reply } from '../connection/replies.js';
import { RedisObject } from '../redis-object.js';
import { INSERT, POP_AT, REARRANGE, REPLACE, REVERSE, SPLICE } from '../scripts/list.js';
import { attempt } from './attempt.js';
import { valueIn, valuesIn } from './values-in.js';

/** A list is a list of Redis: its ends are near, its middle is as far as it is long. */
export class RedisList<T> extends RedisObject<'list'> implements SharedList<T> {
  length(): Promise<number> {
    return this.ask('LLEN', 'content', [], numberOf);
  }

  at(index: number): Promise<T | undefined> {
    return attempt(() => this.ask('LINDEX', 'content', [checkIndex('index', index)], valueIn<T>));
  }

  get(index: number): Promise<T> {
    return attempt(() => this.ask('LINDEX', 'content', [checkIndex('index', index)], element<T>));
  }

  set(index: number, value: T): Promise<void> {
    return attempt(() => {
      checkIndex('index', index);
      return this.change('LSET', 'content', [index, encodeValue(value)], nothing);
    });
  }

  append(value: T): Promise<number> {
    return attempt(() => this.change('RPUSH', 'content', [encodeValue(value)], numberOf));
  }

  push(...values: T[]): Promise<number> {
    return this.extend(values);
  }

  async extend(values: Iterable<T>): Promise<number> {
    const all = Array.from(values, encodeValue);
    if (all.length === 0) return this.length();
    checkCount(all.length);
    return this.change('RPUSH', 'content', all, numberOf);
  }

  async insert(index: number, value: T): Promise<void> {
    checkIndex('index', index);
    return this.script(INSERT, [index, encodeValue(value)], nothing);
  }

  async pop(index: number = -1): Promise<T> {
    checkIndex('index', index);
    if (index === -1) return this.change('RPOP', 'content', [], element<T>);
    if (index === 0) return this.change('LPOP', 'content', [], element<T>);
    return this.script(POP_AT, [index], element<T>);
  }

  async remove(value: T): Promise<void> {
    const removed = await this.change('LREM', 'content', [1, encodeValue(value)], numberOf);
    if (removed === 0) throw new ValueError('the value is not in the list');
  }

  async index(value: T, start: number = 0): Promise<number> {
    checkIndex('start', start);
    const bytes = encodeValue(value);
    if (start === 0) return this.ask('LPOS', 'content', [bytes], place);
    const [places, length] = await Promise.all([this.#places(bytes), this.length()]);
    return place(places.find((each) => each >= (start < 0 ? start + length : start)) ?? null);
  }

  async count(value: T): Promise<number> {
    return (await this.#places(encodeValue(value))).length;
  }

  async includes(value: T): Promise<boolean> {
    return this.ask('LPOS', 'content', [encodeValue(value)], (reply) => reply !== null);
  }

  async sort(compare?: Comparison<T>): Promise<void> {
    if (compare !== undefined) checkFunction('compare', compare);
    while (!(await this.#trySort(compare)));
  }

  reverse(): Promise<void> {
    return this.script(REVERSE, [], nothing);
  }

  async slice(start: number = 0, end?: number): Promise<T[]> {
    checkIndex('start', start);
    if (end !== undefined) checkIndex('end', end);
    // Redis counts the last element in; in front of the first one, that would be the end of the list.
    if (end === 0) return [];
    return this.ask('LRANGE', 'content', [start, end === undefined ? -1 : end - 1], valuesIn<T>);
  }

  async splice(start: number, deleteCount?: number, ...values: T[]): Promise<T[]> {
    checkIndex('start', start);
    if (deleteCount !== undefined) checkIndex('deleteCount', deleteCount);
    checkCount(values.length);
    const count = deleteCount === undefined ? -1 : Math.max(0, deleteCount);
    return this.script(SPLICE, [start, count, ...values.map(encodeValue)], valuesIn<T>);
  }

  clear(): Promise<void> {
    return this.change('DEL', 'content', [], nothing);
  }

  toArray(): Promise<T[]> {
    return this.slice();
  }

  async update(index: number, change: (value: T) => T): Promise<T> {
    checkIndex('index', index);
    checkFunction('change', change);
    for (;;) {
      const before = await this.ask('LINDEX', 'content', [index], (reply) => reply);
      const after = changed(change, element<T>(before));
      const done = await this.script(REPLACE, [index, bytesOf(before), encodeValue(after)], (reply) => reply);
      if (done === 1) return after;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, undefined, undefined> {
    yield* await this.toArray();
  }

  /** The indices of all elements that equal a value. */
  #places(bytes: Uint8Array): Promise<number[]> {
    return this.ask('LPOS', 'content', [bytes, 'COUNT', 0], (reply) => listOf(reply).map(numberOf));
  }

  /** Whether it is sorted now; it is not if others have changed it meanwhile. */
  async #trySort(compare: Comparison<T> | undefined): Promise<boolean> {
    const stored = await this.ask('LRANGE', 'content', [0, -1], (reply) => listOf(reply).map(bytesOf));
    checkCount(stored.length * 2);
    const values = stored.map((bytes) => valueIn<T>(bytes) as T);
    const order = compare ?? (naturalOrder(values) as Comparison<T>);
    const places = Array.from(stored.keys()).sort((a, b) => order(values[a] as T, values[b] as T));
    if (places.length < 2) return true;
    const arranged = places.flatMap((each) => [each, stored[each] as Buffer]);
    return this.script(REARRANGE, arranged, (reply) => reply === 1);
  }
}

function element<T>(reply: Reply): T {
  if (reply === null) throw new IndexError('the index is outside of the list');
  return valueIn(reply) as T;
}

function place(reply: Reply): number {
  if (reply === null) throw new ValueError('the value is not in the list');
  return numberOf(reply);
}

/** @throws LimitError for more arguments than a command can have */
export function checkCount(count: number): void {
  if (count <= MOST_ARGUMENTS) return;
  throw new LimitError(
    `${count} values are too many for one command of Redis, which takes ${MOST_ARGUMENTS}: use several calls`,
  );
}
