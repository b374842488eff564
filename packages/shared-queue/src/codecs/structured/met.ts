/** The objects that a walk has met so far. */

/** Up to so many a list is searched faster than a set. */
const FEW = 16;

export class Met {
  readonly #few: (object | undefined)[] = new Array<undefined>(FEW).fill(undefined);
  #count = 0;
  #many: Set<object> | undefined;

  /** Whether it is met for the first time. */
  isNew(value: object): boolean {
    if (this.#many !== undefined) {
      const { size } = this.#many;
      return this.#many.add(value).size > size;
    }
    for (let i = 0; i < this.#count; i += 1) if (this.#few[i] === value) return false;
    if (this.#count === FEW) this.#many = new Set(this.#few as object[]).add(value);
    else {
      this.#few[this.#count] = value;
      this.#count += 1;
    }
    return true;
  }

  forget(): void {
    this.#many = undefined;
    while (this.#count > 0) {
      this.#count -= 1;
      this.#few[this.#count] = undefined;
    }
  }
}
