/** A task that the owner of a pool waits for. */
import type { TaskOptions } from './options.js';

/** How its arguments reach the worker. */
export type Arguments =
  | { readonly how: 'none' }
  /** Within the record. */
  | { readonly how: 'inline'; readonly bytes: Uint8Array }
  /** Through the worker's pipe, or its port, when it asks. */
  | { readonly how: 'piped'; readonly bytes: Uint8Array }
  | { readonly how: 'posted'; readonly value: readonly unknown[]; readonly transfer: readonly unknown[] };

export class PendingTask {
  readonly target: number;
  readonly call: number;
  readonly priority: number;
  /** Name of the function, for messages. */
  readonly title: string;
  readonly options: TaskOptions;
  args: Arguments;
  /** Its place on the board, once it has one. */
  slot = -1;
  stamp = 0;
  /** Goes up with every task that is put into a queue. */
  order = 0;
  /** Microseconds since the pool was made, modulo 2^32. */
  readonly submitted: number;
  /** Whether the caller has its answer, while a worker may still be busy with the task. */
  settled = false;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;
  /** Takes away listeners and timers. */
  cleanUp: (() => void) | undefined;

  constructor(
    what: {
      readonly target: number;
      readonly call: number;
      readonly title: string;
      readonly args: Arguments;
      readonly submitted: number;
      readonly options: TaskOptions;
    },
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.target = what.target;
    this.call = what.call;
    this.title = what.title;
    this.args = what.args;
    this.submitted = what.submitted;
    this.options = what.options;
    this.priority = what.options.priority ?? 0;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  resolve(value: unknown): void {
    if (this.#settle()) this.#resolve(value);
  }

  reject(error: unknown): void {
    if (this.#settle()) this.#reject(error);
  }

  #settle(): boolean {
    if (this.settled) return false;
    this.settled = true;
    this.cleanUp?.();
    return true;
  }
}
