import type { ManagedObject } from './managed-object.js';

/**
 * One value that many processes share (Python's `Value`), of any type.
 *
 * @example
 * const counter = await manager.value(0);
 * await counter.add(1); // 1
 */
export interface SharedValue<T = unknown> extends ManagedObject {
  readonly kind: 'value';
  /** The value. */
  get(): Promise<T>;
  /** Replaces the value. @throws CodecError if it cannot be carried */
  set(value: T): Promise<void>;
  /** Sets it and gives what it was before. */
  exchange(value: T): Promise<T>;
  /**
   * Sets it to what `change` makes of it, and gives that. No change of others is lost: `change` runs here, and once more if
   * the value has become another one meanwhile, so it must do nothing but compute.
   */
  update(change: (value: T) => T): Promise<T>;
  /** Adds to a number, and gives the sum. @throws ArgumentError if it is no number, and `by` neither */
  add(this: SharedValue<number>, by: number): Promise<number>;
}
