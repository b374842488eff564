/** The kinds of queue that one suite runs for. */
import type { ObjectOptions } from '@weft/atomics';
import { LifoQueue, PriorityQueue, Queue } from '@weft/shared-queue';

/** What all queues can do, whatever their items are. */
export type AnyQueue = Queue<unknown> | LifoQueue<unknown> | PriorityQueue<unknown>;

export interface Options extends ObjectOptions {
  readonly maxsize?: number;
  readonly bytes?: number;
}

export interface QueueKind {
  readonly title: string;
  make(options?: Options): Queue<unknown>;
  /** An item that carries a value; those with lower values come first where the kind can do so. */
  item(value: number, more?: unknown): unknown;
  /** The value in an item. */
  value(item: unknown): number;
  /** In which order items with these values come out again. */
  order(values: readonly number[]): number[];
}

interface Box {
  readonly value: number;
  readonly more?: unknown;
}

function box(value: number, more?: unknown): Box {
  return more === undefined ? { value } : { value, more };
}

export const fifo: QueueKind = {
  title: 'Queue',
  make: (options) => new Queue(options),
  item: box,
  value: (item) => (item as Box).value,
  order: (values) => [...values],
};

export const lifo: QueueKind = {
  title: 'LifoQueue',
  make: (options) => new LifoQueue(options) as unknown as Queue<unknown>,
  item: box,
  value: (item) => (item as Box).value,
  order: (values) => values.toReversed(),
};

export const priority: QueueKind = {
  title: 'PriorityQueue',
  make: (options) => new PriorityQueue(options) as unknown as Queue<unknown>,
  item: (value, more) => [value, more ?? 'value'],
  value: (item) => (item as [number, unknown])[0],
  order: (values) => values.toSorted((a, b) => a - b),
};
