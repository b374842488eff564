/** Records of fixed fields: a schema, from which TypeScript infers the values, and a layout without any tags. */
import { ArgumentError } from '@weft/atomics';
import { checkOptions, shown } from '@weft/atomics/kit';
import { CodecError } from '../errors.js';
import { type Codec, type FixedCodec, registerFamily } from './codec.js';
import { FIELD_TYPES, type FieldType, type FieldTypes } from './field-types.js';
import { fixedCodec } from './fixed.js';

/** Names of fields and their types. */
export type Schema = Readonly<Record<string, FieldType>>;

/** The values that a schema describes. */
export type StructOf<S extends Schema> = { [K in keyof S]: FieldTypes[S[K]] };

/** A record in memory: reading and writing its properties allocates nothing. */
export type StructView<S extends Schema> = StructOf<S>;

/** A view that can be moved to another record. */
export interface MovableView<S extends Schema> {
  /** The record that it stands at now: its properties read and write the memory. */
  readonly view: StructView<S>;
  /** Lets `view` stand at the record that begins at byte `offset` of `data`. */
  moveTo(data: DataView, offset: number): void;
}

export interface StructCodec<S extends Schema> extends FixedCodec<StructOf<S>> {
  /** Fields and their types, in order. */
  readonly schema: S;
  /** A view of records in any memory. */
  makeView(): MovableView<S>;
}

/** How records are read. */
export interface StructOptions {
  /** Every read gives the same object with new values, and so allocates nothing. Default `false`. */
  readonly reuse?: boolean | undefined;
}

interface Field {
  readonly key: string;
  readonly type: FieldType;
  readonly offset: number;
}

const PREFIX = 'struct ';

/**
 * The codec for records of numbers and booleans.
 *
 * @throws ArgumentError for schemas without fields or with unknown types
 *
 * @example
 * const trade = struct({ id: 'u32', price: 'f64', buy: 'bool' });
 * const queue = new Queue({ codec: trade });
 * queue.putSync({ id: 1, price: 9.5, buy: true });
 */
export function struct<const S extends Schema>(schema: S, options: StructOptions = {}): StructCodec<S> {
  checkSchema(schema);
  checkOptions('options of struct', options);
  const { fields, bytes } = layOut(schema);
  const dataOf = lastData();
  const makeValue = options.reuse === true ? reused<S>() : () => ({}) as Record<string, unknown>;
  const codec = fixedCodec<StructOf<S>>({
    name: PREFIX + JSON.stringify(Object.entries(schema)),
    bytes,
    write(value, words, at) {
      const data = dataOf(words);
      for (const field of fields)
        writeField(data, at * 4, field, (value as Record<string, unknown>)[field.key]);
    },
    read(words, at) {
      const data = dataOf(words);
      const value = makeValue();
      for (const { key, type, offset } of fields) value[key] = FIELD_TYPES[type].read(data, at * 4 + offset);
      return value as StructOf<S>;
    },
  });
  return { ...codec, schema, makeView: () => makeView<S>(fields) };
}

function checkSchema(schema: Schema): void {
  checkOptions('schema', schema);
  const entries = Object.entries(schema);
  if (entries.length === 0) throw new ArgumentError('schema must have at least one field');
  for (const [key, type] of entries) {
    if (key === '__proto__' || !Object.hasOwn(FIELD_TYPES, type)) {
      throw new ArgumentError(
        `field ${shown(key)} must have one of the types ${Object.keys(FIELD_TYPES).join(', ')}, got ${shown(type)}`,
      );
    }
  }
}

/** Fields in their order, each at a multiple of its size, as a C compiler lays them out. */
function layOut(schema: Schema): { readonly fields: readonly Field[]; readonly bytes: number } {
  let end = 0;
  const fields = Object.entries(schema).map(([key, type]): Field => {
    const { bytes } = FIELD_TYPES[type];
    const offset = Math.ceil(end / bytes) * bytes;
    end = offset + bytes;
    return { key, type, offset };
  });
  return { fields, bytes: end };
}

function writeField(data: DataView, at: number, { key, type, offset }: Field, value: unknown): void {
  const { accepts, write } = FIELD_TYPES[type];
  if (!accepts(value))
    throw new CodecError(`field ${JSON.stringify(key)} takes ${type}, got ${shown(value)}`);
  write(data, at + offset, value as never);
}

/** The `DataView` of an array's buffer; one after the other usually asks for the same. */
function lastData(): (words: Int32Array) => DataView {
  let data: DataView = new DataView(new ArrayBuffer(0));
  return ({ buffer, byteOffset }) => {
    if (data.buffer !== buffer || data.byteOffset !== byteOffset) data = new DataView(buffer, byteOffset);
    return data;
  };
}

function reused<S extends Schema>(): () => Record<string, unknown> {
  const value = {} as Record<string, unknown> & Partial<StructOf<S>>;
  return () => value;
}

function makeView<S extends Schema>(fields: readonly Field[]): MovableView<S> {
  let data: DataView = new DataView(new ArrayBuffer(0));
  let at = 0;
  const view = {};
  for (const field of fields) {
    const { read } = FIELD_TYPES[field.type];
    Object.defineProperty(view, field.key, {
      enumerable: true,
      get: () => read(data, at + field.offset),
      set: (value) => writeField(data, at, field, value),
    });
  }
  return {
    view: view as StructView<S>,
    moveTo(otherData, offset) {
      data = otherData;
      at = offset;
    },
  };
}

/** The codec with that name, if it is that of a struct. */
export function structOfName(name: string): StructCodec<Schema> | undefined {
  if (!name.startsWith(PREFIX)) return undefined;
  try {
    return struct(Object.fromEntries(JSON.parse(name.slice(PREFIX.length))) as Schema);
  } catch {
    return undefined;
  }
}

registerFamily((name) => structOfName(name) as Codec<unknown> | undefined);
