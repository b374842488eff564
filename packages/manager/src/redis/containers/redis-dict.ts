import { checkFunction } from '@weft/atomics/kit';
import { changed } from '../../containers/changes.js';
import { checkKey, type DictKey, entriesOf, type SharedDict } from '../../containers/dict.js';
import { KeyError } from '../../errors.js';
import { encodeValue } from '../../values.js';
import { nothing, numberOf, type Reply } from '../connection/replies.js';
import { RedisObject } from '../redis-object.js';
import { ENTRIES, POP, POP_SOME, REPLACE_ENTRY, SET_DEFAULT } from '../scripts/dict.js';
import { attempt } from './attempt.js';
import { checkCount } from './redis-list.js';
import { pairsIn, valueIn, valuesIn } from './values-in.js';

/** Stands for no entry: no value is empty. */
const NONE = new Uint8Array(0);

/** A dict is a hash of Redis, which keeps no order; `popitem` takes any entry. */
export class RedisDict<K extends DictKey, V> extends RedisObject<'dict'> implements SharedDict<K, V> {
  size(): Promise<number> {
    return this.ask('HLEN', 'content', [], numberOf);
  }

  get(key: K): Promise<V | undefined> {
    return attempt(() => this.ask('HGET', 'content', [keyBytes(key)], valueIn<V>));
  }

  set(key: K, value: V): Promise<void> {
    return attempt(() => this.change('HSET', 'content', [keyBytes(key), encodeValue(value)], nothing));
  }

  has(key: K): Promise<boolean> {
    return attempt(() => this.ask('HEXISTS', 'content', [keyBytes(key)], isOne));
  }

  delete(key: K): Promise<boolean> {
    return attempt(() => this.change('HDEL', 'content', [keyBytes(key)], isOne));
  }

  async pop(key: K, ...otherwise: [V?]): Promise<V> {
    const found = await this.script(POP, [keyBytes(key)], (reply) => reply);
    if (found !== null) return valueIn(found) as V;
    if (otherwise.length > 0) return otherwise[0] as V;
    throw new KeyError(`there is no key ${String(key)}`);
  }

  popitem(): Promise<[K, V]> {
    return this.script(POP_SOME, [], (reply) => {
      if (reply === null) throw new KeyError('the dict is empty');
      return valuesIn(reply) as [K, V];
    });
  }

  async setDefault(key: K, value: V): Promise<V> {
    return this.script(SET_DEFAULT, [keyBytes(key), encodeValue(value)], (reply) => valueIn(reply) as V);
  }

  async update(entries: Iterable<readonly [K, V]> | Readonly<Record<string, V>>): Promise<void> {
    const all = entryBytes(entriesOf<K, V>(entries));
    if (all.length > 0) await this.change('HSET', 'content', all, nothing);
  }

  clear(): Promise<void> {
    return this.change('DEL', 'content', [], nothing);
  }

  keys(): Promise<K[]> {
    return this.ask('HKEYS', 'content', [], valuesIn<K>);
  }

  values(): Promise<V[]> {
    return this.ask('HVALS', 'content', [], valuesIn<V>);
  }

  entries(): Promise<[K, V][]> {
    return this.script(ENTRIES, [], (reply) => pairsIn<K, V>(reply, (key) => valueIn(key) as K));
  }

  async compute(key: K, change: (value: V | undefined) => V | undefined): Promise<V | undefined> {
    checkFunction('change', change);
    const field = keyBytes(key);
    for (;;) {
      const before = await this.ask('HGET', 'content', [field], (reply) => reply as Buffer | null);
      const after = changed(change, valueIn<V>(before));
      const bytes = after === undefined ? NONE : encodeValue(after);
      if (await this.script(REPLACE_ENTRY, [field, before ?? NONE, bytes], isOne)) return after;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<[K, V], undefined, undefined> {
    yield* await this.entries();
  }
}

function keyBytes(key: DictKey): Uint8Array {
  return encodeValue(checkKey(key));
}

/** Keys and values in turn. */
export function entryBytes(entries: readonly (readonly [DictKey, unknown])[]): Uint8Array[] {
  checkCount(entries.length * 2);
  return entries.flatMap(([key, value]) => [keyBytes(key), encodeValue(value)]);
}

function isOne(reply: Reply): boolean {
  return reply === 1;
}
