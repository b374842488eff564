/** Indices and parts of lists and arrays, counted alike on every backend. */
import { checkInteger } from '@weft/atomics/kit';
import { IndexError } from '../errors.js';

/** @throws ArgumentError unless it is an integer, as indices, starts and ends are */
export function checkIndex(what: string, value: unknown): number {
  return checkInteger(what, value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
}

/** The place of an element, or `undefined` outside. */
export function placeOf(index: number, length: number): number | undefined {
  const place = index < 0 ? index + length : index;
  return place >= 0 && place < length ? place : undefined;
}

/** @throws IndexError outside */
export function needPlace(index: number, length: number): number {
  const place = placeOf(index, length);
  if (place !== undefined) return place;
  throw new IndexError(
    length === 0 ? 'there are no elements' : `index ${index} is outside of the ${length} elements`,
  );
}

/** Where a part begins or ends: a negative bound counts from the end, one outside is the nearer end. */
export function boundOf(bound: number, length: number): number {
  return bound < 0 ? Math.max(0, bound + length) : Math.min(bound, length);
}

/** Start and end of a slice, the end not before the start. */
export function sliceOf(
  start: number,
  end: number | undefined,
  length: number,
): [start: number, end: number] {
  const from = boundOf(start, length);
  return [from, Math.max(from, end === undefined ? length : boundOf(end, length))];
}

/** Start of a splice, and how many elements it takes out. */
export function spliceOf(
  start: number,
  deleteCount: number | undefined,
  length: number,
): [start: number, deleted: number] {
  const from = boundOf(start, length);
  const rest = length - from;
  return [from, deleteCount === undefined ? rest : Math.min(Math.max(deleteCount, 0), rest)];
}
