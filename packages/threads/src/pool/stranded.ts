/**
 * Finds tasks that nobody will ever run: a worker had taken them out of their queue when it died, and had not said so
 * on the board yet. They look like queued ones. What tells them apart is that others, which stood behind them, have been
 * taken since; or that fewer tasks are in a queue than are said to be.
 */
import { now } from '@weft/atomics/kit';
import { type Desk, LANES, type Lane, laneOf } from './desk.js';
import type { PendingTask } from './pending.js';

/** Between two looks at a task, in milliseconds: a living worker that has just taken it has long begun it then. */
const PATIENCE_MS = 100;

export class Stranded {
  readonly #desk: Desk;
  /** Tasks that were queued when a worker died, with the reason of that death. */
  readonly #why = new Map<PendingTask, unknown>();
  /** Of the tasks that have run since, by priority: the latest order. */
  readonly #latest = new Map<number, number>();
  /** The tasks that looked stranded at the last look. */
  #suspects = new Set<PendingTask>();
  #lookedAt = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** A worker has died: any of the tasks that were queued then may have been in its hands. */
  workerDied(why: unknown): void {
    for (const task of this.#desk.queued()) this.#why.set(task, why);
    this.#suspects.clear();
    this.#lookedAt = now();
  }

  /** A task has run: those that were to be taken out of its queue before it are in no queue any more. */
  hasRun({ priority, order }: PendingTask): void {
    if (this.#why.size > 0) this.#latest.set(priority, Math.max(order, this.#latest.get(priority) ?? 0));
  }

  /** Looks for stranded tasks, if there is reason to; to be called every now and then. */
  look(): void {
    if (this.#why.size === 0 || now() - this.#lookedAt < PATIENCE_MS) return;
    this.#lookedAt = now();
    const queued = new Set(this.#desk.queued());
    for (const task of this.#why.keys()) if (!queued.has(task)) this.#why.delete(task);
    const found = new Set(LANES.flatMap((lane) => this.#missingIn(lane, queued)));
    for (const task of this.#why.keys()) if (this.#isOvertaken(task)) found.add(task);
    for (const task of found) {
      if (!this.#suspects.has(task) || !this.#why.has(task)) continue;
      this.#desk.stranded(task, this.#why.get(task));
      this.#why.delete(task);
    }
    this.#suspects = found;
    if (this.#why.size === 0) this.#latest.clear();
  }

  /** Whether a task has run that its queue would have given out only after this one, whenever this one was put. */
  #isOvertaken(task: PendingTask): boolean {
    for (const [priority, order] of this.#latest) {
      if (Math.sign(priority) !== Math.sign(task.priority)) continue;
      if (priority >= task.priority && order > task.order) return true;
    }
    return false;
  }

  /** Tasks that are said to be in a queue, and are not. There may be more: tasks that were given up are still counted. */
  #missingIn(lane: Lane, queued: ReadonlySet<PendingTask>): PendingTask[] {
    const here = [...queued].filter((task) => laneOf(task) === lane);
    const missing = Math.max(0, here.length - this.#desk.channels[lane].qsize());
    if (missing === here.length) return here;
    // What was put first is taken first; where there are priorities, that is not known.
    return lane === 'plain' ? here.sort((a, b) => a.order - b.order).slice(0, missing) : [];
  }
}
