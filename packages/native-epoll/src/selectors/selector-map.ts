import type { FileObject } from './file-object.js';
import type { Registry } from './registry.js';
import type { SelectorKey } from './selector-key.js';

/**
 * What is registered in a selector, live and read-only: the keys by file object. As in Python, a file object is found
 * by its file descriptor too, and by itself after it has been closed.
 */
export class SelectorMap<T = unknown> implements ReadonlyMap<FileObject, SelectorKey<T>> {
  readonly #registry: Registry<T>;

  constructor(registry: Registry<T>) {
    this.#registry = registry;
  }

  /** How many file objects are registered. */
  get size(): number {
    return this.#registry.size;
  }

  /** The key of a file object or file descriptor; `undefined` if it is not registered. */
  get(fileobj: FileObject): SelectorKey<T> | undefined {
    return this.#registry.find(fileobj)?.key;
  }

  /** Whether a file object, or its file descriptor, is registered. */
  has(fileobj: FileObject): boolean {
    return this.#registry.find(fileobj) !== undefined;
  }

  /** The file objects, in the order of their registration. */
  *keys(): MapIterator<FileObject> {
    for (const { key } of this.#registry.values()) yield key.fileobj;
  }

  /** The keys, in the order of their registration. */
  *values(): MapIterator<SelectorKey<T>> {
    for (const { key } of this.#registry.values()) yield key;
  }

  /** Each file object with its key, in the order of their registration. */
  *entries(): MapIterator<[FileObject, SelectorKey<T>]> {
    for (const { key } of this.#registry.values()) yield [key.fileobj, key];
  }

  /** As `entries`. */
  [Symbol.iterator](): MapIterator<[FileObject, SelectorKey<T>]> {
    return this.entries();
  }

  /** Calls `visit` for each key, in the order of their registration. */
  forEach(
    visit: (key: SelectorKey<T>, fileobj: FileObject, map: ReadonlyMap<FileObject, SelectorKey<T>>) => void,
    thisArg?: unknown,
  ): void {
    for (const key of this.values()) visit.call(thisArg, key, key.fileobj, this);
  }
}
