/**
 * The objects that a thread has made in a region, to end them when it closes the region.
 *
 * An ended object gets another prototype, whose every property throws: so a use after close is told, and objects in
 * use pay nothing for it, not even a check.
 */

/** Something that rejects its pending waits when it is told to end. */
export interface Endable {
  end(error: Error): void;
}

const ENDABLES = new WeakMap<object, Endable[]>();

/** Ties pending waits to the object that they belong to. */
export function endWith(object: object, endable: Endable): void {
  const list = ENDABLES.get(object);
  if (list === undefined) ENDABLES.set(object, [endable]);
  else list.push(endable);
}

export class Inhabitants {
  #objects: WeakRef<object>[] = [];
  #pruneAt = 64;

  add(object: object): void {
    this.#objects.push(new WeakRef(object));
    if (this.#objects.length < this.#pruneAt) return;
    this.#objects = this.#objects.filter((reference) => reference.deref() !== undefined);
    this.#pruneAt = Math.max(64, this.#objects.length * 2);
  }

  end(makeError: () => Error): void {
    const ended = new Proxy(Object.prototype, {
      get() {
        throw makeError();
      },
    });
    for (const reference of this.#objects) {
      const object = reference.deref();
      if (object === undefined) continue;
      for (const endable of ENDABLES.get(object) ?? []) endable.end(makeError());
      Object.setPrototypeOf(object, ended);
    }
    this.#objects = [];
  }
}
