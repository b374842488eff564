import { checkSignal } from '../checks.js';
import { TaskExit } from '../errors.js';
import { beginStep, type Context, captureContext, currentOwner, endStep, runAs } from '../running/current.js';
import { type Runnable, schedule } from '../running/scheduler.js';
import { isPromise } from '../waiting/until.js';
import type { Wait, Waiting, WaitListener, WaitOptions } from '../waiting/wait.js';
import { isGenerator, isGeneratorFunction, type TaskFunction } from './body.js';
import { Ending } from './ending.js';
import { report } from './except-hook.js';
import { waitFor } from './yielded.js';

/** Not begun, under way, its body is over but tasks that it started are not, over. */
export type TaskState = 'new' | 'active' | 'ending' | 'ended';

// biome-ignore lint/suspicious/noExplicitAny: tasks of all results are handled alike
export type AnyTask = Task<any>;

/** What is thrown into a body at the next opportunity. */
interface Interrupt {
  readonly error: unknown;
  /** The body ends as by a `return` instead: no `catch` block sees it. */
  readonly exits: boolean;
}

let lastId = 0;

/**
 * A function that runs beside others of its thread: a generator function, an async function or a plain one. Made by
 * `spawn`, which see.
 *
 * A task owns the tasks that its code spawns and the waits that it makes: at its end, however it ends, they are killed,
 * and `join` waits for those tasks too. Its context (`AsyncLocalStorage`) is that of the code that spawned it.
 *
 * @typeParam T what it ends with
 */
export class Task<T = unknown> extends Ending<T> implements Runnable, WaitListener {
  /** Small, and never used again in this thread. */
  readonly id: number;
  readonly #fn: TaskFunction<unknown[], unknown>;
  #args: readonly unknown[] | undefined;
  #context: Context | undefined;
  #state: TaskState = 'new';

  /** While a generator runs: it, and what it is suspended at. */
  #generator: Generator<unknown, unknown, unknown> | undefined;
  #wait: Waiting<unknown> | undefined;
  #isQueued = false;
  #isStepping = false;
  #interrupt: Interrupt | undefined;
  #exit: unknown;

  #parent: AnyTask | undefined;
  #children: Set<AnyTask> | undefined;

  #abort: AbortController | undefined;
  #stopFollowing: (() => void) | undefined;
  /** What it was killed with. */
  #killReasons: unknown[] | undefined;
  /** Whether its function goes on for itself, beyond reach: the waits that it makes are refused. */
  #isAbandoned = false;

  /** @internal */
  constructor(fn: TaskFunction<unknown[], unknown>, args: readonly unknown[], parent: AnyTask | undefined) {
    super();
    lastId += 1;
    this.id = lastId;
    this.#fn = fn;
    this.#args = args;
    this.#context = captureContext();
    if (parent !== undefined) parent.#adopt(this);
  }

  /** That of its function. */
  get name(): string {
    return this.#fn.name || 'anonymous';
  }

  /** Where it is: a snapshot. */
  get state(): TaskState {
    return this.#state;
  }

  /** Aborted when the task is killed, with the error, and at its end. A body that has read it is trusted to end by it. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#state === 'ended') this.#abort.abort(endedError());
    return this.#abort.signal;
  }

  /**
   * Ends the task where it waits; one that has not begun never runs. Does nothing if it has ended. It is not necessary
   * to await the result: that waits for the end.
   *
   * - A generator ends at its `yield`: as by a `return` there, so that its `finally` blocks run and no `catch` block can
   *   swallow it; with an `error`, that is thrown there. Its `finally` blocks may wait.
   * - An async function gets the error (a `TaskExit` by default) thrown from the waits of Weft that it is in, and is
   *   given the time to end. If it is in none, but awaits a promise of somebody else, it cannot be reached: the task
   *   ends at once, the function goes on for itself until its next wait of Weft, which throws, and what it returns is
   *   dropped. One that has read `signal` is given the time to end all the same; a second `kill` gives it up.
   *
   * @param error what the task fails with, unless its body catches it
   * @param options bound the wait for the end
   * @returns as `join`
   */
  kill(error?: unknown, options?: WaitOptions): Wait<boolean> {
    this.end(error);
    return this.joinAnyway(options);
  }

