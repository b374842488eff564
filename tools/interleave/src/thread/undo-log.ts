/**
 * What a thread has changed of its own objects since it began, so that it can begin again from the same state: an
 * execution takes microseconds, making all objects anew would take a thousand times as long.
 */

/** Writes an old value back. */
export type Setter = (object: unknown, old: unknown, key?: unknown) => void;

const setElement: Setter = (object, old, key) => {
  (object as Record<PropertyKey, unknown>)[key as PropertyKey] = old;
};

const deleteElement: Setter = (object, _old, key) => {
  if (Array.isArray(object)) object.length = key as number;
  else delete (object as Record<PropertyKey, unknown>)[key as PropertyKey];
};

const setAll: Setter = (object, old) => {
  const array = object as unknown[];
  array.length = 0;
  array.push(...(old as unknown[]));
};

const setBytes: Setter = (object, old, start) => {
  (object as Int32Array).set(old as Int32Array, start as number);
};

interface Shape {
  readonly prototype: object | null;
  readonly members: Record<PropertyKey, PropertyDescriptor>;
}

const setShape: Setter = (object, old) => {
  const { prototype, members } = old as Shape;
  Object.setPrototypeOf(object, prototype);
  for (const key of Reflect.ownKeys(object as object)) {
    if (!(key in members)) Reflect.deleteProperty(object as object, key);
  }
  Object.defineProperties(object, members as PropertyDescriptorMap);
};

export class UndoLog {
  readonly #setters: Setter[] = [];
  readonly #objects: unknown[] = [];
  readonly #olds: unknown[] = [];
  readonly #keys: unknown[] = [];
  #length = 0;

  /** Notes the value that something has. */
  note(setter: Setter, object: unknown, old: unknown, key?: unknown): void {
    const at = this.#length;
    this.#setters[at] = setter;
    this.#objects[at] = object;
    this.#olds[at] = old;
    this.#keys[at] = key;
    this.#length = at + 1;
  }

  /** The same of an element of an array, or of a member whose name is computed. */
  noteElement(object: object, key: PropertyKey): void {
    if (ArrayBuffer.isView(object)) this.note(setElement, object, (object as Int32Array)[key as number], key);
    else if (key in object) this.note(setElement, object, (object as Record<PropertyKey, unknown>)[key], key);
    else this.note(deleteElement, object, undefined, Array.isArray(object) ? object.length : key);
  }

  /** All of an array that is about to be changed by one of its methods; other objects note that by themselves. */
  noteArray<T>(object: T): T {
    if (Array.isArray(object)) this.note(setAll, object, [...object]);
    else if (ArrayBuffer.isView(object))
      this.noteRange(object as unknown as Int32Array, 0, Number.POSITIVE_INFINITY);
    return object;
  }

  /** A part of a typed array. */
  noteRange(array: Int32Array, start: number, count: number): void {
    this.note(setBytes, array, array.slice(start, start + count), start);
  }

  /** Prototype and members of an object. */
  noteShape<T extends object>(object: T): T {
    const shape: Shape = {
      prototype: Object.getPrototypeOf(object) as object | null,
      members: Object.getOwnPropertyDescriptors(object),
    };
    this.note(setShape, object, shape);
    return object;
  }

  /** What was noted so far stays as it is. */
  forget(): void {
    this.#length = 0;
  }

  takeBack(): void {
    for (let at = this.#length - 1; at >= 0; at -= 1) {
      (this.#setters[at] as Setter)(this.#objects[at], this.#olds[at], this.#keys[at]);
    }
    this.#length = 0;
  }
}
