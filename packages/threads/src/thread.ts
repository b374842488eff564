import { ThreadStateError } from './errors.js';
import { launch } from './launch/launch.js';
import type { ThreadLaunch } from './launch/thread-launch.js';
import { moduleAddress } from './module-address.js';
import { registerBase, remaking } from './remake.js';
import { type Nature, Runner, type RunnerOptions } from './runner.js';
import { ownSeat, threadTable } from './table/here.js';
import type { Seat } from './table/thread-table.js';
import { type AnyClass, type Target, targetName } from './target/target.js';
import { renameThread, type ThreadFacts } from './thread-handle.js';

/** How a thread is made. */
export interface ThreadOptions<A extends readonly unknown[] = readonly unknown[], R = unknown>
  extends RunnerOptions<A, R> {
  /** What of the arguments is moved instead of copied: array buffers, ports … */
  readonly transfer?: readonly object[] | undefined;
  /** Limits of its memory in MiB; beyond them it ends with a `ThreadDiedError`. */
  readonly resourceLimits?: ResourceLimits | undefined;
}

/** Limits of the memory of a thread, in MiB. */
export interface ResourceLimits {
  /** Of the heap for objects that have lived for a while. */
  readonly maxOldGenerationSizeMb?: number;
  /** Of the heap for new objects. */
  readonly maxYoungGenerationSizeMb?: number;
  /** Of memory for compiled code. */
  readonly codeRangeSizeMb?: number;
  /** Of the stack, 4 by default. */
  readonly stackSizeMb?: number;
}

/** Threads that the calling one has started and that live. */
const started = new Map<number, Thread>();

/**
 * A thread: a JavaScript engine of its own, which really runs at the same time. It shares no variables with others, only
 * what is given to it: copies, and shared objects of Weft.
 *
 * It ends when its target has returned and nothing is pending in its event loop, as a Node program does; it takes
 * the threads along that it has started itself as daemons, and waits for the others. Whichever way it ends, no object that
 * waits for it hangs.
 *
 * @example
 * const thread = new Thread({ target: (n: number) => n * 2, args: [21] }).start();
 * await thread.join();
 * await thread.result; // 42
 */
export class Thread<R = unknown, A extends readonly unknown[] = readonly unknown[]>
  extends Runner<R, A, ThreadLaunch>
  implements ThreadFacts
{
  /** The calling thread, if this object stands for it. */
  readonly #self: Seat | undefined;

  /** @throws ArgumentError */
  constructor(options: ThreadOptions<A, R> = {}) {
    const self = remaking ? ownSeat() : undefined;
    const table = threadTable();
    super(options, {
      base: Thread as unknown as AnyClass,
      daemon: table.isDaemon(self ?? ownSeat()),
      name: () => (self ? table.name(self) : defaultName(options?.target as Target | undefined)),
    });
    this.#self = self;
  }

  /** @internal */
  protected override nature(): Nature<ThreadLaunch> {
    return THREAD_NATURE;
  }

  get #seat(): Seat | undefined {
    return this.#self ?? this.launched?.seat;
  }

  override get name(): string {
    const seat = this.#seat;
    // It may have been renamed by another thread, and keeps its last name when it has ended.
    if (seat && threadTable().isAlive(seat)) super.name = threadTable().name(seat);
    return super.name;
  }

  override set name(name: string) {
    super.name = name;
    const seat = this.#seat;
    if (seat && threadTable().isAlive(seat)) renameThread(seat, name);
  }

  override get daemon(): boolean {
    return super.daemon;
  }

  override set daemon(daemon: boolean) {
    if (this.#self) throw new ThreadStateError('set daemon before a thread is started, not inside it');
    super.daemon = daemon;
  }

  /** Its number, never used twice in a process; `undefined` before the start. */
  get ident(): number | undefined {
    return this.#seat?.ident;
  }

  /** The number that the runtime gives it, while it lives: `threadId` of `node:worker_threads`. */
  get threadId(): number | undefined {
    const seat = this.#seat;
    return seat && threadTable().isAlive(seat) ? threadTable().threadIdOf(seat) : undefined;
  }

  override start(): this {
    if (this.#self) throw new ThreadStateError('this thread runs already: it is the calling one');
    super.start();
    const { seat, ended } = this.launched as ThreadLaunch;
    started.set(seat.ident, this as Thread);
    void ended.then(() => started.delete(seat.ident));
    return this;
  }

  override isAlive(): boolean {
    return this.#self !== undefined || super.isAlive();
  }

  override async join(options?: Parameters<Runner<R, A, ThreadLaunch>['join']>[0]): Promise<boolean> {
    this.#refuseSelf();
    return super.join(options);
  }

  override joinSync(options?: Parameters<Runner<R, A, ThreadLaunch>['joinSync']>[0]): boolean {
    this.#refuseSelf();
    return super.joinSync(options);
  }

  #refuseSelf(): void {
    if (this.#self) throw new ThreadStateError('a thread cannot wait for its own end');
  }

  /**
   * Ends the thread, wherever it is: what it holds is abandoned, `finally` does not run. `join` succeeds then, `result`
   * rejects. Does nothing if it has ended already. Python has no such thing: where the thread can be asked to end, with an
   * `Event` for instance, ask.
   *
   * @throws ThreadStateError before the start
   */
  terminate(): void {
    this.end('terminate');
  }
}

function defaultName(target: Target | undefined): string {
  const number = threadTable().nextNumber();
  const name = target === undefined ? '' : targetName(target);
  // Names of functions can be of any length, those of threads cannot.
  return name === '' ? `Thread-${number}` : `Thread-${number} (${name.slice(0, 60)})`;
}

const THREAD_NATURE: Nature<ThreadLaunch> = {
  noun: 'thread',
  base: Thread as unknown as AnyClass,
  module: moduleAddress(import.meta),
  launch: (job) => launch('thread', job),
};

registerBase(Thread);

/** The object of a living thread that this thread has started. */
export function startedThread(ident: number): Thread | undefined {
  return started.get(ident);
}
