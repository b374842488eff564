import { checkFunction } from '@weft/atomics/kit';
import { Attributes } from '../../containers/attributes.js';
import { changed } from '../../containers/changes.js';
import { type AttributesOf, checkAttribute, type Namespace } from '../../containers/namespace.js';
import { encodeValue } from '../../values.js';
import { bytesOf, listOf, nothing, textOf } from '../connection/replies.js';
import { type Origin, RedisObject } from '../redis-object.js';
import { ENTRIES, REPLACE_ENTRY } from '../scripts/dict.js';
import { pairsIn, valueIn } from './values-in.js';

/** A namespace is a hash of Redis. */
export class RedisNamespace<A extends object> extends RedisObject<'namespace'> implements Namespace<A> {
  readonly #attributes: Attributes<A>;

  constructor(origin: Origin<'namespace'>) {
    super(origin);
    this.#attributes = new Attributes<A>(this as Namespace);
  }

  async get<K extends keyof A & string>(name: K): Promise<A[K]> {
    checkAttribute(name);
    return this.ask('HGET', 'content', [name], (reply) => valueIn<A[K]>(reply) as A[K]);
  }

  async set<K extends keyof A & string>(name: K, value: A[K]): Promise<void> {
    checkAttribute(name);
    return this.change('HSET', 'content', [name, encodeValue(value)], nothing);
  }

  async has(name: string): Promise<boolean> {
    checkAttribute(name);
    return this.ask('HEXISTS', 'content', [name], (reply) => reply === 1);
  }

  async delete(name: keyof A & string): Promise<boolean> {
    checkAttribute(name);
    return this.change('HDEL', 'content', [name], (reply) => reply === 1);
  }

  keys(): Promise<(keyof A & string)[]> {
    return this.ask('HKEYS', 'content', [], (reply) => listOf(reply).map(textOf) as (keyof A & string)[]);
  }

  async toObject(): Promise<A> {
    const entries = await this.script(ENTRIES, [], (reply) => pairsIn(reply, textOf));
    return Object.fromEntries(entries) as A;
  }

  async update<K extends keyof A & string>(name: K, change: (value: A[K]) => A[K]): Promise<A[K]> {
    checkAttribute(name);
    checkFunction('change', change);
    for (;;) {
      const before = await this.ask('HGET', 'content', [name], (reply) => reply);
      const after = changed(change, valueIn<A[K]>(before) as A[K]);
      const known = before === null ? '' : bytesOf(before);
      if (await this.script(REPLACE_ENTRY, [name, known, encodeValue(after)], (reply) => reply === 1))
        return after;
    }
  }

  get attributes(): AttributesOf<A> {
    return this.#attributes.view;
  }

  settled(): Promise<void> {
    return this.#attributes.settled();
  }
}
