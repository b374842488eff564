import type { SharedSet } from '../../containers/set.js';
import { KeyError } from '../../errors.js';
import { encodeValue } from '../../values.js';
import { nothing, numberOf } from '../connection/replies.js';
import { RedisObject } from '../redis-object.js';
import { checkCount } from './redis-list.js';
import { valueIn, valuesIn } from './values-in.js';

/** A set is a set of Redis, which keeps no order. */
export class RedisSet<T> extends RedisObject<'set'> implements SharedSet<T> {
  size(): Promise<number> {
    return this.ask('SCARD', 'content', [], numberOf);
  }

  async add(value: T): Promise<boolean> {
    return this.change('SADD', 'content', [encodeValue(value)], (reply) => reply === 1);
  }

  async has(value: T): Promise<boolean> {
    return this.ask('SISMEMBER', 'content', [encodeValue(value)], (reply) => reply === 1);
  }

  async delete(value: T): Promise<boolean> {
    return this.change('SREM', 'content', [encodeValue(value)], (reply) => reply === 1);
  }

  pop(): Promise<T> {
    return this.change('SPOP', 'content', [], (reply) => {
      if (reply === null) throw new KeyError('the set is empty');
      return valueIn(reply) as T;
    });
  }

  async update(values: Iterable<T>): Promise<number> {
    const all = Array.from(values, encodeValue);
    checkCount(all.length);
    return all.length === 0 ? 0 : this.change('SADD', 'content', all, numberOf);
  }

  clear(): Promise<void> {
    return this.change('DEL', 'content', [], nothing);
  }

  values(): Promise<T[]> {
    return this.ask('SMEMBERS', 'content', [], valuesIn<T>);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, undefined, undefined> {
    yield* await this.values();
  }
}
