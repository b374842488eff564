/**
 * Finds tasks that nobody will ever run: a worker had taken them out of their queue when it died, and had not said so
 * on the board yet. They look like queued ones, so this looks, for some time after a death, whether fewer tasks are in
 * a queue than are said to be.
 */
import { now } from '@weft/atomics/kit';
import type { Desk } from './desk.js';
import type { PendingTask } from './pending.js';

/** Between two looks at a task, in milliseconds: a living worker that has just taken it has long begun it then. */
const PATIENCE_MS = 100;

export class Stranded {
  readonly #desk: Desk;
  readonly #why = new Map<PendingTask, unknown>();
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

  /** Looks for stranded tasks, if there is reason to; to be called every now and then. */
  look(): void {
    if (this.#why.size === 0 || now() - this.#lookedAt < PATIENCE_MS) return;
    this.#lookedAt = now();
    const queued = new Set(this.#desk.queued());
    for (const task of this.#why.keys()) if (!queued.has(task)) this.#why.delete(task);
    const { plain, urgent, late } = this.#desk.channels;
    const inLane = (of: (priority: number) => boolean) => [...queued].filter(({ priority }) => of(priority));
    const plainOnes = inLane((priority) => priority === 0).sort((a, b) => a.order - b.order);
    // What was put first is taken first; with priorities one can only tell once their queue is empty.
    const found = plainOnes.slice(0, Math.max(0, plainOnes.length - plain.qsize()));
    if (urgent.qsize() === 0) found.push(...inLane((priority) => priority < 0));
    if (late.qsize() === 0) found.push(...inLane((priority) => priority > 0));
    for (const task of found) {
      if (this.#suspects.has(task) && this.#why.has(task)) this.#desk.stranded(task, this.#why.get(task));
    }
    this.#suspects = new Set(found);
  }
}
