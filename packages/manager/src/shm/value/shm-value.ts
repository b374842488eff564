import { Block, registerKind } from '@weft/atomics/kit';
import { changed } from '../../containers/changes.js';
import type { SharedValue } from '../../containers/value.js';
import { Container, type ContainerOptions, placeContainer } from '../container.js';
import { KIND, TAG, VALUE } from '../layout.js';
import { put } from '../memory/store.js';
import { tagged, UPPER } from '../values/inline.js';
import { ValueVerbs } from './value-verbs.js';

/**
 * One value in a region: for all threads, and where it is a `ProcessRegion` for all processes, that have the region open.
 * `undefined` before it is set.
 *
 * Each verb gives a promise; its `…Sync` form blocks the thread, for the moment that others need who set the value just then.
 * If a thread or process dies while it sets the value, that is set or it is not, and nobody is told.
 *
 * @example
 * const best = new ShmValue<number>({ in: region, name: 'best' });
 * best.setSync(3);
 * best.updateSync((was) => Math.max(was, 5)); // 5
 */
export class ShmValue<T = unknown> extends Container implements SharedValue<T> {
  readonly #verbs: ValueVerbs<T>;

  /** @throws CapacityError if the region has no room for it; ArgumentError, also if the name is taken by another kind */
  constructor(options: ContainerOptions | Block) {
    super(options instanceof Block ? options : placeValue(options));
    this.#verbs = new ValueVerbs(this.room);
  }

  get kind(): 'value' {
    return 'value';
  }

  /** Sets the value, unless this or another call has filled it before. */
  async fill(value: T): Promise<void> {
    return this.do(this.#verbs.fill(value));
  }

  async get(): Promise<T> {
    return this.do(this.#verbs.get());
  }

  getSync(): T {
    return this.doSync(this.#verbs.get());
  }

  async set(value: T): Promise<void> {
    return this.do(this.#verbs.set(value));
  }

  setSync(value: T): void {
    this.doSync(this.#verbs.set(value));
  }

  async exchange(value: T): Promise<T> {
    return this.do(this.#verbs.exchange(value));
  }

  exchangeSync(value: T): T {
    return this.doSync(this.#verbs.exchange(value));
  }

  async update(change: (value: T) => T): Promise<T> {
    for (;;) {
      const seen = await this.do(this.#verbs.look());
      const value = changed(change, seen.value);
      if (await this.do(this.#verbs.replace(seen, value))) return value;
    }
  }

  updateSync(change: (value: T) => T): T {
    for (;;) {
      const seen = this.doSync(this.#verbs.look());
      const value = changed(change, seen.value);
      if (this.doSync(this.#verbs.replace(seen, value))) return value;
    }
  }

  async add(this: ShmValue<number>, by: number): Promise<number> {
    return this.do(this.#verbs.add(by));
  }

  addSync(this: ShmValue<number>, by: number): number {
    return this.doSync(this.#verbs.add(by));
  }

  describe(): Record<string, unknown> {
    return {};
  }

  /** @internal References of all blocks of the heap that belong to the value, for audits. */
  blocks(): number[] {
    return this.#verbs.blocks();
  }
}

function placeValue(options: ContainerOptions): Block {
  return placeContainer(VALUE_KIND, options, VALUE.SIZE, (words, state) => {
    put(words, state + VALUE.SLOT + UPPER, tagged(TAG.UNDEFINED));
  });
}

const VALUE_KIND = registerKind({
  number: KIND.Value,
  name: 'ShmValue',
  words: VALUE.SIZE,
  module: import.meta.url,
  attach: (block) => new ShmValue(block),
});
