import { Block, registerKind } from '@weft/atomics/kit';
import { Attributes } from '../../containers/attributes.js';
import { changed } from '../../containers/changes.js';
import {
  type AttributesOf,
  checkAttribute,
  checkAttributes,
  type Namespace,
} from '../../containers/namespace.js';
import { Container, type ContainerOptions } from '../container.js';
import { KIND, TABLE } from '../layout.js';
import { placeTable } from './place-table.js';
import { TableVerbs } from './table-verbs.js';

/**
 * Attributes in a region, as a `ShmDict` whose keys are names: order, cost, death and the two forms of each verb are the
 * same.
 *
 * @example
 * const config = new ShmNamespace<{ limit: number }>({ in: region, name: 'config' });
 * config.setSync('limit', 10);
 * await config.attributes.limit; // 10
 */
export class ShmNamespace<A extends object = Record<string, unknown>>
  extends Container
  implements Namespace<A>
{
  readonly #verbs: TableVerbs<string, unknown>;
  readonly #attributes: Attributes<A>;

  /** @throws CapacityError if the region has no room for it; ArgumentError, also if the name is taken by another kind */
  constructor(options: ContainerOptions | Block) {
    super(options instanceof Block ? options : placeTable(NAMESPACE_KIND, options));
    this.#verbs = new TableVerbs(this.room);
    this.#attributes = new Attributes(this as unknown as Namespace);
  }

  get kind(): 'namespace' {
    return 'namespace';
  }

  get attributes(): AttributesOf<A> {
    return this.#attributes.view;
  }

  settled(): Promise<void> {
    return this.#attributes.settled();
  }

  /** Sets these attributes, unless this or another call has filled the namespace before. */
  async fill(attributes: A): Promise<void> {
    checkAttributes(attributes);
    return this.do(this.#verbs.fill(Object.entries(attributes)));
  }

  async get<K extends keyof A & string>(name: K): Promise<A[K]> {
    checkAttribute(name);
    return (await this.do(this.#verbs.get(name))) as A[K];
  }

  getSync<K extends keyof A & string>(name: K): A[K] {
    checkAttribute(name);
    return this.doSync(this.#verbs.get(name)) as A[K];
  }

  async set<K extends keyof A & string>(name: K, value: A[K]): Promise<void> {
    checkAttribute(name);
    return this.do(this.#verbs.set(name, value));
  }

  setSync<K extends keyof A & string>(name: K, value: A[K]): void {
    checkAttribute(name);
    this.doSync(this.#verbs.set(name, value));
  }

  async has(name: string): Promise<boolean> {
    checkAttribute(name);
    return this.do(this.#verbs.has(name));
  }

  hasSync(name: string): boolean {
    checkAttribute(name);
    return this.doSync(this.#verbs.has(name));
  }

  async delete(name: keyof A & string): Promise<boolean> {
    checkAttribute(name);
    return (await this.do(this.#verbs.take(name))).length > 0;
  }

  deleteSync(name: keyof A & string): boolean {
    checkAttribute(name);
    return this.doSync(this.#verbs.take(name)).length > 0;
  }

  async keys(): Promise<(keyof A & string)[]> {
    return (await this.do(this.#verbs.keys())) as (keyof A & string)[];
  }

  keysSync(): (keyof A & string)[] {
    return this.doSync(this.#verbs.keys()) as (keyof A & string)[];
  }

  async toObject(): Promise<A> {
    return Object.fromEntries(await this.do(this.#verbs.entries())) as A;
  }

  toObjectSync(): A {
    return Object.fromEntries(this.doSync(this.#verbs.entries())) as A;
  }

  async update<K extends keyof A & string>(name: K, change: (value: A[K]) => A[K]): Promise<A[K]> {
    checkAttribute(name);
    for (;;) {
      const seen = await this.do(this.#verbs.look(name));
      const value = changed(change, seen.value as A[K]);
      if (await this.do(this.#verbs.replace(name, seen, value))) return value;
    }
  }

  updateSync<K extends keyof A & string>(name: K, change: (value: A[K]) => A[K]): A[K] {
    checkAttribute(name);
    for (;;) {
      const seen = this.doSync(this.#verbs.look(name));
      const value = changed(change, seen.value as A[K]);
      if (this.doSync(this.#verbs.replace(name, seen, value))) return value;
    }
  }

  describe(): Record<string, unknown> {
    return { size: this.#verbs.data.count };
  }

  /** @internal References of all blocks of the heap that belong to the namespace, for audits. */
  blocks(): number[] {
    return this.#verbs.data.blocks();
  }
}

const NAMESPACE_KIND = registerKind({
  number: KIND.Namespace,
  name: 'ShmNamespace',
  words: TABLE.SIZE,
  module: import.meta.url,
  attach: (block) => new ShmNamespace(block),
});
