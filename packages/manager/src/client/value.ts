import { ArgumentError } from '@weft/atomics';
import { shown } from '@weft/atomics/kit';
import { changed } from '../containers/changes.js';
import type { SharedValue } from '../containers/value.js';
import type { Item } from '../wire/reader.js';
import { Compared } from './compared.js';
import { asBoolean, asNumber, nothing, ServerProxy } from './proxy.js';

export class ValueProxy<T> extends ServerProxy<'value'> implements SharedValue<T> {
  get(): Promise<T> {
    return this.ask('get', this.#value);
  }

  set(value: T): Promise<void> {
    return this.ask('set', nothing, 1, (writer) => this.writeValue(writer, value));
  }

  exchange(value: T): Promise<T> {
    return this.ask('exchange', this.#value, 1, (writer) => this.writeValue(writer, value));
  }

  async update(change: (value: T) => T): Promise<T> {
    for (;;) {
      const before = await this.ask('get', (answer) => new Compared(answer, this.#value));
      const after = changed(change, before.value);
      const done = await this.ask('swap', asBoolean, 2, (writer) => {
        writer.binary(before.bytes);
        this.writeValue(writer, after);
      });
      if (done) return after;
    }
  }

  async add(this: SharedValue<number>, by: number): Promise<number> {
    if (typeof by !== 'number') throw new ArgumentError(`by must be a number, got ${shown(by)}`);
    return (this as ValueProxy<number>).#add(by);
  }

  #add(by: number): Promise<number> {
    return this.ask('add', asNumber, 1, (writer) => writer.number(by));
  }

  readonly #value = (answer: Item): T => this.readValue(answer) as T;
}
