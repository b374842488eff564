/** What passes between a worker and who has started it. */
import type { ProcessFacts } from '../table/here.js';
import type { Seat } from '../table/thread-table.js';
import type { TargetDescription } from '../target/description.js';
import type { EncodedError } from '../transfer/encode-error.js';

/** What a worker is to do. */
export interface Task {
  readonly target: TargetDescription;
  readonly args: readonly unknown[];
  /** If there are shared objects among the arguments: what has to be loaded for them. */
  readonly packages: readonly string[] | undefined;
  /** Modules of this package to load first. */
  readonly modules: readonly string[];
  /** The process that the worker is, or is a thread of. */
  readonly process: ProcessFacts | undefined;
}

/** The `workerData` of a thread. */
export interface ThreadTask extends Task {
  readonly table: SharedArrayBuffer;
  readonly seat: Seat;
  readonly port: Port;
}

/** What is used of a `MessagePort`. */
export interface Port {
  postMessage(message: Message, transfer?: readonly unknown[]): void;
}

/** What a worker tells. */
export type Message =
  | { readonly how: 'returned'; readonly value: unknown }
  /** `printed`: the worker shows the error itself. */
  | { readonly how: 'threw'; readonly error: EncodedError; readonly printed?: boolean }
  /** An error that nobody caught, after the target had returned. */
  | { readonly how: 'late'; readonly error: EncodedError }
  /** The last word of a thread: its exit code. */
  | { readonly how: 'exited'; readonly code: number };

/** The file between a process and its parent: the code to run, and what for. */
export interface ProcessTask extends Task {
  readonly boot: string;
}
