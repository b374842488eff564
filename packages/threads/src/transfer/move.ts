/** Results that are moved to who gets them instead of copied. */
import { ArgumentError } from '@weft/atomics';
import { shown } from '@weft/atomics/kit';
import { here } from '../table/here.js';

/** In the record of the thread, because the boot code looks there. */
function marks(): WeakMap<object, readonly unknown[]> {
  const record = here();
  record.moved ??= new WeakMap();
  return record.moved;
}

/**
 * Marks what a target or a task returns, so that `transfer` (array buffers, ports …) goes to the other thread without being
 * copied; this one cannot use it any more then. Between processes everything is copied.
 *
 * @throws ArgumentError if `value` is not an object or `transfer` not an array
 *
 * @example
 * export const render = task(import.meta.url, (size: number) => {
 *   const pixels = new Uint8Array(size);
 *   return move(pixels, [pixels.buffer]);
 * });
 */
export function move<T extends object>(value: T, transfer: readonly unknown[]): T {
  if (typeof value !== 'object' || value === null) {
    throw new ArgumentError(`only objects can be moved, got ${shown(value)}`);
  }
  if (!Array.isArray(transfer)) throw new ArgumentError(`transfer must be an array, got ${shown(transfer)}`);
  marks().set(value, transfer);
  return value;
}

export function isMoved(value: unknown): value is object {
  return typeof value === 'object' && value !== null && marks().has(value);
}

export function movedParts(value: object): readonly unknown[] {
  return marks().get(value) ?? [];
}
