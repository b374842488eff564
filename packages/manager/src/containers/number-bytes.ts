/** The numbers of an array as bytes, in the order of bytes that this machine has. */
import { ARRAY_VIEWS, type ArrayType, checkNumber } from './array.js';

/** @throws ArgumentError for numbers that the type does not hold */
export function numberBytes(type: ArrayType, numbers: readonly (number | bigint)[]): Uint8Array {
  for (const number of numbers) checkNumber(type, number);
  const View = ARRAY_VIEWS[type];
  const view = new View(new ArrayBuffer(numbers.length * View.BYTES_PER_ELEMENT));
  for (const [i, number] of numbers.entries()) view[i] = number as never;
  return new Uint8Array(view.buffer);
}

export function numbersIn(type: ArrayType, bytes: Uint8Array): (number | bigint)[] {
  // A copy is aligned, which a part of a message need not be.
  const view = new ARRAY_VIEWS[type](new Uint8Array(bytes).buffer);
  return Array.from(view as Iterable<number | bigint>);
}
