import { checkFunction } from '@weft/atomics/kit';
import { type Comparison, changed, naturalOrder } from '../containers/changes.js';
import type { SharedList } from '../containers/list.js';
import { checkIndex } from '../containers/positions.js';
import type { Item } from '../wire/reader.js';
import type { FrameWriter } from '../wire/writer.js';
import { Compared } from './compared.js';
import { pages } from './pages.js';
import { asBoolean, asNumber, nothing, ServerProxy } from './proxy.js';

export class ListProxy<T> extends ServerProxy<'list'> implements SharedList<T> {
  length(): Promise<number> {
    return this.ask('length', asNumber);
  }

  at(index: number): Promise<T | undefined> {
    return this.#atIndex('at', index);
  }

  get(index: number): Promise<T> {
    return this.#atIndex('get', index);
  }

  async set(index: number, value: T): Promise<void> {
    checkIndex('index', index);
    return this.ask('set', nothing, 2, (writer) => {
      writer.number(index);
      this.writeValue(writer, value);
    });
  }

  append(value: T): Promise<number> {
    return this.ask('push', asNumber, 1, (writer) => this.writeValue(writer, value));
  }

  push(...values: T[]): Promise<number> {
    return this.extend(values);
  }

  async extend(values: Iterable<T>): Promise<number> {
    const all = [...values];
    return this.ask('push', asNumber, all.length, (writer) => this.writeValues(writer, all));
  }

  async insert(index: number, value: T): Promise<void> {
    checkIndex('index', index);
    return this.ask('insert', nothing, 2, (writer) => {
      writer.number(index);
      this.writeValue(writer, value);
    });
  }

  pop(index: number = -1): Promise<T> {
    return this.#atIndex('pop', index);
  }

  remove(value: T): Promise<void> {
    return this.ask('remove', nothing, 1, (writer) => this.writeValue(writer, value));
  }

  async index(value: T, start: number = 0): Promise<number> {
    checkIndex('start', start);
    return this.ask('index', asNumber, 2, (writer) => {
      this.writeValue(writer, value);
      writer.number(start);
    });
  }

  count(value: T): Promise<number> {
    return this.ask('count', asNumber, 1, (writer) => this.writeValue(writer, value));
  }

  async includes(value: T): Promise<boolean> {
    return (await this.count(value)) > 0;
  }

  async sort(compare?: Comparison<T>): Promise<void> {
    if (compare !== undefined) checkFunction('compare', compare);
    while (!(await this.#trySort(compare)));
  }

  reverse(): Promise<void> {
    return this.ask('reverse', nothing);
  }

  async slice(start: number = 0, end?: number): Promise<T[]> {
    checkIndex('start', start);
    if (end !== undefined) checkIndex('end', end);
    return this.ask('slice', this.#values, 2, (writer) => writeBounds(writer, start, end));
  }

  async splice(start: number, deleteCount?: number, ...values: T[]): Promise<T[]> {
    checkIndex('start', start);
    if (deleteCount !== undefined) checkIndex('deleteCount', deleteCount);
    return this.ask('splice', this.#values, 2 + values.length, (writer) => {
      writeBounds(writer, start, deleteCount);
      this.writeValues(writer, values);
    });
  }

  clear(): Promise<void> {
    return this.ask('clear', nothing);
  }

  async toArray(): Promise<T[]> {
    const all: T[] = [];
    for await (const items of this.#pages()) for (const item of items) all.push(this.readValue(item) as T);
    return all;
  }

  async update(index: number, change: (value: T) => T): Promise<T> {
    checkIndex('index', index);
    for (;;) {
      const before = await this.ask(
        'get',
        (answer) => new Compared(answer, this.#value),
        1,
        (writer) => writer.number(index),
      );
      const after = changed(change, before.value);
      const done = await this.ask('swap', asBoolean, 3, (writer) => {
        writer.number(index);
        writer.binary(before.bytes);
        this.writeValue(writer, after);
      });
      if (done) return after;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, undefined, undefined> {
    for await (const items of this.#pages()) {
      for (const value of this.readValues(items)) yield value as T;
    }
  }

  readonly #value = (answer: Item): T => this.readValue(answer) as T;
  readonly #values = (answer: Item): T[] => this.readValues(answer) as T[];

  async #atIndex(verb: string, index: number): Promise<T> {
    checkIndex('index', index);
    return this.ask(verb, this.#value, 1, (writer) => writer.number(index));
  }

  async *#pages(): AsyncGenerator<Item[], undefined> {
    yield* pages(this.home, await this.ask('snapshot', (answer) => answer));
  }

  /** Sorts a copy, and has the server put its elements in that order. @returns whether they were still the same */
  async #trySort(compare: Comparison<T> | undefined): Promise<boolean> {
    const [version, values] = await this.ask('read', (answer) => {
      const [first, ...items] = answer as Item[];
      return [first as number, this.readValues(items) as T[]] as const;
    });
    const order = compare ?? (naturalOrder(values) as Comparison<T>);
    const places = values.map((_, place) => place);
    places.sort((a, b) => order(values[a] as T, values[b] as T));
    return this.ask('arrange', asBoolean, 1 + places.length, (writer) => {
      writer.number(version);
      for (const place of places) writer.number(place);
    });
  }
}

function writeBounds(writer: FrameWriter, start: number, end: number | undefined): void {
  writer.number(start);
  if (end === undefined) writer.nil();
  else writer.number(end);
}
