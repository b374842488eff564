import type { ArrayType, ArrayTypes, SharedArray } from '../containers/array.js';
import { changed } from '../containers/changes.js';
import { numberBytes, numbersIn } from '../containers/number-bytes.js';
import { checkIndex } from '../containers/positions.js';
import type { Item } from '../wire/reader.js';
import type { FrameWriter } from '../wire/writer.js';
import { Compared } from './compared.js';
import { asBoolean, nothing, ServerProxy } from './proxy.js';

export class ArrayProxy<E extends ArrayType> extends ServerProxy<'array'> implements SharedArray<E> {
  get type(): E {
    return this.handle.facts[0] as E;
  }

  get length(): number {
    return this.handle.facts[1] as number;
  }

  async at(index: number): Promise<ArrayTypes[E] | undefined> {
    checkIndex('index', index);
    const read = (answer: Item) => (answer === null ? undefined : this.#one(answer));
    return this.ask('at', read, 1, (writer) => writer.number(index));
  }

  async get(index: number): Promise<ArrayTypes[E]> {
    checkIndex('index', index);
    return this.ask('get', this.#one, 1, (writer) => writer.number(index));
  }

  async set(index: number, value: ArrayTypes[E]): Promise<void> {
    checkIndex('index', index);
    return this.#withNumber('set', nothing, index, value);
  }

  async write(index: number, values: Iterable<ArrayTypes[E]>): Promise<void> {
    checkIndex('index', index);
    const bytes = numberBytes(this.type, [...values]);
    return this.ask('write', nothing, 2, (writer) => {
      writer.number(index);
      writer.binary(bytes);
    });
  }

  async slice(start: number = 0, end?: number): Promise<ArrayTypes[E][]> {
    checkIndex('start', start);
    if (end !== undefined) checkIndex('end', end);
    return this.ask('slice', this.#all, 2, (writer) => {
      writer.number(start);
      writeEnd(writer, end);
    });
  }

  async fill(value: ArrayTypes[E], start: number = 0, end?: number): Promise<void> {
    checkIndex('start', start);
    if (end !== undefined) checkIndex('end', end);
    const bytes = numberBytes(this.type, [value]);
    return this.ask('fill', nothing, 3, (writer) => {
      writer.binary(bytes);
      writer.number(start);
      writeEnd(writer, end);
    });
  }

  toArray(): Promise<ArrayTypes[E][]> {
    return this.slice();
  }

  async update(index: number, change: (value: ArrayTypes[E]) => ArrayTypes[E]): Promise<ArrayTypes[E]> {
    checkIndex('index', index);
    for (;;) {
      const before = await this.ask(
        'get',
        (answer) => new Compared(answer, this.#one),
        1,
        (writer) => writer.number(index),
      );
      const after = changed(change, before.value);
      const bytes = numberBytes(this.type, [after]);
      const done = await this.ask('swap', asBoolean, 3, (writer) => {
        writer.number(index);
        writer.binary(before.bytes);
        writer.binary(bytes);
      });
      // What the type makes of it, which may be rounded.
      if (done) return numbersIn(this.type, bytes)[0] as ArrayTypes[E];
    }
  }

  async add(index: number, by: ArrayTypes[E]): Promise<ArrayTypes[E]> {
    checkIndex('index', index);
    return this.#withNumber('add', this.#one, index, by);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ArrayTypes[E], undefined, undefined> {
    yield* await this.toArray();
  }

  readonly #one = (answer: Item): ArrayTypes[E] =>
    numbersIn(this.type, answer as Uint8Array)[0] as ArrayTypes[E];

  readonly #all = (answer: Item): ArrayTypes[E][] =>
    numbersIn(this.type, answer as Uint8Array) as ArrayTypes[E][];

  #withNumber<R>(verb: string, read: (answer: Item) => R, index: number, number: ArrayTypes[E]): Promise<R> {
    const bytes = numberBytes(this.type, [number]);
    return this.ask(verb, read, 2, (writer) => {
      writer.number(index);
      writer.binary(bytes);
    });
  }
}

function writeEnd(writer: FrameWriter, end: number | undefined): void {
  if (end === undefined) writer.nil();
  else writer.number(end);
}
