/** What actors do with queues. Importing this makes the objects of the package known to the actor. */
import type { Latch } from '@weft/atomics';
import { type Queue, ShutDownError } from '@weft/shared-queue';

/** The actor has loaded the package. */
export function load(): void {}

/** Puts the items one by one; counts `began` down before it. */
export function putAll(queue: Queue<unknown>, items: readonly unknown[], began?: Latch): void {
  began?.countDown();
  for (const item of items) queue.putSync(item);
}

/** Takes items until the queue is shut down and empty, doing the task of each; returns them. */
export function drain(queue: Queue<unknown>): unknown[] {
  const taken: unknown[] = [];
  for (const item of queue.sync()) {
    taken.push(item);
    queue.taskDone();
  }
  return taken;
}

/** The same, awaiting. */
export async function drainAsync(queue: Queue<unknown>): Promise<unknown[]> {
  const taken: unknown[] = [];
  for await (const item of queue) {
    taken.push(item);
    queue.taskDone();
  }
  return taken;
}

/** Puts until the queue is shut down; returns how many items were put. */
export function putUntilShutDown(queue: Queue<unknown>, item: unknown): number {
  for (let count = 0; ; count += 1) {
    try {
      queue.putSync(item);
    } catch (error) {
      if (error instanceof ShutDownError) return count;
      throw error;
    }
  }
}

/** Takes so many items by polling. */
export function pollFor(queue: Queue<unknown>, count: number): unknown[] {
  const taken: unknown[] = [];
  while (taken.length < count) {
    const item = queue.tryGet();
    if (item !== undefined) taken.push(item);
  }
  return taken;
}

/** Takes so many items. */
export function take(queue: Queue<unknown>, count: number): unknown[] {
  return Array.from({ length: count }, () => queue.getSync());
}

/** Takes an item and ends the thread before its task is done. */
export function takeAndExit(queue: Queue<unknown>): never {
  queue.getSync();
  return globalThis.process.exit(0);
}
