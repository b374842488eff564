/** In which order the items of a queue leave it. */
import type { Stored } from '../served-object.js';

export interface ItemStore {
  readonly size: number;
  /** @param priority used by priority queues only */
  put(item: Stored, priority: number): void;
  /** The next item; there is one. */
  take(): Stored;
  /** All items, in their order. */
  drain(): Stored[];
}

/** Taken slots are kept until there are so many. */
const COMPACT = 1024;

export class FifoStore implements ItemStore {
  #items: (Stored | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  put(item: Stored): void {
    this.#items.push(item);
  }

  take(): Stored {
    const item = this.#items[this.#head] as Stored;
    this.#items[this.#head] = undefined;
    this.#head += 1;
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    } else if (this.#head > COMPACT && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  drain(): Stored[] {
    const items = this.#items.slice(this.#head) as Stored[];
    this.#items = [];
    this.#head = 0;
    return items;
  }
}

export class LifoStore implements ItemStore {
  #items: Stored[] = [];

  get size(): number {
    return this.#items.length;
  }

  put(item: Stored): void {
    this.#items.push(item);
  }

  take(): Stored {
    return this.#items.pop() as Stored;
  }

  drain(): Stored[] {
    const items = this.#items.reverse();
    this.#items = [];
    return items;
  }
}

interface Ranked {
  readonly item: Stored;
  readonly priority: number;
  /** Equal priorities leave in the order of their arrival. */
  readonly arrival: number;
}

function isBefore(a: Ranked, b: Ranked): boolean {
  return a.priority < b.priority || (a.priority === b.priority && a.arrival < b.arrival);
}

/** A binary heap, the first item on top. */
export class PriorityStore implements ItemStore {
  readonly #heap: Ranked[] = [];
  #arrivals = 0;

  get size(): number {
    return this.#heap.length;
  }

  put(item: Stored, priority: number): void {
    const heap = this.#heap;
    const ranked = { item, priority, arrival: this.#arrivals };
    this.#arrivals += 1;
    let place = heap.length;
    heap.push(ranked);
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above] as Ranked;
      if (!isBefore(ranked, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = ranked;
  }

  take(): Stored {
    const heap = this.#heap;
    const first = heap[0] as Ranked;
    const last = heap.pop() as Ranked;
    if (heap.length > 0) this.#sink(last);
    return first.item;
  }

  drain(): Stored[] {
    return Array.from({ length: this.#heap.length }, () => this.take());
  }

  /** Lets an item sink from the top to where it belongs. */
  #sink(ranked: Ranked): void {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      const below = this.#firstChild(place);
      if (below === undefined || !isBefore(heap[below] as Ranked, ranked)) break;
      heap[place] = heap[below] as Ranked;
      place = below;
    }
    heap[place] = ranked;
  }

  #firstChild(place: number): number | undefined {
    const heap = this.#heap;
    const left = place * 2 + 1;
    const right = left + 1;
    if (left >= heap.length) return undefined;
    return right < heap.length && isBefore(heap[right] as Ranked, heap[left] as Ranked) ? right : left;
  }
}
