/**
 * What all objects of a manager have in common, on every backend.
 *
 * - **Verbs return promises.** Calls of one proxy take effect in the order in which they were made, awaited or not, except
 *   that calls that wait (`acquire`, `get` of a queue …) let later ones overtake them.
 * - **Each verb is atomic**: no other client sees half of it.
 * - **Values** are copied: what the `structured` codec of `@weft/shared-queue` carries. Objects of the same manager stay
 *   shared, however deep they are in a value. Two values are equal if that codec gives them the same bytes: the same
 *   numbers and texts, and the same properties in the same order.
 * - **Arguments** are checked before anything is sent or changed; a wrong one rejects with `ArgumentError`.
 */
import type { WaitOptions } from '@weft/atomics';

export type { WaitOptions };

/** Where a new object lives. */
export interface PlaceOptions {
  /**
   * 1 to 255 bytes of UTF-8. A name that is taken by an object of the same kind opens that object, and what was given to
   * fill a new one is not used; without a name the object is always new.
   */
  readonly name?: string | undefined;
}

/** The kinds of object that every manager can make. */
export type ManagedKind =
  | 'list'
  | 'dict'
  | 'set'
  | 'namespace'
  | 'value'
  | 'array'
  | 'lock'
  | 'rlock'
  | 'semaphore'
  | 'boundedSemaphore'
  | 'event'
  | 'condition'
  | 'barrier'
  | 'queue'
  | 'lifoQueue'
  | 'priorityQueue'
  | 'pool';

/** What every object of a manager has. */
export interface ManagedObject {
  /**
   * Plain data that stands for the object. It is the only enumerable property, so that an object may be posted as it is,
   * given to a `Thread` or `Process`, put into a queue or into another container: it arrives attached. No key or password
   * is in it (see the README on where keys come from).
   */
  readonly handle: object;
  /** What it is; of a registered type, its name. */
  readonly kind: ManagedKind | (string & {});
  /** Gives up this reference. An object without a name goes when nobody has one any more. Calling it again is fine. */
  close(): Promise<void>;
  /** As `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}
