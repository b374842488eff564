/** Checks of arguments, one wording for all classes. Each throws `ArgumentError` before anything is changed. */
import { ArgumentError } from './errors.js';

/** A wrong value in a message. Objects are not asked for their text: that may run anything, or fail. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** A function. */
export function checkFunction(what: string, value: unknown): void {
  if (typeof value !== 'function') throw new ArgumentError(`${what} must be a function, got ${shown(value)}`);
}

/** An integer, `min` or more. */
export function checkInteger(what: string, value: unknown, min: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min) return value;
  throw new ArgumentError(`${what} must be an integer, ${min} or more, got ${shown(value)}`);
}

/** Milliseconds, 0 or more; `undefined` and `Infinity` mean no limit. */
export function checkMilliseconds(what: string, value: unknown): number {
  if (value === undefined) return Number.POSITIVE_INFINITY;
  if (typeof value === 'number' && value >= 0) return value;
  throw new ArgumentError(`${what} must be a number of milliseconds, 0 or more, got ${shown(value)}`);
}

/** An `AbortSignal`. */
export function checkSignal(value: unknown): void {
  if (value instanceof AbortSignal) return;
  throw new ArgumentError(`signal must be an AbortSignal, got ${shown(value)}`);
}

/** An object with options. */
export function checkOptions(what: string, value: unknown): void {
  if (typeof value === 'object' && value !== null) return;
  throw new ArgumentError(`${what} must be an object, got ${shown(value)}`);
}
