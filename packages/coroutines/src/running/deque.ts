/** A queue with two ends that grows as needed: a ring of a power of two. */
export class Deque<T> {
  #ring: (T | undefined)[] = new Array(16).fill(undefined);
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(item: T): void {
    if (this.#size === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#size) & (this.#ring.length - 1)] = item;
    this.#size += 1;
  }

  unshift(item: T): void {
    if (this.#size === this.#ring.length) this.#grow();
    this.#head = (this.#head - 1) & (this.#ring.length - 1);
    this.#ring[this.#head] = item;
    this.#size += 1;
  }

  /** The first item; only if there is one. */
  peek(): T {
    return this.#ring[this.#head] as T;
  }

  /** Takes the first item; only if there is one. */
  shift(): T {
    const item = this.#ring[this.#head] as T;
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#size -= 1;
    if (this.#size === 0 && this.#ring.length > KEPT) this.#ring = new Array(16).fill(undefined);
    return item;
  }

  #grow(): void {
    const { length } = this.#ring;
    // In order from the start again, so that the second half is the free one.
    this.#ring = [...this.#ring.slice(this.#head), ...this.#ring.slice(0, this.#head)];
    this.#head = 0;
    this.#ring.length = length * 2;
    this.#ring.fill(undefined, length);
  }
}

/** A ring that once was larger than this is given back when it is empty. */
const KEPT = 4096;
