import { TimeoutError } from '@weft/atomics';
import {
  checkFunction,
  checkTimeout,
  checkWait,
  hold,
  letGo,
  type SyncWaitOptions,
  type WaitOptions,
} from '@weft/atomics/kit';
import { describeTarget, type Target } from '../target/target.js';
import { waitUntil } from '../wait-until.js';
import { AnswerLoop } from './answers.js';
import { AsyncResult, type Callbacks } from './async-result.js';
import { BlockingCall } from './blocking-call.js';
import { type Equipment, makeEquipment } from './channels.js';
import { chunksOf, chunksOfAsync, resultsOf, usualChunksize } from './chunks.js';
import { Crew } from './crew.js';
import { Desk } from './desk.js';
import { BrokenPoolError, PoolStateError, PoolTerminatedError } from './errors.js';
import { Functions, type KnownFunction } from './functions.js';
import { CALL } from './layout.js';
import {
  checkArgs,
  checkChunksize,
  checkPoolOptions,
  checkTaskOptions,
  checkWorkers,
  type MapOptions,
  type PoolOptions,
  type TaskOptions,
} from './options.js';
import { packArguments } from './pack-arguments.js';
import { PendingTask } from './pending.js';
import type { PoolState, PoolStats } from './stats.js';
import { Stranded } from './stranded.js';

let pools = 0;

/**
 * Worker threads or processes that run functions (Python's `multiprocessing.Pool`).
 *
 * - **Functions** are targets as those of `Thread`: self-contained ones, ones marked with `task(import.meta.url, fn)`,
 *   or `{ module, name }`. They may be asynchronous; a worker runs one task at a time.
 * - **Arguments and results** are copied as structured clone does. Between threads everything that can be posted
 *   goes, shared objects of Weft included; between processes, what lives in memory of processes.
 * - **Errors** of a task arrive whole: class, message, stack, cause.
 * - **Tasks** go through queues in shared memory: workers feed themselves, also while the thread of the owner is
 *   busy. They begin in the order of their priorities, equal ones in the order of the calls. Arguments larger than
 *   512 KiB (processes: 32 KiB), moved ones and those that are no bytes are the exception: the owner hands them out.
 * - **A worker that dies** is replaced; the task that it had fails with `WorkerDiedError`, whose cause says how. A
 *   task is never run twice.
 * - **Life**: a pool holds the program while tasks are pending, or somebody waits in `join`; an idle one does not,
 *   closed or not, as in Python. Its workers end with the program, however that ends.
 *
 * A pool belongs to the thread that made it.
 *
 * @example
 * await using pool = new Pool(2);
 * await pool.map((x) => x * x, [1, 2, 3]); // [1, 4, 9]
 */
export class Pool {
  /** What its workers are. */
  readonly kind: 'thread' | 'process';
  /** How many workers there are to be. */
  readonly size: number;
  readonly #equipment: Equipment;
  readonly #desk: Desk;
  readonly #crew: Crew;
  readonly #functions: Functions;
  readonly #answers: AnswerLoop;
  readonly #stranded: Stranded;
  #state: PoolState = 'open';
  #brokenBy: unknown;

