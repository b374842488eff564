/**
 * The nodes of the graph form. A value is a list of nodes, the first of which is its root; nodes refer to each other
 * by their places in the list, so that cycles and shared parts need nothing special.
 *
 * A node is a primitive that MessagePack carries exactly, or a list that begins with one of these tags.
 */
export const TAG = {
  UNDEFINED: 0,
  NEGATIVE_ZERO: 1,
  /** A text that is not well-formed: its UTF-16 code units as bytes. */
  UTF16: 2,
  /** Hexadecimal, with a sign. */
  BIGINT: 3,
  /** Places of keys and values in turn. */
  OBJECT: 4,
  /** Places of the elements. */
  ARRAY: 5,
  /** With holes or further properties: the length, then places of keys and values in turn. */
  SPARSE: 6,
  /** Milliseconds. */
  DATE: 7,
  /** Source and flags. */
  REGEXP: 8,
  /** Places of keys and values in turn. */
  MAP: 9,
  /** Places of the members. */
  SET: 10,
  /** Name of the class, then places of name, message, stack, cause and errors, -1 for what it has not. */
  ERROR: 11,
  /** The bytes of an `ArrayBuffer`. */
  BUFFER: 12,
  /** Name of the class, place of the buffer, length. */
  VIEW: 13,
  /** A primitive as an object: place of the primitive. */
  BOXED: 14,
  /** A region: its id, and the place of its handle or -1. */
  REGION: 15,
  /** A shared object: name of its kind, layout version, place of its region, word in it. */
  SHARED: 16,
  /** An object that stands for something elsewhere: its handle, as JSON. */
  STAND_IN: 17,
} as const;

export type Tagged = readonly [tag: number, ...rest: unknown[]];
export type Node = null | boolean | number | string | Tagged;

/** The place of something that is not there. */
export const NONE = -1;

/** Error classes that arrive as they are; others arrive as `Error`, with their name. */
export const ERRORS: ReadonlyMap<string, ErrorConstructor> = new Map(
  [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((type) => [
    type.name,
    type as ErrorConstructor,
  ]),
);

/** Views of a buffer. `Float16Array` is not everywhere. */
export type ViewClass = new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView;

export const VIEWS: ReadonlyMap<string, ViewClass> = new Map(
  [
    'DataView',
    'Int8Array',
    'Uint8Array',
    'Uint8ClampedArray',
    'Int16Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
    'Float16Array',
    'Float32Array',
    'Float64Array',
    'BigInt64Array',
    'BigUint64Array',
  ].flatMap((name) => {
    const type = (globalThis as unknown as Record<string, ViewClass | undefined>)[name];
    return type === undefined ? [] : [[name, type] as const];
  }),
);
