import { Attributes } from '../containers/attributes.js';
import { changed } from '../containers/changes.js';
import { type AttributesOf, checkAttribute, type Namespace } from '../containers/namespace.js';
import { encodeValue } from '../values.js';
import type { Item } from '../wire/reader.js';
import { Compared } from './compared.js';
import { pages } from './pages.js';
import { asBoolean, type Home, nothing, type ServerHandle, ServerProxy } from './proxy.js';

type Name<A extends object> = keyof A & string;

export class NamespaceProxy<A extends object> extends ServerProxy<'namespace'> implements Namespace<A> {
  readonly #attributes: Attributes<A>;

  constructor(home: Home, handle: ServerHandle) {
    super(home, handle);
    this.#attributes = new Attributes<A>(this as unknown as Namespace);
  }

  get attributes(): AttributesOf<A> {
    return this.#attributes.view;
  }

  settled(): Promise<void> {
    return this.#attributes.settled();
  }

  get<K extends Name<A>>(name: K): Promise<A[K]> {
    return this.#ofName('get', name, (answer) => this.readValue(answer) as A[K]);
  }

  async set<K extends Name<A>>(name: K, value: A[K]): Promise<void> {
    checkAttribute(name);
    return this.ask('set', nothing, 2, (writer) => {
      writer.binary(encodeValue(name));
      this.writeValue(writer, value);
    });
  }

  has(name: string): Promise<boolean> {
    return this.#ofName('has', name, asBoolean);
  }

  delete(name: Name<A>): Promise<boolean> {
    return this.#ofName('delete', name, asBoolean);
  }

  keys(): Promise<Name<A>[]> {
    return this.#all('keys') as Promise<Name<A>[]>;
  }

  async toObject(): Promise<A> {
    const all = await this.#all('entries');
    const pairs = Array.from({ length: all.length / 2 }, (_, i) => [all[2 * i], all[2 * i + 1]]);
    return Object.fromEntries(pairs) as A;
  }

  async update<K extends Name<A>>(name: K, change: (value: A[K]) => A[K]): Promise<A[K]> {
    for (;;) {
      const before = await this.#ofName('get', name, (answer) =>
        answer === null ? undefined : new Compared(answer, (item) => this.readValue(item) as A[K]),
      );
      const after = changed(change, before?.value as A[K]);
      const done = await this.ask('swap', asBoolean, 3, (writer) => {
        writer.binary(encodeValue(name));
        if (before === undefined) writer.nil();
        else writer.binary(before.bytes);
        this.writeValue(writer, after);
      });
      if (done) return after;
    }
  }

  async #ofName<R>(verb: string, name: string, read: (answer: Item) => R): Promise<R> {
    checkAttribute(name);
    return this.ask(verb, read, 1, (writer) => writer.binary(encodeValue(name)));
  }

  async #all(verb: string): Promise<unknown[]> {
    const all: unknown[] = [];
    for await (const items of pages(this.home, await this.ask(verb, (answer) => answer))) {
      for (const item of items) all.push(this.readValue(item));
    }
    return all;
  }
}