  /**
   * Starts `n` workers (default: as many as there are processors).
   *
   * @throws ArgumentError, ClosureError for the initializer, CapacityError
   */
  constructor(n?: number, options: PoolOptions = {}) {
    const size = checkWorkers(n);
    const kind = checkPoolOptions(options);
    const initializer =
      options.initializer === undefined ? undefined : describeTarget(options.initializer, Pool as never);
    pools += 1;
    const epoch = performance.timeOrigin + performance.now();
    this.kind = kind;
    this.size = size;
    this.#equipment = makeEquipment(kind, size);
    const { channels } = this.#equipment;
    this.#functions = new Functions(channels.board);
    const name = options.name ?? `Pool-${pools}-worker`;
    const isReplacing = () => this.#state === 'open' || (this.#state === 'closed' && this.#desk.pending > 0);
    this.#crew = new Crew(
      { kind, equipment: this.#equipment, options, name, epoch, initializer },
      {
        leaving: () => this.#drain(),
        gone: (worker, why) => this.#workerGone(worker, why),
        broken: (cause) => this.#break(cause),
        get replaces() {
          return isReplacing();
        },
      },
    );
    this.#desk = new Desk(this.#equipment, epoch, this.#crew, {
      idle: () => this.#closeIfDone(),
      over: (task) => this.#stranded.hasRun(task),
    });
    this.#stranded = new Stranded(this.#desk);
    this.#answers = new AnswerLoop({
      board: channels.board,
      isReady: () => channels.answers.qsize() > 0,
      drain: () => this.#drain(),
      expects: () => this.#desk.pending > 0,
      look: () => this.#stranded.look(),
    });
    for (let worker = 0; worker < size; worker += 1) this.#crew.start(worker);
  }

  /**
   * Runs `fn(...args)` in a worker; resolves with what it returns.
   *
   * @param args what `fn` takes; may be left out if that is nothing
   *
   * @throws what it throws, WorkerDiedError, TimeoutError, the signal's reason
   * @throws PoolStateError, PoolTerminatedError, BrokenPoolError, ClosureError, ArgumentError, CodecError
   */
  apply<R>(fn: Target<[], R>, args?: readonly [], options?: TaskOptions): Promise<Awaited<R>>;
  apply<A extends readonly unknown[], R>(
    fn: Target<A, R>,
    args: readonly [...A],
    options?: TaskOptions,
  ): Promise<Awaited<R>>;
  apply(fn: Target, args: readonly unknown[] = [], options?: TaskOptions): Promise<unknown> {
    try {
      const known = this.#find(fn, this.apply);
      return this.#run(known, CALL.ONCE, checkArgs(args), options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** As `apply`, blocking this thread until the task is done. */
  applySync<R>(fn: Target<[], R>, args?: readonly [], options?: Omit<TaskOptions, 'signal'>): Awaited<R>;
  applySync<A extends readonly unknown[], R>(
    fn: Target<A, R>,
    args: readonly [...A],
    options?: Omit<TaskOptions, 'signal'>,
  ): Awaited<R>;
  applySync(fn: Target, args: readonly unknown[] = [], options?: Omit<TaskOptions, 'signal'>): unknown {
    const known = this.#find(fn, this.applySync);
    return this.#runSync(known, CALL.ONCE, [checkArgs(args)], options)[0];
  }

  /** As `apply`; the result can be asked for later, and callbacks are told of it. */
  applyAsync<R>(
    fn: Target<[], R>,
    args?: readonly [],
    options?: TaskOptions & Callbacks<Awaited<R>>,
  ): AsyncResult<Awaited<R>>;
  applyAsync<A extends readonly unknown[], R>(
    fn: Target<A, R>,
    args: readonly [...A],
    options?: TaskOptions & Callbacks<Awaited<R>>,
  ): AsyncResult<Awaited<R>>;
  applyAsync(
    fn: Target,
    args: readonly unknown[] = [],
    options: TaskOptions & Callbacks<unknown> = {},
  ): AsyncResult<unknown> {
    checkCallbacks(options);
    const known = this.#find(fn, this.applyAsync);
    return new AsyncResult(this.#run(known, CALL.ONCE, checkArgs(args), options), options);
  }

  /**
   * Calls `fn(item)` for each item; resolves with the results in the order of the items, or rejects with the first
   * error (what is begun or queued goes on). A chunk is one task: the timeout, and `maxTasksPerChild`, count it as one.
   *
   * @throws as `apply`
   */
  async map<T, R>(fn: Target<[T], R>, items: Iterable<T>, options?: MapOptions): Promise<Awaited<R>[]> {
    return this.#map(this.#find(fn, this.map), CALL.EACH, items, options);
  }

  /** As `map`, blocking this thread. */
  mapSync<T, R>(fn: Target<[T], R>, items: Iterable<T>, options?: Omit<MapOptions, 'signal'>): Awaited<R>[] {
    return this.#mapSync(this.#find(fn, this.mapSync), CALL.EACH, items, options);
  }

  /** As `map`; the results can be asked for later, and callbacks are told of them. */
  mapAsync<T, R>(
    fn: Target<[T], R>,
    items: Iterable<T>,
    options: MapOptions & Callbacks<Awaited<R>[]> = {},
  ): AsyncResult<Awaited<R>[]> {
    checkCallbacks(options);
    const known = this.#find(fn, this.mapAsync);
    return new AsyncResult<Awaited<R>[]>(this.#map(known, CALL.EACH, items, options), options);
  }

  /** As `map`, of items that are arrays of arguments: calls `fn(...item)`. */
  async starmap<A extends readonly unknown[], R>(
    fn: Target<A, R>,
    items: Iterable<readonly [...A]>,
    options?: MapOptions,
  ): Promise<Awaited<R>[]> {
    return this.#map(this.#find(fn, this.starmap), CALL.EACH_SPREAD, items, options);
  }

  /** As `starmap`, blocking this thread. */
  starmapSync<A extends readonly unknown[], R>(
    fn: Target<A, R>,
    items: Iterable<readonly [...A]>,
    options?: Omit<MapOptions, 'signal'>,
  ): Awaited<R>[] {
    return this.#mapSync(this.#find(fn, this.starmapSync), CALL.EACH_SPREAD, items, options);
  }

  /** As `starmap`; the results can be asked for later, and callbacks are told of them. */
  starmapAsync<A extends readonly unknown[], R>(
    fn: Target<A, R>,
    items: Iterable<readonly [...A]>,
    options: MapOptions & Callbacks<Awaited<R>[]> = {},
  ): AsyncResult<Awaited<R>[]> {
    checkCallbacks(options);
    const known = this.#find(fn, this.starmapAsync);
    return new AsyncResult<Awaited<R>[]>(this.#map(known, CALL.EACH_SPREAD, items, options), options);
  }

  /**
   * The results of `fn(item)` one by one, in the order of the items, as soon as they are there. Items are taken from
   * the source only some chunks ahead of the results that are asked for, so it may be endless; leaving the loop gives
   * up what is under way.
   *
   * @throws as `apply`, and what the source throws, after the results of what came before
   */
  imap<T, R>(
    fn: Target<[T], R>,
    items: Iterable<T> | AsyncIterable<T>,
    options?: MapOptions,
  ): AsyncGenerator<Awaited<R>, void, undefined> {
    return this.#imap(this.#find(fn, this.imap), items, options, true);
  }

  /** As `imap`, in the order in which the results come. */
  imapUnordered<T, R>(
    fn: Target<[T], R>,
    items: Iterable<T> | AsyncIterable<T>,
    options?: MapOptions,
  ): AsyncGenerator<Awaited<R>, void, undefined> {
    return this.#imap(this.#find(fn, this.imapUnordered), items, options, false);
  }

  /** From now on no task is taken; the workers go home when all is done. Never blocks. */
  close(): void {
    if (this.#state !== 'open') return;
    this.#state = 'closed';
    this.#closeIfDone();
  }

  /**
   * Kills the workers, whatever they do; what is pending rejects with `PoolTerminatedError`. Resolves when they are
   * gone, and after five seconds at the latest: a thread within a blocking call of the system (a read of a pipe that
   * nobody writes to, `execSync`) cannot be ended before the call returns. Calling it again is fine.
   */
  async terminate(): Promise<void> {
    if (this.#state !== 'terminated') {
      const wasBroken = this.#state === 'broken';
      this.#state = 'terminated';
      if (!wasBroken) this.#desk.failAll(() => new PoolTerminatedError('the pool was terminated'));
      this.#crew.killAll();
    }
    await waitUntil(this.#ended(), { timeout: PATIENCE_MS });
  }

  /**
   * Waits until all workers are gone, after `close()` or `terminate()`: whether they are, or the timeout came first.
   *
   * @throws PoolStateError if the pool is open, ArgumentError, the signal's reason
   */
  async join(options?: WaitOptions): Promise<boolean> {
    checkWait(options);
    this.#checkClosed();
    return waitUntil(this.#ended(), options);
  }

  /** As `join`, blocking this thread. @throws PoolStateError, ArgumentError */
  joinSync(options?: SyncWaitOptions): boolean {
    this.#checkClosed();
    const isOver = () => {
      this.#drain();
      return this.#crew.alive === 0;
    };
    return this.#block(isOver, checkTimeout(options?.timeout));
  }

  /** A snapshot of what the pool has done and is doing. */
  stats(): PoolStats {
    this.#drain();
    const queued = this.#desk.queued().length + this.#desk.waiting;
    return {
      kind: this.kind,
      state: this.#state,
      workers: this.#crew.alive,
      running: this.#desk.pending - queued,
      queued,
      completed: this.#desk.completed,
      failed: this.#desk.failed,
      givenUp: this.#desk.givenUp,
      wait: this.#desk.waits.durations,
      run: this.#desk.runs.durations,
      ids: this.#crew.numbers,
    };
  }

  /** Terminates the pool, as the end of a `with` does in Python. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminate();
  }

  /** @param caller the method that the program has called */
  #find(fn: Target, caller: (...args: never[]) => unknown): KnownFunction {
    this.#checkOpen();
    return this.#functions.find(fn, caller);
  }

  #run(
    known: KnownFunction,
    call: number,
    args: readonly unknown[],
    options: TaskOptions | undefined,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#submit(known, call, args, options, resolve, reject);
      this.#answers.start();
    });
  }

  #submit(
    { number: target, title }: KnownFunction,
    call: number,
    args: readonly unknown[],
    options: TaskOptions | undefined,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ): PendingTask {
    const checked = checkTaskOptions(options, this.kind);
    checked.signal?.throwIfAborted();
    const packed = packArguments(args, checked.transfer, this.kind, this.#equipment.mostBytes);
    // Reading the arguments may have run anything.
    this.#checkOpen();
    checked.signal?.throwIfAborted();
    const task = new PendingTask(
      { target, title, call, args: packed, submitted: this.#desk.now(), options: checked },
      resolve,
      reject,
    );
    this.#desk.submit(task);
    return task;
  }

  /** Runs tasks, of which each has those arguments or items, and blocks until they are done. */
  #runSync(
    known: KnownFunction,
    call: number,
    lists: readonly (readonly unknown[])[],
    options: TaskOptions | undefined,
    progress?: (done: number) => void,
  ): unknown[] {
    const { timeout, ...others } = options ?? {};
    const left = checkTimeout(timeout);
    const outcome = new BlockingCall(lists.length, progress);
    const isOver = () => {
      this.#drain();
      return outcome.isOver();
    };
    try {
      const tasks = lists.map((args, i) => {
        const resolve = (value: unknown) => outcome.resolved(i, args.length, value);
        return this.#submit(known, call, args, others, resolve, (error) => outcome.rejected(error));
      });
      if (!this.#block(isOver, left)) {
        const error = new TimeoutError(`the task ${known.title} was not done within the timeout`);
        for (const task of tasks) this.#desk.giveUp(task, error);
      }
    } finally {
      // Others may have to be waited for by the event loop.
      if (this.#desk.pending > 0) this.#answers.start();
    }
    return outcome.results;
  }

  async #map<R>(
    known: KnownFunction,
    call: number,
    items: Iterable<unknown>,
    options: MapOptions | undefined,
  ): Promise<R[]> {
    const { chunks, total, task, progress } = this.#planMap(items, options);
    let done = 0;
    const results = chunks.map(async (chunk) => {
      const part = (await this.#run(known, call, chunk, task)) as R[];
      done += chunk.length;
      progress?.(done, total);
      return part;
    });
    return (await Promise.all(results)).flat(1) as R[];
  }

  #mapSync<R>(
    known: KnownFunction,
    call: number,
    items: Iterable<unknown>,
    options: MapOptions | undefined,
  ): R[] {
    const { chunks, total, task, progress } = this.#planMap(items, options);
    const tell = progress && ((done: number) => progress(done, total));
    return this.#runSync(known, call, chunks, task, tell).flat(1) as R[];
  }

  #planMap(items: Iterable<unknown>, options: MapOptions = {}) {
    const { chunksize, onProgress, ...task } = options;
    if (onProgress !== undefined) checkFunction('onProgress', onProgress);
    const all = Array.isArray(items) ? items : Array.from(items);
    const size = checkChunksize(chunksize, usualChunksize(all.length, this.size));
    return { chunks: Array.from(chunksOf(all, size)), total: all.length, task, progress: onProgress };
  }

  async *#imap<R>(
    known: KnownFunction,
    items: Iterable<unknown> | AsyncIterable<unknown>,
    options: MapOptions = {},
    ordered: boolean,
  ): AsyncGenerator<R, void, undefined> {
    const { chunksize, onProgress, signal, ...task } = options;
    if (onProgress !== undefined) checkFunction('onProgress', onProgress);
    const left = new AbortController();
    const either = signal === undefined ? left.signal : AbortSignal.any([left.signal, signal]);
    let done = 0;
    const run = async (chunk: unknown[]) => {
      const part = (await this.#run(known, CALL.EACH, chunk, { ...task, signal: either })) as R[];
      done += chunk.length;
      onProgress?.(done, undefined);
      return part;
    };
    try {
      const chunks = chunksOfAsync(items, checkChunksize(chunksize, 1));
      yield* resultsOf(chunks, run, { ahead: this.size * CHUNKS_AHEAD, ordered });
    } finally {
      left.abort();
    }
  }

  /** Blocks until `isOver`; false if the timeout came first. */
  #block(isOver: () => boolean, timeout: number): boolean {
    this.#crew.finishTransfers();
    this.#crew.blocking = true;
    try {
      const look = () => {
        this.#crew.look();
        this.#stranded.look();
      };
      const { board } = this.#equipment.channels;
      return board.waitSync(isOver, look, timeout);
    } finally {
      this.#crew.blocking = false;
    }
  }

  #drain(): boolean {
    // Without workers, and with its memory given back, nothing comes any more.
    if (this.#equipment.region?.closed === true) return false;
    const some = this.#desk.drain();
    if (some) this.#stranded.look();
    return some;
  }

  #closeIfDone(): void {
    if (this.#state === 'closed' && this.#desk.pending === 0) this.#equipment.channels.board.close();
  }

  #workerGone(worker: number, why: unknown): void {
    if (this.#state === 'terminated' || this.#state === 'broken') return;
    this.#desk.workerDied(worker, why);
    this.#stranded.workerDied(why);
  }

  #break(cause: unknown): void {
    if (this.#state === 'terminated' || this.#state === 'broken') return;
    this.#state = 'broken';
    this.#brokenBy = cause;
    this.#desk.failAll(() => this.#brokenError());
    this.#crew.killAll();
  }

  #brokenError(): BrokenPoolError {
    return new BrokenPoolError(
      'the pool is broken: a worker could not get ready. The cause says why; make a new pool',
      {
        cause: this.#brokenBy,
      },
    );
  }

  /** The workers do not hold the event loop, who waits for them does. */
  async #ended(): Promise<void> {
    hold();
    await this.#crew.ended();
    letGo();
    this.#equipment.region?.close();
  }

  #checkOpen(): void {
    if (this.#state === 'broken') throw this.#brokenError();
    if (this.#state !== 'open')
      throw new PoolStateError(`the pool is ${this.#state}: it takes no tasks any more`);
  }

  #checkClosed(): void {
    if (this.#state === 'open')
      throw new PoolStateError('the pool is open: close() or terminate() it before join()');
  }
}

/** How long `terminate` waits for workers that nothing can end, in milliseconds. */
const PATIENCE_MS = 5000;

/** Chunks of an `imap` that are under way for each worker. */
const CHUNKS_AHEAD = 4;

function checkCallbacks({ callback, errorCallback }: Callbacks<never>): void {
  if (callback !== undefined) checkFunction('callback', callback);
  if (errorCallback !== undefined) checkFunction('errorCallback', errorCallback);
}
