/** Which item is next: the numbers of their first cells, arranged in shared words. For the owner of the monitor only. */
import { CELL } from '../layout.js';
import type { Cells } from './cells.js';

export interface Order {
  /** Adds an item to `count` others. */
  add(item: number, count: number): void;
  /** The next of the items. */
  next(count: number): number;
  /** Takes the next one of `count` items out. */
  removeNext(count: number): void;
}

/** Makes the order of a store: over its cells, in the words from `at` on. */
export type OrderMaker = (words: Int32Array, at: number, cells: Cells) => Order;

/** Last in, first out. */
export const stackOrder: OrderMaker = (words, at) => ({
  add(item, count) {
    words[at + count] = item;
  },
  next(count) {
    return words[at + count - 1] as number;
  },
  removeNext() {},
});

const priorities = new Float64Array(2);
const priorityWords = new Int32Array(priorities.buffer);

/**
 * Lowest priority first, and among equals first in, first out: a binary heap (J. Williams, Algorithm 232, 1964).
 * -0 and 0 are equal; infinities are the first and the last.
 */
export const heapOrder: OrderMaker = (words, at, cells) => {
  const isBefore = (a: number, b: number): boolean => {
    const first = cells.at(a);
    const second = cells.at(b);
    priorityWords[0] = words[first + CELL.CONTENT] as number;
    priorityWords[1] = words[first + CELL.CONTENT + 1] as number;
    priorityWords[2] = words[second + CELL.CONTENT] as number;
    priorityWords[3] = words[second + CELL.CONTENT + 1] as number;
    const [one, other] = priorities as unknown as [number, number];
    if (one !== other) return one < other;
    return sequenceAt(words, first) < sequenceAt(words, second);
  };
  const item = (place: number): number => words[at + place] as number;
  return {
    add(added, count) {
      let place = count;
      while (place > 0) {
        const above = (place - 1) >>> 1;
        if (!isBefore(added, item(above))) break;
        words[at + place] = item(above);
        place = above;
      }
      words[at + place] = added;
    },
    next() {
      return item(0);
    },
    removeNext(count) {
      const moved = item(count - 1);
      let place = 0;
      for (;;) {
        let below = 2 * place + 1;
        if (below >= count - 1) break;
        if (below + 1 < count - 1 && isBefore(item(below + 1), item(below))) below += 1;
        if (!isBefore(item(below), moved)) break;
        words[at + place] = item(below);
        place = below;
      }
      words[at + place] = moved;
    },
  };
};

/** When the item at that cell was put, in numbers of puts. */
export function sequenceAt(words: Int32Array, cell: number): number {
  const high = words[cell + CELL.SEQUENCE_HIGH] as number;
  return high * 2 ** 32 + ((words[cell + CELL.SEQUENCE_LOW] as number) >>> 0);
}
