import { TaskError } from '../errors.js';
import { currentOwner } from '../running/current.js';
import { failLate } from '../waiting/late.js';
import { Line } from '../waiting/line.js';
import { type Wait, Waiting, type WaitOptions } from '../waiting/wait.js';
import { report, reportLater } from './except-hook.js';
import { type LinkKind, Links } from './links.js';
import { OwnWaits } from './own-waits.js';
import type { AnyTask } from './task.js';

/** Who is told of the end of tasks. @internal */
export interface TaskWatcher {
  ended(task: AnyTask): void;
}

/** What the waits in the line of a task want. */
const JOIN = 0;
const GET = 1;

const lateGet = failLate('Task.get');
const lateJoin = (wait: Waiting<boolean>) => wait.settle(false);

/** What others see of the end of a task: its outcome, and all ways to be told of it. */
export abstract class Ending<T> extends OwnWaits {
  #hasEnded = false;
  #failed = false;
  #outcome: unknown;
  #isObserved = false;
  #line: Line | undefined;
  #watchers: TaskWatcher | Set<TaskWatcher> | undefined;
  #links: Links<this> | undefined;

  /** Whether it has ended. */
  ready(): boolean {
    return this.#hasEnded;
  }

  /** Whether it has ended with a value: neither failed nor killed. */
  successful(): boolean {
    return this.#hasEnded && !this.#failed;
  }

  /** What it has returned; `undefined` before, and if it has failed. */
  get value(): T | undefined {
    return this.successful() ? (this.#outcome as T) : undefined;
  }

  /** What it has failed with: a `TaskExit` if it was killed; `undefined` otherwise. Who reads it has seen it. */
  get error(): unknown {
    this.#isObserved = true;
    return this.#hasEnded && this.#failed ? this.#outcome : undefined;
  }

  /**
   * Waits for the end of the task, and of those that it owns. Never throws what the task has failed with.
   *
   * @returns `true`; `false` if the timeout came first
   * @throws TaskError if the task waits for itself; ArgumentError; the signal's reason
   */
  join(options?: WaitOptions): Wait<boolean> {
    this.#refuseItself('join');
    return this.joinAnyway(options);
  }

  /**
   * Waits for the end of the task and gives its value.
   *
   * @throws what it has failed with, a `TaskExit` if it was killed
   * @throws TimeoutError; TaskError if the task waits for itself; ArgumentError; the signal's reason
   */
  get(options?: WaitOptions): Wait<T> {
    this.#refuseItself('get');
    this.#isObserved = true;
    return this.#standInLine<T>(GET, options, lateGet);
  }

  /**
   * Calls `callback` after the end; in a microtask if that is over. What it throws goes to the hook of `setExceptHook`.
   *
   * @throws ArgumentError if it is not a function
   */
  link(callback: (task: this) => void): this {
    return this.#link(callback, 'any');
  }

  /** The same, if the task is successful. */
  linkValue(callback: (task: this) => void): this {
    return this.#link(callback, 'value');
  }

  /** The same, if the task fails or is killed. */
  linkException(callback: (task: this) => void): this {
    return this.#link(callback, 'error');
  }

  /** Takes back all links to `callback`; it is fine if there are none. */
  unlink(callback: (task: this) => void): this {
    this.#links?.remove(callback);
    return this;
  }

  /** How many links wait for the end. */
  get linkCount(): number {
    return this.#links?.size ?? 0;
  }

  /** Tells when it ends; at once if it has. @internal */
  watch(watcher: TaskWatcher): void {
    if (this.#hasEnded) watcher.ended(this as unknown as AnyTask);
    else if (this.#watchers === undefined) this.#watchers = watcher;
    else if (this.#watchers instanceof Set) this.#watchers.add(watcher);
    else this.#watchers = new Set([this.#watchers, watcher]);
  }

  /** @internal */
  unwatch(watcher: TaskWatcher): void {
    if (this.#watchers === watcher) this.#watchers = undefined;
    else if (this.#watchers instanceof Set) this.#watchers.delete(watcher);
  }

  /** Somebody takes care of its error. @internal */
  observe(): void {
    this.#isObserved = true;
  }

  /** @internal */
  reportUnlessObserved(): void {
    if (!this.#isObserved) report(this.#outcome, String(this));
  }

  /** As `join`, of a task that is told to end: it may be the one that asks. @internal */
  protected joinAnyway(options?: WaitOptions): Wait<boolean> {
    return this.#standInLine<boolean>(JOIN, options, lateJoin);
  }

  /** What it will have ended with, when those have ended that it owns. @internal */
  protected decide(failed: boolean, outcome: unknown): void {
    this.#failed = failed;
    this.#outcome = outcome;
  }

  /** It has ended. @param isExpected whether its error is that of its killer, who needs not be told @internal */
  protected tellEnd(isExpected: (error: unknown) => boolean): void {
    this.#hasEnded = true;
    for (let wait = this.#line?.shift(); wait !== undefined; wait = this.#line?.shift()) this.#serve(wait);
    const watchers = this.#watchers;
    this.#watchers = undefined;
    const task = this as unknown as AnyTask;
    if (watchers instanceof Set) for (const watcher of watchers) watcher.ended(task);
    else watchers?.ended(task);
    this.#links?.end(this.#failed ? 'error' : 'value');
    if (this.#failed && !this.#isObserved && !isExpected(this.#outcome)) reportLater(this);
  }

  #refuseItself(what: string): void {
    if (currentOwner() === this) {
      throw new TaskError(`${this} would wait for its own end: ${what}() is for others to call`);
    }
  }

  #standInLine<R>(
    wants: number,
    options: WaitOptions | undefined,
    late: (wait: Waiting<R>) => void,
  ): Wait<R> {
    const wait = new Waiting<R>(options);
    wait.load = wants;
    if (this.#hasEnded) this.#serve(wait);
    if (!wait.pending) return wait;
    this.#line ??= new Line();
    this.#line.push(wait);
    return wait.waitFor(this.#line, options, late);
  }

  #serve(wait: Waiting<unknown>): void {
    if (wait.load === JOIN) wait.settle(true);
    else if (this.#failed) wait.fail(this.#outcome);
    else wait.settle(this.#outcome);
  }

  #link(callback: (task: this) => void, kind: LinkKind): this {
    if (this.#links === undefined) {
      this.#links = new Links(this);
      if (this.#hasEnded) this.#links.end(this.#failed ? 'error' : 'value');
    }
    this.#links.add(callback, kind);
    if (kind !== 'value') this.#isObserved = true;
    return this;
  }
}
