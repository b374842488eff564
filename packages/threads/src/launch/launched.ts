/** A worker, thread or process, as the thread sees it that has started it. */
import type { Event } from '@weft/atomics';
import type { ThreadDiedError } from '../errors.js';
import type { TargetDescription } from '../target/description.js';

/** What is to be started. */
export interface Job {
  readonly target: TargetDescription;
  /** May hold shared objects of Weft, at any depth. */
  readonly args: readonly unknown[];
  /** What of the arguments is moved to a thread instead of copied. */
  readonly transfer?: readonly object[] | undefined;
  readonly name: string;
  readonly daemon: boolean;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Options of the runtime, default: those of this process. */
  readonly execArgv?: readonly string[] | undefined;
  /** Program that runs a process, default: the one that runs this process. */
  readonly execPath?: string | undefined;
  /** Limits of the memory of a thread, as `new Worker` takes them. */
  readonly resourceLimits?: object | undefined;
  /** Modules of this package that are loaded before the target is looked for. */
  readonly modules?: readonly string[] | undefined;
}

/** How a worker, or its target, has ended. */
export type Outcome =
  | { readonly how: 'returned'; readonly value: unknown }
  /** `printed`: the worker has shown the error itself. */
  | { readonly how: 'threw'; readonly error: unknown; readonly printed?: boolean }
  | { readonly how: 'died'; readonly error: ThreadDiedError };

export interface Launched {
  /** Number of the worker; -1 for a process. */
  readonly threadId: number;
  readonly pid: number;
  /** Settled as soon as the target has returned or thrown, or the worker died. Never rejects. */
  readonly returned: Promise<Outcome>;
  /** Settled when nothing of the worker is left. Never rejects. */
  readonly ended: Promise<Outcome>;
  /** Set when nothing of the worker is left and this thread's event loop has learned of it. */
  readonly gone: Event;
  /** Of a process, once it has ended: its exit code, or the number of the signal that has killed it, negative. */
  readonly exitCode: number | undefined;
  /** Errors that nobody caught after the target had returned are handed to this. */
  onLateError: (error: unknown) => void;

  /** Whether it still runs, as far as can be told without waiting. */
  isAlive(): boolean;

  /** Blocks for at most that many milliseconds until nothing of the worker is left; `undefined` if something still is. */
  joinSync(timeoutMs: number): Outcome | undefined;

  /** Asks a process to end (SIGTERM); a thread is ended. */
  terminate(): void;
  /** Ends it, whatever it does. */
  kill(): void;
  /** Whether it keeps the calling thread's event loop alive. */
  ref(): void;
  unref(): void;
}
