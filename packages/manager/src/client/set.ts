import type { SharedSet } from '../containers/set.js';
import { pages } from './pages.js';
import { asBoolean, asNumber, nothing, ServerProxy } from './proxy.js';

export class SetProxy<T> extends ServerProxy<'set'> implements SharedSet<T> {
  size(): Promise<number> {
    return this.ask('size', asNumber);
  }

  add(value: T): Promise<boolean> {
    return this.ask('add', asBoolean, 1, (writer) => this.writeValue(writer, value));
  }

  has(value: T): Promise<boolean> {
    return this.ask('has', asBoolean, 1, (writer) => this.writeValue(writer, value));
  }

  delete(value: T): Promise<boolean> {
    return this.ask('delete', asBoolean, 1, (writer) => this.writeValue(writer, value));
  }

  pop(): Promise<T> {
    return this.ask('pop', (answer) => this.readValue(answer) as T);
  }

  async update(values: Iterable<T>): Promise<number> {
    const all = [...values];
    return this.ask('update', asNumber, all.length, (writer) => this.writeValues(writer, all));
  }

  clear(): Promise<void> {
    return this.ask('clear', nothing);
  }

  async values(): Promise<T[]> {
    const all: T[] = [];
    for await (const value of this) all.push(value);
    return all;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, undefined, undefined> {
    for await (const items of pages(this.home, await this.ask('values', (answer) => answer))) {
      for (const value of this.readValues(items)) yield value as T;
    }
  }
}
