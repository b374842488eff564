/** Checks of arguments, one wording for all classes. Each throws `ArgumentError` before anything is changed. */
import { ArgumentError } from './errors.js';

/** A wrong value in a message. Objects are not asked for their text: that may run anything, or fail. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** An object with options. */
export function checkOptions(what: string, value: unknown): void {
  if (typeof value === 'object' && value !== null) return;
  throw new ArgumentError(`${what} must be an object, got ${shown(value)}`);
}

/** The options of a wait; gives the timeout. A bare number, as Python has it, would else be a wait without an end. */
export function checkWait(options: { timeout?: unknown; signal?: unknown } | undefined): number {
  if (options === undefined) return Number.POSITIVE_INFINITY;
  checkOptions('options of a wait', options);
  checkSignal(options.signal);
  return checkTimeout(options.timeout);
}

/** An integer from `min` to `max`. */
export function checkInteger(what: string, value: unknown, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new ArgumentError(`${what} must be an integer from ${min} to ${max}, got ${shown(value)}`);
  }
  return value;
}

/** Milliseconds, 0 or more; `undefined` and `Infinity` mean no limit. */
export function checkTimeout(value: unknown): number {
  if (value === undefined) return Number.POSITIVE_INFINITY;
  if (typeof value !== 'number' || !(value >= 0)) {
    throw new ArgumentError(`timeout must be a number of milliseconds, 0 or more, got ${shown(value)}`);
  }
  return value;
}

/** A function. */
export function checkFunction(what: string, value: unknown): void {
  if (typeof value !== 'function') throw new ArgumentError(`${what} must be a function, got ${shown(value)}`);
}

const LONGEST_NAME_BYTES = 255;

/** The UTF-8 bytes of a name: a string of 1 to 255 bytes. Half a surrogate pair has none, and would not be found. */
export function checkName(value: unknown): Uint8Array {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : new Uint8Array(0);
  if (bytes.length === 0 || bytes.length > LONGEST_NAME_BYTES || !(value as string).isWellFormed()) {
    throw new ArgumentError(
      `name must be a well-formed string of 1 to ${LONGEST_NAME_BYTES} bytes, got ${shown(value)}`,
    );
  }
  return bytes;
}

/** An `AbortSignal` or `undefined`. */
export function checkSignal(value: unknown): void {
  if (value !== undefined && !(value instanceof AbortSignal)) {
    throw new ArgumentError(`signal must be an AbortSignal, got ${shown(value)}`);
  }
}
