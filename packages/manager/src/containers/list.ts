import type { ManagedObject } from './managed-object.js';

/**
 * A list that many processes share (Python's `Manager().list()`).
 *
 * Indices are integers; negative ones count from the end, -1 being the last element.
 *
 * @example
 * const list = await manager.list([11, 22]);
 * await list.append(33);
 * await list.at(-1); // 33
 */
export interface SharedList<T = unknown> extends ManagedObject, AsyncIterable<T> {
  readonly kind: 'list';
  /** How many elements there are: a snapshot only. */
  length(): Promise<number>;
  /** The element, or `undefined` outside of the list. */
  at(index: number): Promise<T | undefined>;
  /** The element. @throws IndexError outside of the list */
  get(index: number): Promise<T>;
  /** Replaces an element. @throws IndexError outside of the list */
  set(index: number, value: T): Promise<void>;
  /** Puts a value at the end; gives the new length. */
  append(value: T): Promise<number>;
  /** Puts values at the end, next to each other; gives the new length. */
  push(...values: T[]): Promise<number>;
  /** As `push`, of all that is iterated over before anything is sent. */
  extend(values: Iterable<T>): Promise<number>;
  /** Puts a value in front of the element at `index`; outside of the list at its nearer end, as Python does. */
  insert(index: number, value: T): Promise<void>;
  /** Takes an element out, the last one by default. @throws IndexError outside of the list, or if it is empty */
  pop(index?: number): Promise<T>;
  /** Takes out the first element that equals `value`. @throws ValueError if none does */
  remove(value: T): Promise<void>;
  /** The first index from `start` on (default 0) of an element that equals `value`. @throws ValueError if none does */
  index(value: T, start?: number): Promise<number>;
  /** How many elements equal `value`. */
  count(value: T): Promise<number>;
  /** Whether an element equals `value`. */
  includes(value: T): Promise<boolean>;
  /**
   * Sorts in place, stably. Without `compare` all elements must be numbers, or all must be texts (by UTF-16 code units).
   * `compare` runs here, on a copy; if others change the list meanwhile it is copied and sorted anew.
   *
   * @throws ArgumentError if there are elements that cannot be compared; what `compare` throws
   */
  sort(compare?: (a: T, b: T) => number): Promise<void>;
  /** Turns the order of the elements round, in place. */
  reverse(): Promise<void>;
  /** A copy of a part, with `start` and `end` as `Array.prototype.slice` has them. */
  slice(start?: number, end?: number): Promise<T[]>;
  /** As `Array.prototype.splice`, with `start` and `deleteCount` as it has them: gives what it took out. */
  splice(start: number, deleteCount?: number, ...values: T[]): Promise<T[]>;
  /** Takes out all elements. */
  clear(): Promise<void>;
  /** A copy of the whole. */
  toArray(): Promise<T[]>;
  /**
   * Replaces the element at `index` by what `change` makes of it, and gives that. No change of others is lost: `change`
   * runs here, and once more if the element has become another one meanwhile, so it must do nothing but compute.
   *
   * @throws IndexError outside of the list; what `change` throws, and then nothing is replaced
   */
  update(index: number, change: (value: T) => T): Promise<T>;
  /** The elements as they were when the iteration began. */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined, undefined>;
}
