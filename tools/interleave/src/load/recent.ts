/** What was made last, by keys: the few that are asked for again and again. */
export class Recent<T> {
  readonly #most: number;
  readonly #values: Map<string, T> = new Map();

  /** @param most how many are kept */
  constructor(most: number) {
    this.#most = most;
  }

  /** What is kept under the key, or what `make` makes. */
  get(key: string, make: () => T): T {
    const value = this.#values.get(key) ?? make();
    this.#values.delete(key);
    this.#values.set(key, value);
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.#most) break;
      this.#values.delete(oldest);
    }
    return value;
  }
}
