/** A promise together with what settles it. */
export class Settling<T> {
  readonly promise: Promise<T>;
  #value: T | undefined;
  #resolve: (value: T) => void = () => {};

  constructor() {
    this.promise = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** What it was settled with. */
  get value(): T | undefined {
    return this.#value;
  }

  /** The first call counts. */
  settle(value: T): T {
    if (this.#value === undefined) {
      this.#value = value;
      this.#resolve(value);
    }
    return this.#value;
  }
}
