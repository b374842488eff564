/** Checks of arguments, so that nothing malformed reaches the system. */
import { ArgumentError } from '../errors.js';

/** The largest number that the system's `int` holds. */
const INT_MAX = 0x7fff_ffff;

/** The number of a file descriptor. @throws ArgumentError */
export function checkFd(fd: number, name = 'fd'): void {
  if (Number.isInteger(fd) && fd >= 0 && fd <= INT_MAX) return;
  throw new ArgumentError(`${name} must be the number of a file descriptor, got ${show(fd)}`);
}

/** A whole number within bounds, by default up to the largest `int`. @throws ArgumentError */
export function checkInteger(value: number, name: string, least: number, most: number = INT_MAX): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new ArgumentError(`${name} must be an integer from ${least} to ${most}, got ${show(value)}`);
}

/** Bits, of which a negative number has the uppermost set. @throws ArgumentError */
export function checkBits(value: number, name: string): void {
  if (Number.isInteger(value) && value >= -INT_MAX - 1 && value <= 0xffff_ffff) return;
  throw new ArgumentError(`${name} must be a number of at most 32 bits, got ${show(value)}`);
}

/** What is given back with events. @throws ArgumentError */
export function checkData(value: number, name: string): void {
  if (Number.isSafeInteger(value)) return;
  throw new ArgumentError(`${name} must be an integer of at most 53 bits, got ${show(value)}`);
}

/**
 * Milliseconds as the native functions take them: `undefined`, negative or infinite is for ever.
 * @throws ArgumentError
 */
export function timeoutOf(timeout: number | undefined): number {
  if (timeout === undefined) return -1;
  if (typeof timeout !== 'number' || Number.isNaN(timeout)) {
    throw new ArgumentError(`timeout must be milliseconds or undefined (for ever), got ${show(timeout)}`);
  }
  return timeout < 0 || timeout === Number.POSITIVE_INFINITY ? -1 : timeout;
}

/** A value as an error message tells it. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'object' && value !== null)
    return `an object (${value.constructor?.name ?? 'Object'})`;
  if (typeof value === 'function') return 'a function';
  return String(value);
}
