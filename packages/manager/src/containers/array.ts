import { ArgumentError } from '@weft/atomics';
import { checkInteger, shown } from '@weft/atomics/kit';
import type { ManagedObject } from './managed-object.js';

/** Types of the numbers in an array, and what they are here. */
export interface ArrayTypes {
  /** -128 to 127. */
  int8: number;
  /** 0 to 255. */
  uint8: number;
  /** -32,768 to 32,767. */
  int16: number;
  /** 0 to 65,535. */
  uint16: number;
  /** -2^31 to 2^31 - 1. */
  int32: number;
  /** 0 to 2^32 - 1. */
  uint32: number;
  /** Single precision, some 7 digits. */
  float32: number;
  /** Any number of JavaScript. */
  float64: number;
  /** -2^63 to 2^63 - 1. */
  int64: bigint;
  /** 0 to 2^64 - 1. */
  uint64: bigint;
}

/** Which numbers an array holds. */
export type ArrayType = keyof ArrayTypes;

/**
 * Numbers of one type, a fixed count of them, that many processes share (Python's `Array`).
 *
 * Negative indices count from the end. A number that the type does not hold (300 in `uint8`, 1.5 in `int32`) is an
 * `ArgumentError`; `float32` rounds.
 *
 * @example
 * const numbers = await manager.array('float64', [1, 2, 3]);
 * await numbers.set(-1, 4.5);
 * await numbers.toArray(); // [1, 2, 4.5]
 */
export interface SharedArray<E extends ArrayType = ArrayType>
  extends ManagedObject,
    AsyncIterable<ArrayTypes[E]> {
  readonly kind: 'array';
  /** Which numbers it holds. */
  readonly type: E;
  /** How many numbers there are; it never changes. */
  readonly length: number;
  /** The number, or `undefined` outside of the array. */
  at(index: number): Promise<ArrayTypes[E] | undefined>;
  /** @throws IndexError outside of the array */
  get(index: number): Promise<ArrayTypes[E]>;
  /** @throws IndexError outside of the array */
  set(index: number, value: ArrayTypes[E]): Promise<void>;
  /** Writes numbers next to each other, from `index` on. @throws IndexError if they do not all fit */
  write(index: number, values: Iterable<ArrayTypes[E]>): Promise<void>;
  /** A copy of a part, with `start` and `end` as `Array.prototype.slice` has them. */
  slice(start?: number, end?: number): Promise<ArrayTypes[E][]>;
  /** Sets all numbers from `start` to before `end`, counted as `Array.prototype.slice` does; by default all. */
  fill(value: ArrayTypes[E], start?: number, end?: number): Promise<void>;
  /** A copy of the whole. */
  toArray(): Promise<ArrayTypes[E][]>;
  /** As `update` of a `SharedList`. */
  update(index: number, change: (value: ArrayTypes[E]) => ArrayTypes[E]): Promise<ArrayTypes[E]>;
  /** Adds to a number, and gives the sum. @throws IndexError; ArgumentError if the type does not hold the sum */
  add(index: number, by: ArrayTypes[E]): Promise<ArrayTypes[E]>;
  /** The numbers as they were when the iteration began. */
  [Symbol.asyncIterator](): AsyncIterator<ArrayTypes[E], undefined, undefined>;
}

type NumberView =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;
type BigintView = BigInt64Array | BigUint64Array;
type ViewClass = new (buffer: ArrayBuffer, offset?: number, length?: number) => NumberView | BigintView;

/** The typed arrays that hold the numbers, and the bytes of one number. */
export const ARRAY_VIEWS: Readonly<Record<ArrayType, ViewClass & { readonly BYTES_PER_ELEMENT: number }>> = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
};

/** The most numbers of an array. */
export const MOST_NUMBERS: number = 2 ** 27;

/** @throws ArgumentError unless it is a type */
export function checkArrayType(type: unknown): asserts type is ArrayType {
  if (typeof type === 'string' && Object.hasOwn(ARRAY_VIEWS, type)) return;
  throw new ArgumentError(`type must be one of ${Object.keys(ARRAY_VIEWS).join(', ')}, got ${shown(type)}`);
}

const ranges: Partial<Record<ArrayType, readonly [least: number | bigint, most: number | bigint]>> = {
  int8: [-0x80, 0x7f],
  uint8: [0, 0xff],
  int16: [-0x8000, 0x7fff],
  uint16: [0, 0xffff],
  int32: [-0x80000000, 0x7fffffff],
  uint32: [0, 0xffffffff],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

/** @throws ArgumentError unless the type holds that number exactly (`float32`: rounded) */
export function checkNumber(type: ArrayType, value: unknown): asserts value is number & bigint {
  const range = ranges[type];
  const isRight =
    range === undefined
      ? typeof value === 'number'
      : typeof value === typeof range[0] &&
        (value as number) >= range[0] &&
        (value as number) <= range[1] &&
        (typeof value === 'bigint' || Number.isInteger(value));
  if (isRight) return;
  const what =
    range === undefined
      ? 'a number'
      : `${typeof range[0] === 'bigint' ? 'a bigint' : 'an integer'} from ${range[0]} to ${range[1]}`;
  throw new ArgumentError(`an element of type ${type} must be ${what}, got ${shown(value)}`);
}

/** The numbers that an array begins with. @throws ArgumentError */
export function numbersFor(type: ArrayType, init: number | Iterable<number | bigint>): (number | bigint)[] {
  if (typeof init === 'number') {
    const zero = type === 'int64' || type === 'uint64' ? 0n : 0;
    return new Array(checkInteger('length', init, 0, MOST_NUMBERS)).fill(zero) as (number | bigint)[];
  }
  const numbers = [...init];
  for (const number of numbers) checkNumber(type, number);
  return numbers;
}
