/** The task that a worker of a pool is running, as the task itself sees it. */
import type { PoolBoard } from './board.js';

interface Running {
  readonly slot: number;
  readonly stamp: number;
}

let running: Running | undefined;
let signal: AbortSignal | undefined;
let stopListening: (() => void) | undefined;
let place: { readonly board: PoolBoard; readonly worker: number } | undefined;

/**
 * The signal of the task that this thread or process runs for a pool: aborted as soon as the pool is asked to stop
 * the task. A task that blocks or computes sees it by looking at `aborted`, or by `throwIfAborted()`; one that awaits
 * is told by the event. Outside of pools, and between tasks, it is a signal that is never aborted.
 *
 * @example
 * pool.apply(() => { while (!taskSignal().aborted) step(); }, [], { signal });
 */
export function taskSignal(): AbortSignal {
  signal ??=
    running === undefined || place === undefined ? new AbortController().signal : liveSignal(running, place);
  return signal;
}

/** @internal This thread is a worker. */
export function becomeWorker(board: PoolBoard, worker: number): void {
  place = { board, worker };
}

/** @internal A task begins. */
export function taskBegins(task: Running): void {
  running = task;
  signal = undefined;
}

/** @internal A task is over. */
export function taskEnds(): void {
  running = undefined;
  signal = undefined;
  stopListening?.();
  stopListening = undefined;
}

/** A signal whose `aborted` looks at shared memory, so that it is right even while nothing can be told to this thread. */
function liveSignal(task: Running, { board, worker }: NonNullable<typeof place>): AbortSignal {
  const controller = new AbortController();
  const live = controller.signal;
  const isPlainlyAborted = Object.getOwnPropertyDescriptor(AbortSignal.prototype, 'aborted')?.get;
  const look = () => {
    const aborted = isPlainlyAborted?.call(live) === true;
    if (!aborted && board.isAborted(task.slot, task.stamp)) controller.abort();
    return aborted || isPlainlyAborted?.call(live) === true;
  };
  Object.defineProperty(live, 'aborted', { get: look });
  Object.defineProperty(live, 'throwIfAborted', {
    value() {
      if (look()) throw live.reason;
    },
  });
  const listen = () => {
    const { asked, cancel } = board.attention(worker);
    stopListening = cancel;
    if (!look()) void asked.then(() => running === task && listen());
  };
  listen();
  return live;
}
