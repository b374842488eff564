/** The ends of a ring of records, read and written by view, where they lie, or as objects. */
import { ArgumentError } from '@weft/atomics';
import type { MovableView, Schema, StructCodec, StructOf, StructView } from '../codecs/struct.js';
import { Consumer, type EndParts, Producer } from './ends.js';

/** The memory of a ring of records. */
export interface Records<S extends Schema> {
  readonly words: Int32Array;
  readonly codec: StructCodec<S>;
  /** Words of a record. */
  readonly size: number;
}

function dataOf({ buffer, byteOffset, byteLength }: Int32Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

export class StructProducer<S extends Schema> extends Producer<StructOf<S>> {
  readonly #records: Records<S>;
  readonly #data: DataView;
  readonly #view: MovableView<S>;
  readonly #mask: number;
  #reserved = false;

  constructor(parts: EndParts, records: Records<S>) {
    super(parts);
    this.#records = records;
    this.#data = dataOf(records.words);
    this.#view = records.codec.makeView();
    this.#mask = parts.capacity - 1;
  }

  /** Puts a record, if there is room. @throws CodecError if a field's value is out of its type's range */
  push(item: StructOf<S>): boolean {
    if (!this.hasRoom(1)) return false;
    const { codec, words, size } = this.#records;
    codec.write(item, words, (this.position & this.#mask) * size);
    this.advance(1);
    return true;
  }

  /**
   * A view of the next record, to be filled in where it lies and given back by `commit`; the same object every time.
   * What is not written has any value. `undefined` if there is no room now.
   */
  reserve(): StructView<S> | undefined {
    if (!this.hasRoom(1)) return undefined;
    this.#view.moveTo(this.#data, (this.position & this.#mask) * this.#records.size * 4);
    this.#reserved = true;
    return this.#view.view;
  }

  /** Puts what was reserved. @throws ArgumentError if nothing was */
  commit(): void {
    if (!this.#reserved) throw new ArgumentError('nothing is reserved: commit() needs a reserve() before it');
    this.#reserved = false;
    this.advance(1);
  }
}

export class StructConsumer<S extends Schema> extends Consumer<StructOf<S>> {
  readonly #records: Records<S>;
  readonly #data: DataView;
  readonly #view: MovableView<S>;
  readonly #mask: number;

  constructor(parts: EndParts, records: Records<S>) {
    super(parts);
    this.#records = records;
    this.#data = dataOf(records.words);
    this.#view = records.codec.makeView();
    this.#mask = parts.capacity - 1;
  }

  /** Takes the next record, as an object. */
  pop(): StructOf<S> | undefined {
    if (!this.hasItem()) return undefined;
    const { codec, words, size } = this.#records;
    const item = codec.read(words, (this.position & this.#mask) * size);
    this.advance(1);
    return item;
  }

  /**
   * A view of the next record where it lies, to be given back by `release`; the same object every time, so reading
   * allocates nothing. `undefined` if there is none.
   */
  peek(): StructView<S> | undefined {
    if (!this.hasItem()) return undefined;
    this.#view.moveTo(this.#data, (this.position & this.#mask) * this.#records.size * 4);
    return this.#view.view;
  }

  /** Gives the record back that `peek` showed. */
  release(): void {
    if (!this.hasItem()) throw new ArgumentError('there is nothing to release: peek() first');
    this.advance(1);
  }
}
