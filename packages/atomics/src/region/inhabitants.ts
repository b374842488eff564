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

  /** Ends what the objects wait for, and forgets them. For owners whose objects tell by themselves that it is over. */
  endWaits(makeError: () => Error): object[] {
    const objects = this.#objects
      .map((reference) => reference.deref())
      .filter((object) => object !== undefined);
    this.#objects = [];
    for (const object of objects) for (const endable of ENDABLES.get(object) ?? []) endable.end(makeError());
    return objects;
  }

  /** The same, and every use of them throws from now on. */
  end(makeError: () => Error): void {
    const ended = new Proxy(Object.prototype, {
      get() {
        throw makeError();
      },
    });
    for (const object of this.endWaits(makeError)) Object.setPrototypeOf(object, ended);
  }
}