  /** Kills the task with the signal's reason when it is aborted, at once if it is already. @throws ArgumentError */
  killOn(signal: AbortSignal): this {
    checkSignal(signal);
    if (this.#state === 'ended') return this;
    const onAbort = () => this.end(signal.reason);
    if (signal.aborted) {
      onAbort();
      return this;
    }
    signal.addEventListener('abort', onAbort);
    const before = this.#stopFollowing;
    this.#stopFollowing = () => {
      before?.();
      signal.removeEventListener('abort', onAbort);
    };
    return this;
  }

  /** Frees it from the task that owns it, whose end does not end it any more. */
  detach(): this {
    this.#leaveParent();
    return this;
  }

  /** `await using task = spawn(…)`: kills it at the end of the scope if it still runs, and waits for its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  override toString(): string {
    return `task ${JSON.stringify(this.name)}`;
  }

  // What the run queue, waits and other tasks call.

  /** Takes a step, in the context of whoever spawned it. @internal */
  run(): void {
    this.#isQueued = false;
    if (this.#state === 'ending' || this.#state === 'ended') return;
    if (this.#context === undefined) Task.#step(this);
    else this.#context.runInAsyncScope(Task.#step, undefined, this);
  }

  /** What it is suspended at is over. @internal */
  settled(wait: Waiting<unknown>): void {
    // Of a wait that it has given up it need not be told.
    if (wait === this.#wait) this.#makeRunnable();
  }

  /** @internal */
  protected override mayWait(): boolean {
    this.#refuseAbandoned();
    if (this.isPast()) return false;
    if (this.#interrupt !== undefined && this.#generator === undefined) {
      const { error } = this.#interrupt;
      this.#interrupt = undefined;
      throw error;
    }
    return true;
  }

  /** Throws an error where it waits; in an async function that awaits somebody else's promise, at its next wait. @internal */
  interrupt(error: unknown): void {
    if (this.#generator === undefined && this.interruptOwnWaits(() => error)) return;
    this.#interruptWith({ error, exits: false });
  }

  /** Takes back an interrupt that has not been delivered. @internal */
  spare(error: unknown): void {
    if (this.#interrupt?.error === error) this.#interrupt = undefined;
  }

  /** Whether its code has ended, and what runs in its context belongs to nobody any more. @internal */
  isPast(): boolean {
    return (this.#state === 'ending' || this.#state === 'ended') && !this.#isAbandoned;
  }

  // Its steps.

  static #step(this: void, task: AnyTask): void {
    const before = beginStep(task);
    task.#isStepping = true;
    try {
      if (task.#state === 'new') task.#begin();
      else task.#suspendOrEnd(task.#resume());
    } catch (error) {
      task.#end(true, error);
    } finally {
      task.#isStepping = false;
      endStep(before);
    }
  }

  #begin(): void {
    this.#state = 'active';
    const args = this.#args as unknown[];
    this.#args = undefined;
    const fn = this.#fn;
    // The common case needs no context of its own, and no look at what was made.
    if (isGeneratorFunction(fn)) this.#drive(fn(...args) as Generator<unknown, unknown, unknown>);
    else this.#goOn(runAs(this, () => fn(...args)));
  }

  #goOn(made: unknown): void {
    if (isPromise(made)) {
      made.then(
        (value) => this.#promiseEnded(false, value),
        (error) => this.#promiseEnded(true, error),
      );
    } else if (isGenerator(made)) this.#drive(made);
    else this.#end(false, made);
  }

  #drive(generator: Generator<unknown, unknown, unknown>): void {
    this.#generator = generator;
    this.#suspendOrEnd(this.#resume());
  }

  #resume(): IteratorResult<unknown> {
    const generator = this.#generator as Generator<unknown, unknown, unknown>;
    const wait = this.#wait;
    const interrupt = this.#interrupt;
    this.#wait = undefined;
    this.#interrupt = undefined;
    if (interrupt !== undefined) {
      wait?.giveUp();
      if (!interrupt.exits) return generator.throw(interrupt.error);
      this.#exit = interrupt.error;
      return generator.return(undefined);
    }
    if (wait === undefined) return generator.next();
    wait.claim();
    return wait.failed ? generator.throw(wait.outcome) : generator.next(wait.outcome);
  }

  #suspendOrEnd({ done, value }: IteratorResult<unknown>): void {
    if (done) {
      this.#end(this.#exit !== undefined, this.#exit ?? value);
      return;
    }
    if (value !== undefined) this.#suspendAt(value);
    if (this.#wait?.pending && this.#interrupt === undefined) this.#wait.listen(this);
    else this.#makeRunnable();
  }

  #suspendAt(value: unknown): void {
    try {
      this.#wait = waitFor(value);
      this.#wait.hear();
    } catch (error) {
      this.#interruptWith({ error, exits: false });
    }
  }

  #makeRunnable(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    schedule(this);
  }

