/** Deadlines for whole stretches of code, which nest. */
import { checkFunction, checkMilliseconds, checkOptions } from './checks.js';
import { TaskError, TimeoutError } from './errors.js';
import type { ResultOf } from './tasks/body.js';
import { spawn } from './tasks/spawn.js';
import { type AnyTask, currentTask } from './tasks/task.js';
import { Alarm } from './waiting/alarm.js';
import { type Wait, Waiting } from './waiting/wait.js';

/** What is thrown when the time is over. */
export interface TimeoutOptions {
  /** What it says. */
  readonly message?: string | undefined;
  /** What is thrown instead of the timeout itself. */
  readonly error?: unknown;
}

/**
 * An error that is thrown into a task when its time is over. Each is its own: of timeouts that nest, `error === timeout`
 * tells which one it was.
 *
 * - `Timeout.run(ms, fn)` bounds a function, in tasks and outside of them.
 * - `using timeout = Timeout.start(ms)` bounds the rest of a block in the code of a task. It reaches a generator at any
 *   `yield`, an async function in the waits of Weft; where that awaits somebody else's promise, the next wait of Weft
 *   throws (`await until(promise)` is such a wait).
 *
 * @example
 * using timeout = Timeout.start(1000);
 * try {
 *   yield* Timeout.run(10, function* () { yield* queue.get(); });
 * } catch (error) {
 *   if (error === timeout) throw error; // the outer one; otherwise it was the inner one
 * }
 */
export class Timeout extends TimeoutError {
  /** Milliseconds from its start until it fires; `Infinity` if it never does. */
  readonly ms: number;
  readonly #thrown: unknown;
  #alarm: Alarm<Timeout> | undefined;
  #task: AnyTask | undefined;

  /**
   * It is not started yet.
   *
   * @param ms milliseconds, 0 or more; `Infinity` or `undefined` never fires
   * @throws ArgumentError
   */
  constructor(ms?: number, options: TimeoutOptions = {}) {
    const time = checkMilliseconds('ms', ms);
    checkOptions('options', options);
    super(options.message ?? `${time} ms are over`);
    // Bundlers may rename a class that speaks of itself.
    this.name = 'Timeout';
    this.ms = time;
    this.#thrown = options.error ?? this;
  }

  /** Starts one for the task whose code calls this. @throws TaskError outside of tasks; ArgumentError */
  static start(ms?: number, options?: TimeoutOptions): Timeout {
    return new Timeout(ms, options).start();
  }

  /**
   * Runs `fn` as a task of its own, which is killed with the timeout when that is over; all that it started ends with it.
   * Outside of tasks too.
   *
   * @param fn a generator function, an async function or a plain one, as `spawn` takes it
   * @param options `value`: what to return instead of throwing the timeout
   * @returns what `fn` returns
   * @throws the timeout, `options.error`, or what `fn` throws; ArgumentError
   */
  static run<Returned>(
    ms: number | undefined,
    fn: (timeout: Timeout) => Returned,
    options?: TimeoutOptions,
  ): Wait<ResultOf<Returned>>;
  static run<Returned, V>(
    ms: number | undefined,
    fn: (timeout: Timeout) => Returned,
    options: TimeoutOptions & { readonly value: V },
  ): Wait<ResultOf<Returned> | V>;
  static run<Returned, V>(
    ms: number | undefined,
    fn: (timeout: Timeout) => Returned,
    options: TimeoutOptions & { readonly value?: V } = {},
  ): Wait<ResultOf<Returned> | V> {
    checkFunction('fn', fn);
    const timeout = new Timeout(ms, options);
    const result = new Waiting<ResultOf<Returned> | V>();
    const task = spawn(fn, timeout);
    task.observe();
    timeout.#task = task;
    timeout.#alarm = new Alarm(timeout.ms, Timeout.#endTask, timeout);
    task.watch({
      ended: () => {
        timeout.cancel();
        if (task.successful()) result.settle(task.value as ResultOf<Returned>);
        else if ('value' in options && task.error === timeout.#thrown) result.settle(options.value as V);
        else result.fail(task.error);
      },
    });
    return result.waitFor({ leave: () => task.end() });
  }

  /** Whether it is under way. */
  get pending(): boolean {
    return this.#alarm !== undefined;
  }

  /** Starts it for the task whose code calls this; it may be started again later. @throws TaskError */
  start(): this {
    const task = currentTask();
    if (task === undefined) {
      throw new TaskError('no task runs here that could be timed out: use Timeout.run(ms, fn)');
    }
    if (this.pending) throw new TaskError('the timeout has been started already: cancel() it first');
    this.#task = task;
    this.#alarm = new Alarm<Timeout>(this.ms, Timeout.#interruptTask, this);
    return this;
  }

  /** Takes it back, also if it is over and its error has not reached the task yet. */
  cancel(): void {
    this.#alarm?.stop();
    this.#alarm = undefined;
    this.#task?.spare(this.#thrown);
    this.#task = undefined;
  }

  /** The same, for `using timeout = Timeout.start(ms)`. */
  [Symbol.dispose](): void {
    this.cancel();
  }

  static #interruptTask(this: void, timeout: Timeout): void {
    timeout.#alarm = undefined;
    timeout.#task?.interrupt(timeout.#thrown);
  }

  static #endTask(this: void, timeout: Timeout): void {
    timeout.#alarm = undefined;
    timeout.#task?.end(timeout.#thrown);
  }
}
