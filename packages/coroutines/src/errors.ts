/**
 * The errors this package throws. Each class has a stable `code`, the same as in the other packages of Weft, so that a
 * caller can tell them apart where `instanceof` is of no use.
 */

/** Base of every error that this package throws. */
export class WeftError extends Error {
  /** Stable identifier, `ERR_WEFT_…`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** An argument has the wrong type or is out of its range. Thrown before anything is changed. */
export class ArgumentError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_ARGUMENT', message);
  }
}

/** A wait did not end within its `timeout`. Nothing was taken and nothing was changed. */
export class TimeoutError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_TIMEOUT', message);
  }
}

/** A coroutine has come to its end instead of yielding; `value` is what its body returned. */
export class StopIteration<T = unknown> extends WeftError {
  /** What the body returned; `undefined` if it had ended before. */
  readonly value: T;

  constructor(value: T) {
    super('ERR_WEFT_STOP_ITERATION', 'the coroutine has ended: its body returned instead of yielding');
    this.value = value;
  }
}

/** A coroutine cannot do this in the state that it is in, or its body has broken a rule. */
export class CoroutineError extends WeftError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WEFT_COROUTINE', message, options);
  }
}

/** A greenlet cannot do this in the state that it is in, or its body has broken a rule. */
export class GreenletError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_GREENLET', message);
  }
}

/** Ends a greenlet quietly: its parent is handed this error as a value, nothing is thrown there. */
export class GreenletExit extends WeftError {
  constructor(message = 'the greenlet was told to exit') {
    super('ERR_WEFT_GREENLET_EXIT', message);
  }
}

/** A task was killed. */
export class TaskExit extends WeftError {
  constructor(message = 'the task was killed') {
    super('ERR_WEFT_TASK_EXIT', message);
  }
}

/** A task cannot do this: it is not running, or it would wait for itself. */
export class TaskError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_TASK', message);
  }
}

/** `getNowait` or `peekNowait` found nothing. */
export class QueueEmptyError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_QUEUE_EMPTY', message);
  }
}

/** `putNowait` found no room. */
export class QueueFullError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_QUEUE_FULL', message);
  }
}

/** The queue was shut down: it takes nothing more, and what was in it is gone. */
export class ShutDownError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_SHUT_DOWN', message);
  }
}

/** `taskDone` was called more often than items were put. */
export class TaskDoneError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_TASK_DONE', message);
  }
}

/** The channel was closed. */
export class ClosedError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_CLOSED', message);
  }
}

/** A release would raise the semaphore above its bound. */
export class SemaphoreOverflowError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_SEMAPHORE_OVERFLOW', message);
  }
}

/** The pool had no room for another task in time. */
export class PoolFullError extends TimeoutError {}
