/** The words of tasks on the board, as the owner gives them out. */
import { TASK } from './layout.js';
import type { PendingTask } from './pending.js';

export class Slots {
  readonly #tasks: (PendingTask | undefined)[] = [];
  readonly #stamps: Uint16Array;
  /** Free slots in a circle. Each is used again only after all others, so that its stamps last. */
  readonly #free: Int32Array;
  #next = 0;
  #used = 0;

  constructor(count: number) {
    this.#stamps = new Uint16Array(count);
    this.#free = Int32Array.from({ length: count }, (_, slot) => slot);
  }

  /** Tasks that have a slot. */
  get used(): number {
    return this.#used;
  }

  /** Gives the task a slot and a stamp; whether there was one. */
  take(task: PendingTask): boolean {
    if (this.#used === this.#free.length) return false;
    const slot = this.#free[this.#next] as number;
    this.#next = (this.#next + 1) % this.#free.length;
    this.#used += 1;
    const stamp = ((this.#stamps[slot] as number) + 1) & TASK.STAMP_MASK;
    this.#stamps[slot] = stamp;
    this.#tasks[slot] = task;
    task.slot = slot;
    task.stamp = stamp;
    return true;
  }

  release(task: PendingTask): void {
    const { slot } = task;
    this.#tasks[slot] = undefined;
    this.#free[(this.#next + this.#free.length - this.#used) % this.#free.length] = slot;
    this.#used -= 1;
    task.slot = -1;
  }

  /** The task with that slot, if it is the one with that stamp. */
  at(slot: number, stamp: number): PendingTask | undefined {
    const task = this.#tasks[slot];
    return task?.stamp === stamp ? task : undefined;
  }

  /** All tasks that have a slot, in no order. */
  *all(): Generator<PendingTask> {
    for (const task of this.#tasks) if (task !== undefined) yield task;
  }
}
