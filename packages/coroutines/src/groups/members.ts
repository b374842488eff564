/** The tasks of a group or a pool: each is a member until its end. */
import type { TaskWatcher } from '../tasks/ending.js';
import type { AnyTask } from '../tasks/task.js';
import { Line } from '../waiting/line.js';
import { type Wait, Waiting, type WaitOptions } from '../waiting/wait.js';

const lateJoin = (wait: Waiting<boolean>) => wait.settle(false);

/** What `Group` and `TaskPool` have in common. Members belong to it, not to the task that has started them. */
export abstract class Members implements Iterable<AnyTask>, TaskWatcher {
  readonly #tasks = new Set<AnyTask>();
  readonly #joiners = new Line();
  #isKilling = false;

  /** How many have not ended yet. */
  get length(): number {
    return this.#tasks.size;
  }

  /** Whether the task is a member, which it is until its end. */
  has(task: AnyTask): boolean {
    return this.#tasks.has(task);
  }

  /** Those that have not ended yet: a snapshot. `joinAll(group, { raiseError: true })` waits for them. */
  [Symbol.iterator](): IterableIterator<AnyTask> {
    return [...this.#tasks].values();
  }

  /** Forgets a task, which goes on. @returns whether it was a member */
  discard(task: AnyTask): boolean {
    task.unwatch(this);
    return this.#leave(task);
  }

  /**
   * Waits until it has no members.
   *
   * @returns `true`, or `false` if the timeout came first
   * @throws ArgumentError; the signal's reason
   */
  join(options?: WaitOptions): Wait<boolean> {
    const wait = new Waiting<boolean>(options);
    if (this.#tasks.size === 0) wait.settle(true);
    if (!wait.pending) return wait;
    this.#joiners.push(wait);
    return wait.waitFor(this.#joiners, options, lateJoin);
  }

  /**
   * Kills all members, as `Task.kill` does, and those that are added until the last has ended.
   *
   * @returns as `join`
   */
  kill(error?: unknown, options?: WaitOptions): Wait<boolean> {
    this.#isKilling = this.#tasks.size > 0;
    for (const task of this) task.end(error);
    return this.join(options);
  }

  /** `await using group = new Group()`: kills the members at the end of the scope, and waits for their ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  /** @internal */
  ended(task: AnyTask): void {
    this.#leave(task);
  }

  /** @internal */
  protected enter(task: AnyTask): void {
    this.#tasks.add(task);
    task.watch(this);
    if (this.#isKilling) task.end();
  }

  /** A member has left. @internal */
  protected left(): void {}

  #leave(task: AnyTask): boolean {
    if (!this.#tasks.delete(task)) return false;
    this.left();
    if (this.#tasks.size > 0) return true;
    this.#isKilling = false;
    for (let wait = this.#joiners.shift(); wait !== undefined; wait = this.#joiners.shift())
      wait.settle(true);
    return true;
  }
}
