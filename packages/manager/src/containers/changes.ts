/** What callbacks of `update` and `compute` give. */
import { ArgumentError } from '@weft/atomics';
import { checkFunction } from '@weft/atomics/kit';

/** What `change` makes of a value. @throws ArgumentError if that is a promise: others would change the value meanwhile */
export function changed<T, R>(change: (value: T) => R, value: T): R {
  checkFunction('change', change);
  const result = change(value);
  if (typeof (result as PromiseLike<unknown> | undefined)?.then !== 'function') return result;
  throw new ArgumentError('change must not be asynchronous: compute first, and give it the result');
}

/** Compares the elements of a list that is sorted without `compare`. */
export type Comparison<T> = (a: T, b: T) => number;

/** Numbers by size, or texts by code units. @throws ArgumentError if they are neither all numbers nor all texts */
export function naturalOrder(values: readonly unknown[]): Comparison<unknown> {
  const type = typeof values[0];
  const comparable = type === 'number' || type === 'string' || type === 'bigint';
  if (values.length > 0 && !(comparable && values.every((value) => typeof value === type))) {
    throw new ArgumentError(
      'only numbers, or only strings, can be sorted by themselves: give sort() a compare function',
    );
  }
  return (a, b) => {
    const [left, right] = [a as number, b as number];
    return left < right ? -1 : Number(left > right);
  };
}
