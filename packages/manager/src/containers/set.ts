import type { ManagedObject } from './managed-object.js';

/**
 * A set that many processes share. Members may be any values; equal ones are one member.
 *
 * @example
 * const seen = await manager.set<string>();
 * await seen.add('a'); // true
 * await seen.add('a'); // false
 */
export interface SharedSet<T = unknown> extends ManagedObject, AsyncIterable<T> {
  readonly kind: 'set';
  /** How many members there are: a snapshot only. */
  size(): Promise<number>;
  /** Whether the member is new. */
  add(value: T): Promise<boolean>;
  /** Whether it is a member. */
  has(value: T): Promise<boolean>;
  /** Whether it was a member. */
  delete(value: T): Promise<boolean>;
  /** Takes some member out. @throws KeyError if there is none */
  pop(): Promise<T>;
  /** Adds many members at once; gives how many of them are new. */
  update(values: Iterable<T>): Promise<number>;
  /** Takes out all members. */
  clear(): Promise<void>;
  /** A copy of all members. */
  values(): Promise<T[]>;
  /** The members as they were when the iteration began. */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined, undefined>;
}
