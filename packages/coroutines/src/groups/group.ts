import { checkFunction } from '../checks.js';
import { AsyncResult } from '../sync/async-result.js';
import type { ResultOf, TaskFunction } from '../tasks/body.js';
import { runFor } from '../tasks/run-for.js';
import { spawn, spawnFor } from '../tasks/spawn.js';
import type { AnyTask, Task } from '../tasks/task.js';
import { wait } from '../tasks/wait-any.js';
import type { Wait } from '../waiting/wait.js';
import { Members } from './members.js';

/** How a scope ends. */
export interface ScopeOptions {
  /** Whether a member that fails ends the scope. Default: `true`. */
  readonly raiseError?: boolean | undefined;
}

/**
 * Tasks that are handled together, any number at once.
 *
 * @example
 * await Group.scope(function* (group) {
 *   for (const url of urls) group.spawn(download, url);
 * }); // here all are done, or one has failed and the others are killed
 */
export class Group extends Members {
  /**
   * Runs `fn(group)` as a task and waits for it and for all members. If it fails, or a member does, all others are
   * killed with that error. The same if the scope itself is killed. Nothing of it runs on afterwards.
   *
   * @returns what `fn` returns
   * @throws what `fn` throws, or the first member that fails
   */
  static scope<Returned>(
    fn: (group: Group) => Returned,
    { raiseError = true }: ScopeOptions = {},
  ): Wait<ResultOf<Returned>> {
    checkFunction('fn', fn);
    return runFor(() => spawn(runScope<Returned>, fn, raiseError));
  }

  /** As `spawn`, but the task is a member of the group, and does not belong to the current task. */
  spawn<Args extends unknown[], Returned>(
    fn: TaskFunction<Args, Returned>,
    ...args: Args
  ): Task<ResultOf<Returned>> {
    const task = spawnFor(undefined, fn, args);
    this.enter(task);
    return task;
  }

  /** Makes a task that exists already a member. It does not belong to the task any more that has spawned it. */
  add(task: AnyTask): void {
    this.enter(task.detach());
  }
}

function* runScope<Returned>(
  fn: (group: Group) => Returned,
  raiseError: boolean,
): Generator<unknown, ResultOf<Returned>, unknown> {
  const failure = new AsyncResult<never>();
  const group = new WatchedGroup(raiseError ? failure : undefined);
  const main = spawn(fn, group);
  main.observe();
  let reason: unknown;
  try {
    yield* wait([main, failure], { count: 1 });
    if (failure.ready()) throw failure.error;
    if (!main.successful()) throw main.error;
    yield* wait([group.join(), failure], { count: 1 });
    if (failure.ready()) throw failure.error;
    return main.value as ResultOf<Returned>;
  } catch (error) {
    reason = error;
    throw error;
  } finally {
    main.end(reason);
    yield* group.kill(reason);
  }
}

/** Tells of the first member that fails. */
class WatchedGroup extends Group {
  readonly #failure: AsyncResult<never> | undefined;

  constructor(failure: AsyncResult<never> | undefined) {
    super();
    this.#failure = failure;
  }

  override ended(task: AnyTask): void {
    if (this.#failure !== undefined && !task.successful()) this.#failure.setError(task.error);
    super.ended(task);
  }
}
