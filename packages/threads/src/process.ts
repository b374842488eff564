import { ThreadStateError } from './errors.js';
import { launch } from './launch/launch.js';
import type { ProcessLaunch } from './launch/process-launch.js';
import { moduleAddress } from './module-address.js';
import { registerBase, remaking } from './remake.js';
import { type Nature, Runner, type RunnerOptions } from './runner.js';
import { here, ownProcess } from './table/here.js';
import type { AnyClass } from './target/target.js';

/** How a process is made. */
export interface ProcessOptions<A extends readonly unknown[] = readonly unknown[], R = unknown>
  extends RunnerOptions<A, R> {
  /** Program that runs it, default: the one that runs this process. */
  readonly execPath?: string | undefined;
}

/** Processes that the calling thread has started and that live. */
const children = new Set<Process>();

let count = 0;

/**
 * A process: as a `Thread`, with memory of its own that nothing else can break, and an exit code. Shared objects among its
 * arguments live in a `ProcessRegion` of `@weft/native-shm`.
 *
 * It does not outlive the thread that has started it, even if that is killed. Its standard input and output are those of
 * this process.
 *
 * @example
 * const child = new Process({ target: (n: number) => n * 2, args: [21] }).start();
 * await child.result; // 42
 * await child.join();
 * child.exitCode; // 0
 */
export class Process<R = unknown, A extends readonly unknown[] = readonly unknown[]> extends Runner<
  R,
  A,
  ProcessLaunch
> {
  readonly #self: boolean;

  /** @throws ArgumentError */
  constructor(options: ProcessOptions<A, R> = {}) {
    const self = remaking;
    const own = ownProcess();
    super(options, {
      base: Process as unknown as AnyClass,
      daemon: own.daemon,
      name: () => (self ? own.name : defaultName()),
    });
    this.#self = self;
  }

  /** @internal */
  protected override nature(): Nature<ProcessLaunch> {
    return PROCESS_NATURE;
  }

  /** The system's number of the process; `undefined` before the start. */
  get pid(): number | undefined {
    return this.#self ? process.pid : this.launched?.pid;
  }

  /** As `pid`. */
  get ident(): number | undefined {
    return this.pid;
  }

  /**
   * Once it has ended: its exit code, 1 if its target has thrown, or the number of the signal that has killed it, negative.
   * `undefined` until then.
   */
  get exitCode(): number | undefined {
    return this.launched?.exitCode;
  }

  /** @throws ThreadStateError also in a daemonic process: its children would outlive it when it is cut off */
  override start(): this {
    if (this.#self) throw new ThreadStateError('this process runs already: it is the calling one');
    if (ownProcess().daemon) {
      throw new ThreadStateError('a daemonic process cannot have children: start them elsewhere');
    }
    super.start();
    const { ended } = this.launched as ProcessLaunch;
    children.add(this as Process);
    void ended.then(() => children.delete(this as Process));
    return this;
  }

  override isAlive(): boolean {
    return this.#self || super.isAlive();
  }

  override async join(options?: Parameters<Runner<R, A, ProcessLaunch>['join']>[0]): Promise<boolean> {
    this.#refuseSelf();
    return super.join(options);
  }

  override joinSync(options?: Parameters<Runner<R, A, ProcessLaunch>['joinSync']>[0]): boolean {
    this.#refuseSelf();
    return super.joinSync(options);
  }

  #refuseSelf(): void {
    if (this.#self) throw new ThreadStateError('a process cannot wait for its own end');
  }

  /**
   * Asks the process to end (SIGTERM): without a handler for that, it ends at once. `join` succeeds then, `result` rejects.
   * Does nothing if it has ended already.
   *
   * @throws ThreadStateError before the start
   */
  terminate(): void {
    this.end('terminate');
  }

  /** As `terminate`, by force (SIGKILL). */
  kill(): void {
    this.end('kill');
  }
}

function defaultName(): string {
  count += 1;
  const own = ownProcess();
  // A child of Process-1 is Process-1:1.
  return own.parent === undefined ? `Process-${count}` : `${own.name}:${count}`;
}

const PROCESS_NATURE: Nature<ProcessLaunch> = {
  noun: 'process',
  base: Process as unknown as AnyClass,
  module: moduleAddress(import.meta),
  launch: (job) => launch('process', job),
};

registerBase(Process);

/** The living processes that the calling thread has started: a snapshot. */
export function activeChildren(): Process[] {
  return [...children].filter((child) => child.isAlive());
}

/** What a process knows of itself. */
export interface CurrentProcess {
  /** As it was given by whoever started it; `MainProcess` for the program itself. */
  readonly name: string;
  /** Number of the process. */
  readonly pid: number;
  /** Whether it ends with the process that has started it. */
  readonly daemon: boolean;
}

/** The calling process: the object itself, if a subclass of `Process` runs in it. */
export function currentProcess(): CurrentProcess | Process {
  const { running } = here();
  if (running instanceof Process) return running;
  const { name, daemon } = ownProcess();
  return { name, daemon, pid: process.pid };
}

/** The process that has started the calling one as a `Process`; `undefined` in the program itself. */
export function parentProcess(): Pick<CurrentProcess, 'name' | 'pid'> | undefined {
  return ownProcess().parent;
}
