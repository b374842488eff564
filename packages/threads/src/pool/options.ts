/** What can be asked of pools and tasks, and the checks of it. */
import { availableParallelism } from 'node:os';
import { ArgumentError } from '@weft/atomics';
import { checkInteger, checkOptions, checkWait, shown } from '@weft/atomics/kit';
import type { Target } from '../target/target.js';
import type { ResourceLimits } from '../thread.js';
import { MOST_WORKERS } from './layout.js';

/** How a pool is made. */
export interface PoolOptions {
  /** Threads (default), or processes, which need `@weft/native-shm`. */
  readonly kind?: 'thread' | 'process' | undefined;
  /** Runs once in every worker, before its first task. If it throws, the pool is broken. */
  readonly initializer?: Target | undefined;
  /** Arguments of the initializer. */
  readonly initargs?: readonly unknown[] | undefined;
  /** After so many tasks a worker is replaced by a new one. Default: never. */
  readonly maxTasksPerChild?: number | undefined;
  /** Workers are called this, and a number. Default `Pool-1-worker`, `Pool-2-worker` … */
  readonly name?: string | undefined;
  /** Options of the threads: see `node:worker_threads`. */
  readonly resourceLimits?: ResourceLimits | undefined;
  /** Environment of the workers. Default: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** What can be asked of one task. */
export interface TaskOptions {
  /**
   * Gives the task up: a queued one is not run, a running one is asked to stop (`taskSignal()`). The promise rejects
   * with the signal's reason at once; the worker is free when its task is over.
   */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which the task is given up, in the same way, with a `TimeoutError`. */
  readonly timeout?: number | undefined;
  /**
   * Milliseconds that a running task has left once it is given up; then its worker is killed and replaced. 0 kills at
   * once. Default: never.
   */
  readonly killAfter?: number | undefined;
  /** An integer; tasks with lower numbers go first, those with the same in order. Default 0. */
  readonly priority?: number | undefined;
  /** Parts of the arguments that are moved instead of copied. Only for pools of threads. */
  readonly transfer?: readonly unknown[] | undefined;
}

/** What can be asked of the tasks of a map. */
export interface MapOptions extends Omit<TaskOptions, 'transfer'> {
  /** Items for one task. Default: about a sixteenth of each worker's share for `map` and `starmap`, 1 for `imap`. */
  readonly chunksize?: number | undefined;
  /** Is told, whenever a task is done, how many items are, and of how many if that is known. */
  readonly onProgress?: ((done: number, total: number | undefined) => void) | undefined;
}

const PRIORITIES = 2 ** 31 - 1;

export function checkWorkers(n: unknown): number {
  return n === undefined ? availableParallelism() : checkInteger('the number of workers', n, 1, MOST_WORKERS);
}

export function checkPoolOptions(options: PoolOptions): 'thread' | 'process' {
  checkOptions('options of Pool', options);
  const { kind = 'thread', maxTasksPerChild, initargs = [] } = options;
  if (kind !== 'thread' && kind !== 'process') {
    throw new ArgumentError(`kind must be 'thread' or 'process', got ${shown(kind)}`);
  }
  if (maxTasksPerChild !== undefined) {
    checkInteger('maxTasksPerChild', maxTasksPerChild, 1, Number.MAX_SAFE_INTEGER);
  }
  if (!Array.isArray(initargs)) throw new ArgumentError(`initargs must be an array, got ${shown(initargs)}`);
  return kind;
}

const NOTHING: TaskOptions = {};

export function checkTaskOptions(options: TaskOptions | undefined, kind: 'thread' | 'process'): TaskOptions {
  if (options === undefined) return NOTHING;
  checkWait(options);
  const { killAfter, priority, transfer } = options;
  if (killAfter !== undefined && !(typeof killAfter === 'number' && killAfter >= 0)) {
    throw new ArgumentError(`killAfter must be a number of milliseconds, 0 or more, got ${shown(killAfter)}`);
  }
  if (priority !== undefined) checkInteger('priority', priority, -PRIORITIES, PRIORITIES);
  if (transfer === undefined) return options;
  if (!Array.isArray(transfer)) throw new ArgumentError(`transfer must be an array, got ${shown(transfer)}`);
  if (kind === 'process') throw new ArgumentError('nothing can be moved to a process: leave transfer out');
  return options;
}

export function checkArgs(args: unknown): readonly unknown[] {
  if (Array.isArray(args)) return args;
  throw new ArgumentError(`args must be an array of arguments, got ${shown(args)}`);
}

export function checkChunksize(chunksize: number | undefined, usual: number): number {
  return chunksize === undefined ? usual : checkInteger('chunksize', chunksize, 1, Number.MAX_SAFE_INTEGER);
}
