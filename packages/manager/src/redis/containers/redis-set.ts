import type { SharedSet } from '../../containers/set.js';
import { KeyError } from '../../errors.js';
import { encodeValue } from '../../values.js';
import { nothing, numberOf, type Reply } from '../connection/replies.js';
import { RedisObject } from '../redis-object.js';
import { attempt } from './attempt.js';
import { checkCount } from './redis-list.js';
import { valueIn, valuesIn } from './values-in.js';

/** A set is a set of Redis, which keeps no order. */
export class RedisSet<T> extends RedisObject<'set'> implements SharedSet<T> {
  size(): Promise<number> {
    return this.ask('SCARD', 'content', [], numberOf);
  }

  add(value: T): Promise<boolean> {
    return attempt(() => this.change('SADD', 'content', [encodeValue(value)], isOne));
  }

  has(value: T): Promise<boolean> {
    return attempt(() => this.ask('SISMEMBER', 'content', [encodeValue(value)], isOne));
  }

  delete(value: T): Promise<boolean> {
    return attempt(() => this.change('SREM', 'content', [encodeValue(value)], isOne));
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

function isOne(reply: Reply): boolean {
  return reply === 1;
}
