import { changed } from '../containers/changes.js';
import { checkKey, type DictKey, entriesOf, type SharedDict } from '../containers/dict.js';
import { KeyError } from '../errors.js';
import { encodeValue } from '../values.js';
import type { Item } from '../wire/reader.js';
import type { FrameWriter } from '../wire/writer.js';
import { Compared } from './compared.js';
import { pages } from './pages.js';
import { asBoolean, asNumber, nothing, ServerProxy } from './proxy.js';

export class DictProxy<K extends DictKey, V> extends ServerProxy<'dict'> implements SharedDict<K, V> {
  size(): Promise<number> {
    return this.ask('size', asNumber);
  }

  get(key: K): Promise<V | undefined> {
    return this.#ofKey('get', key, this.#value);
  }

  async set(key: K, value: V): Promise<void> {
    checkKey(key);
    return this.ask('set', nothing, 2, (writer) => {
      writeKey(writer, key);
      this.writeValue(writer, value);
    });
  }

  has(key: K): Promise<boolean> {
    return this.#ofKey('has', key, asBoolean);
  }

  delete(key: K): Promise<boolean> {
    return this.#ofKey('delete', key, asBoolean);
  }

  async pop(key: K, ...otherwise: [V?]): Promise<V> {
    const [isThere, value] = await this.#ofKey('pop', key, (answer) => [
      answer !== null,
      this.#value(answer),
    ]);
    if (isThere) return value as V;
    if (otherwise.length > 0) return otherwise[0] as V;
    throw new KeyError(`there is no key ${String(key)}`);
  }

  popitem(): Promise<[K, V]> {
    return this.ask('popitem', (answer) => this.readValues(answer) as [K, V]);
  }

  async setDefault(key: K, value: V): Promise<V> {
    checkKey(key);
    return this.ask('setDefault', this.#value as (answer: Item) => V, 2, (writer) => {
      writeKey(writer, key);
      this.writeValue(writer, value);
    });
  }

  async update(entries: Iterable<readonly [K, V]> | Readonly<Record<string, V>>): Promise<void> {
    const pairs = entriesOf(entries);
    return this.ask('update', nothing, pairs.length * 2, (writer) => {
      for (const [key, value] of pairs) {
        writeKey(writer, key);
        this.writeValue(writer, value);
      }
    });
  }

  clear(): Promise<void> {
    return this.ask('clear', nothing);
  }

  keys(): Promise<K[]> {
    return this.#all('keys') as Promise<K[]>;
  }

  values(): Promise<V[]> {
    return this.#all('values') as Promise<V[]>;
  }

  async entries(): Promise<[K, V][]> {
    const all: [K, V][] = [];
    for await (const entry of this) all.push(entry);
    return all;
  }

  async compute(key: K, change: (value: V | undefined) => V | undefined): Promise<V | undefined> {
    checkKey(key);
    for (;;) {
      const before = await this.#ofKey('get', key, (answer) =>
        answer === null ? undefined : new Compared(answer, this.#value),
      );
      const after = changed(change, before?.value);
      const done = await this.ask('swap', asBoolean, 3, (writer) => {
        writeKey(writer, key);
        if (before === undefined) writer.nil();
        else writer.binary(before.bytes);
        if (after === undefined) writer.nil();
        else this.writeValue(writer, after);
      });
      if (done) return after;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<[K, V], undefined, undefined> {
    // A page may end between a key and its value.
    let key: { readonly value: K } | undefined;
    for await (const items of pages(this.home, await this.ask('entries', (answer) => answer))) {
      for (const value of this.readValues(items)) {
        if (key === undefined) key = { value: value as K };
        else {
          yield [key.value, value as V];
          key = undefined;
        }
      }
    }
  }

  readonly #value = (answer: Item): V | undefined => this.readValue(answer) as V | undefined;

  async #ofKey<R>(verb: string, key: K, read: (answer: Item) => R): Promise<R> {
    checkKey(key);
    return this.ask(verb, read, 1, (writer) => writeKey(writer, key));
  }

  async #all(verb: string): Promise<unknown[]> {
    const all: unknown[] = [];
    for await (const items of pages(this.home, await this.ask(verb, (answer) => answer))) {
      for (const item of items) all.push(this.readValue(item));
    }
    return all;
  }
}

function writeKey(writer: FrameWriter, key: DictKey): void {
  writer.binary(encodeValue(checkKey(key)));
}
