import { checkFunction, checkMilliseconds } from '../checks.js';
import { schedule } from '../running/scheduler.js';
import { Alarm } from '../waiting/alarm.js';
import type { ResultOf, TaskFunction } from './body.js';
import { type AnyTask, currentTask, Task } from './task.js';

/**
 * Starts a task that calls `fn(...args)`; it takes its first step after the calling code has returned to the event loop
 * or waits. Never blocks.
 *
 * `fn` is one of
 * - a generator function, the lightest kind: it waits by `yield* sleep(10)`, `yield* task.get()`, `yield* until(promise)`,
 *   and can be killed at each `yield`. A bare `yield` lets others run;
 * - an async function, which waits by `await sleep(10)` and can be killed in the waits of Weft;
 * - a plain function, which runs in one go.
 *
 * Tasks take turns in the order in which they become able to go on. JavaScript cannot suspend a function from outside:
 * one that computes for a second without waiting holds up its thread for a second (use `@weft/threads`).
 *
 * Called in the code of a task, the new one belongs to that and is killed at its end; see `Task.detach`.
 *
 * @throws ArgumentError if `fn` is not a function
 *
 * @example
 * const task = spawn(function* (name: string) {
 *   yield* sleep(10);
 *   return `hello ${name}`;
 * }, 'there');
 * await task.get(); // 'hello there'
 */
export function spawn<Args extends unknown[], Returned>(
  fn: TaskFunction<Args, Returned>,
  ...args: Args
): Task<ResultOf<Returned>> {
  return spawnFor(currentTask(), fn, args);
}

/**
 * As `spawn`, but the task begins only after `ms` milliseconds. Killed before that, it never runs.
 *
 * @throws ArgumentError if `fn` is not a function, or `ms` no number of milliseconds, 0 or more
 */
export function spawnLater<Args extends unknown[], Returned>(
  ms: number,
  fn: TaskFunction<Args, Returned>,
  ...args: Args
): Task<ResultOf<Returned>> {
  const delay = checkMilliseconds('ms', ms);
  const task = prepare(currentTask(), fn, args);
  const alarm = new Alarm(delay, schedule, task);
  task.watch({ ended: () => alarm.stop() });
  return task;
}

/** Starts a task that belongs to another one, or to none. @internal */
export function spawnFor<Args extends unknown[], Returned>(
  parent: AnyTask | undefined,
  fn: TaskFunction<Args, Returned>,
  args: Args,
): Task<ResultOf<Returned>> {
  const task = prepare(parent, fn, args);
  schedule(task);
  return task;
}

function prepare<Args extends unknown[], Returned>(
  parent: AnyTask | undefined,
  fn: TaskFunction<Args, Returned>,
  args: Args,
): Task<ResultOf<Returned>> {
  checkFunction('fn', fn);
  return new Task(fn as TaskFunction<unknown[], unknown>, args, parent);
}
