/** In which order items come out. */
import { Deque } from '../running/deque.js';

export interface Store<T> {
  readonly size: number;
  add(item: T): void;
  /** The item that is next; only if there is one. */
  peek(): T;
  /** Takes it. */
  take(): T;
  /** An item that had been taken is next again. */
  giveBack(item: T): void;
}

/** First in, first out. */
export class Fifo<T> implements Store<T> {
  readonly #items = new Deque<T>();

  get size(): number {
    return this.#items.size;
  }

  add(item: T): void {
    this.#items.push(item);
  }

  peek(): T {
    return this.#items.peek();
  }

  take(): T {
    return this.#items.shift();
  }

  giveBack(item: T): void {
    this.#items.unshift(item);
  }
}

/** Last in, first out. */
export class Lifo<T> implements Store<T> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  add(item: T): void {
    this.#items.push(item);
  }

  peek(): T {
    return this.#items.at(-1) as T;
  }

  take(): T {
    return this.#items.pop() as T;
  }

  giveBack(item: T): void {
    this.#items.push(item);
  }
}

/** A priority, lowest first, and a value. */
export type Prioritized<T> = readonly [priority: number, value: T];

interface Entry<T> {
  readonly item: Prioritized<T>;
  /** Tells equal priorities apart. */
  readonly order: number;
}

/** Lowest priority first, and in the order of their coming among equals: a binary heap. */
export class Heap<T> implements Store<Prioritized<T>> {
  readonly #entries: Entry<T>[] = [];
  #last = 0;
  #first = 0;

  get size(): number {
    return this.#entries.length;
  }

  add(item: Prioritized<T>): void {
    this.#last += 1;
    this.#insert({ item, order: this.#last });
  }

  peek(): Prioritized<T> {
    return (this.#entries[0] as Entry<T>).item;
  }

  take(): Prioritized<T> {
    const [first] = this.#entries as [Entry<T>];
    const last = this.#entries.pop() as Entry<T>;
    if (this.#entries.length > 0) this.#sink(last);
    return first.item;
  }

  giveBack(item: Prioritized<T>): void {
    this.#first -= 1;
    this.#insert({ item, order: this.#first });
  }

  #insert(entry: Entry<T>): void {
    let at = this.#entries.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.#entries[above] as Entry<T>;
      if (comesBefore(parent, entry)) break;
      this.#entries[at] = parent;
      at = above;
    }
    this.#entries[at] = entry;
  }

  #sink(entry: Entry<T>): void {
    const entries = this.#entries;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= entries.length) break;
      if (
        below + 1 < entries.length &&
        comesBefore(entries[below + 1] as Entry<T>, entries[below] as Entry<T>)
      ) {
        below += 1;
      }
      if (comesBefore(entry, entries[below] as Entry<T>)) break;
      entries[at] = entries[below] as Entry<T>;
      at = below;
    }
    entries[at] = entry;
  }
}

function comesBefore<T>(one: Entry<T>, other: Entry<T>): boolean {
  const [mine] = one.item;
  const [theirs] = other.item;
  return mine < theirs || (mine === theirs && one.order < other.order);
}
