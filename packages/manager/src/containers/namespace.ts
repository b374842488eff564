import { ArgumentError } from '@weft/atomics';
import { checkOptions, shown } from '@weft/atomics/kit';
import type { ManagedObject } from './managed-object.js';

/**
 * Attributes that many processes share (Python's `Manager().Namespace()`). Names are texts; those that begin with an
 * underscore are private to a process, as in Python: here they are an `ArgumentError`.
 *
 * @example
 * const config = await manager.namespace({ limit: 10 });
 * await config.set('limit', 20);
 * await config.attributes.limit; // 20
 */
export interface Namespace<A extends object = Record<string, unknown>> extends ManagedObject {
  readonly kind: 'namespace';
  /** The value, or `undefined` if there is no such attribute. */
  get<K extends keyof A & string>(name: K): Promise<A[K]>;
  /** Sets an attribute, whether there is one or not. @throws CodecError if the value cannot be carried */
  set<K extends keyof A & string>(name: K, value: A[K]): Promise<void>;
  /** Whether there is such an attribute. */
  has(name: string): Promise<boolean>;
  /** Whether there was such an attribute. */
  delete(name: keyof A & string): Promise<boolean>;
  /** The names of all attributes. */
  keys(): Promise<(keyof A & string)[]>;
  /** A copy of all attributes. */
  toObject(): Promise<A>;
  /** As `compute` of a `SharedDict`. */
  update<K extends keyof A & string>(name: K, change: (value: A[K]) => A[K]): Promise<A[K]>;
  /**
   * The attributes as properties. Reading one gives a promise; assigning and deleting begin at once and take effect before
   * anything that this object is asked later. Nobody awaits them, so their errors reject the next `settled()`.
   */
  readonly attributes: AttributesOf<A>;
  /** Resolves when all that was assigned through `attributes` is done. @throws the first error of an assignment */
  settled(): Promise<void>;
}

/** Reading gives promises, writing takes values; TypeScript has no type for that, so writing promises is allowed for. */
export type AttributesOf<A extends object> = { [K in keyof A]: Promise<A[K]> | A[K] };

/** @throws ArgumentError unless it can be the name of an attribute */
export function checkAttribute(name: unknown): asserts name is string {
  if (typeof name !== 'string') throw new ArgumentError(`an attribute must be a string, got ${shown(name)}`);
  if (name.startsWith('_')) {
    throw new ArgumentError(
      `the attribute ${shown(name)} would be private: shared ones begin with another letter`,
    );
  }
}

/** @throws ArgumentError unless it is an object with names of attributes only */
export function checkAttributes(attributes: object): void {
  checkOptions('attributes', attributes);
  for (const name of Object.keys(attributes)) checkAttribute(name);
}
