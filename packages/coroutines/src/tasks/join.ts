/** Waits for the ends of many tasks. */

import { checkInteger, shown } from '../checks.js';
import { ArgumentError } from '../errors.js';
import { type Wait, Waiting, type WaitOptions, type WaitSource } from '../waiting/wait.js';
import type { TaskWatcher } from './ending.js';
import { type AnyTask, Task } from './task.js';

export interface JoinAllOptions extends WaitOptions {
  /** Throw the error of the first task that fails, at once. Default: `false`. */
  readonly raiseError?: boolean | undefined;
  /** How many ends to wait for. Default: all. */
  readonly count?: number | undefined;
}

/** Counts ends until there are enough. */
class Ends implements TaskWatcher, WaitSource {
  readonly #tasks: ReadonlySet<AnyTask>;
  readonly #wait: Waiting<AnyTask[]>;
  readonly #wanted: number;
  readonly #raises: boolean;
  readonly #ended: AnyTask[] = [];

  constructor(tasks: ReadonlySet<AnyTask>, wait: Waiting<AnyTask[]>, wanted: number, raises: boolean) {
    this.#tasks = tasks;
    this.#wait = wait;
    this.#wanted = Math.min(wanted, tasks.size);
    this.#raises = raises;
    for (const task of tasks) {
      if (raises) task.observe();
      if (wait.pending) task.watch(this);
    }
    if (this.#wanted === 0) wait.settle([]);
  }

  ended(task: AnyTask): void {
    if (!this.#wait.pending) return;
    this.#ended.push(task);
    if (this.#raises && !task.successful()) this.#wait.fail(task.error);
    else if (this.#ended.length === this.#wanted) this.settle();
  }

  /** With those that have ended so far. */
  settle(): void {
    this.#unwatch();
    this.#wait.settle(this.#ended);
  }

  leave(): void {
    this.#unwatch();
  }

  #unwatch(): void {
    // Those that have ended have forgotten already whom they told.
    if (this.#ended.length === this.#tasks.size) return;
    for (const task of this.#tasks) task.unwatch(this);
  }
}

/**
 * Waits for the ends of `tasks`, or of as many as `count`. Never blocks the thread.
 *
 * @returns those that have ended, in the order of their ends; with a `timeout`, those that have ended in time
 * @throws with `raiseError` the error of the first that fails, or a `TaskExit` if it was killed
 * @throws ArgumentError; the signal's reason
 */
export function joinAll<T extends AnyTask>(tasks: Iterable<T>, options: JoinAllOptions = {}): Wait<T[]> {
  const { raiseError = false, count = Number.MAX_SAFE_INTEGER } = options;
  checkInteger('count', count, 0);
  const all = checkTasks(tasks);
  const wait = new Waiting<T[]>(options);
  if (!wait.pending) return wait;
  const ends = new Ends(all, wait as Waiting<AnyTask[]>, count, raiseError);
  return wait.waitFor(ends, options, () => ends.settle());
}

/**
 * Kills `tasks`, each as `Task.kill` does. Await the result to wait for their ends.
 *
 * @returns those that have ended, with a `timeout` those that have ended in time
 * @throws ArgumentError; the signal's reason
 */
export function killAll<T extends AnyTask>(
  tasks: Iterable<T>,
  error?: unknown,
  options?: WaitOptions,
): Wait<T[]> {
  const all = checkTasks(tasks);
  for (const task of all) task.end(error);
  return joinAll(all, options);
}

/** @throws ArgumentError */
function checkTasks<T extends AnyTask>(tasks: Iterable<T>): Set<T> {
  const all = new Set<T>();
  for (const task of tasks) {
    if (!(task instanceof Task)) throw new ArgumentError(`tasks must be tasks, got ${shown(task)}`);
    all.add(task);
  }
  return all;
}