  // Its end.

  /** What `kill` does, without a wait for it. @internal */
  end(error?: unknown): void {
    if (this.#state === 'ended') return;
    const wasKilled = this.#killReasons !== undefined;
    const reason = error ?? new TaskExit();
    const hadSignal = this.#abort !== undefined;
    this.#killReasons ??= [];
    this.#killReasons.push(reason);
    this.#abort?.abort(reason);
    if (this.#state === 'new') this.#end(true, reason);
    else if (this.#state === 'ending') for (const child of this.#childrenNow()) child.end();
    else if (this.#generator !== undefined)
      this.#interruptWith({ error: reason, exits: error === undefined });
    else if (!this.interruptOwnWaits(() => reason) && (wasKilled || !hadSignal)) {
      this.#isAbandoned = true;
      this.#end(true, reason);
    }
  }

  #interruptWith(interrupt: Interrupt): void {
    // An end is not replaced by a mere timeout.
    if (this.#interrupt?.exits !== true) this.#interrupt = interrupt;
    if (this.#generator !== undefined && !this.#isStepping) this.#makeRunnable();
  }

  #promiseEnded(failed: boolean, outcome: unknown): void {
    if (!this.#isAbandoned) {
      this.#end(failed, outcome);
      return;
    }
    this.#isAbandoned = false;
    const isExpected = this.#isKillReason(outcome) || (outcome as Error | undefined)?.name === 'AbortError';
    if (failed && !isExpected) report(outcome, `${this}, which had been killed`);
  }

  #end(failed: boolean, outcome: unknown): void {
    if (this.#state === 'ending' || this.#state === 'ended') return;
    this.#state = 'ending';
    this.decide(failed, outcome);
    this.#args = undefined;
    this.#generator = undefined;
    this.interruptOwnWaits(endedError);
    this.#abort?.abort(endedError());
    this.#stopFollowing?.();
    this.#stopFollowing = undefined;
    for (const child of this.#childrenNow()) if (child.#killReasons === undefined) child.end();
    this.#concludeIfAlone();
  }

  /** The last one to leave concludes it: its own code, or one of its children. */
  #concludeIfAlone(): void {
    if (this.#state !== 'ending' || this.#children?.size) return;
    this.#state = 'ended';
    this.#context = undefined;
    this.#leaveParent();
    this.tellEnd((error) => this.#isKillReason(error));
  }

  #isKillReason(error: unknown): boolean {
    return this.#killReasons?.includes(error) === true;
  }

  // Those it belongs to, and those that belong to it.

  #adopt(child: AnyTask): void {
    this.#refuseAbandoned();
    if (this.isPast()) return;
    this.#children ??= new Set();
    this.#children.add(child);
    child.#parent = this;
  }

  /** @throws what it was killed with, if its code goes on all the same */
  #refuseAbandoned(): void {
    if (this.#isAbandoned) throw this.#killReasons?.at(-1);
  }

  #leaveParent(): void {
    const parent = this.#parent;
    if (parent === undefined) return;
    this.#parent = undefined;
    parent.#children?.delete(this);
    parent.#concludeIfAlone();
  }

  #childrenNow(): AnyTask[] {
    return [...(this.#children ?? [])];
  }
}

/** The task whose code calls this; `undefined` outside of tasks, and in browsers after an `await`. */
export function currentTask(): AnyTask | undefined {
  const task = currentOwner() as AnyTask | undefined;
  return task?.isPast() ? undefined : task;
}

function endedError(): TaskExit {
  return new TaskExit('the task that this belonged to has ended');
}
