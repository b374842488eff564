/** The errors this package throws, beside those of `@weft/atomics`. Each has a stable `code`. */
import { WeftError } from '@weft/atomics';

/** `putNowait`: there is no room now. */
export class QueueFullError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_QUEUE_FULL', message);
  }
}

/** `getNowait`: there is no item now. */
export class QueueEmptyError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_QUEUE_EMPTY', message);
  }
}

/** The queue was shut down: nothing can be put any more, and what was in it is taken. */
export class ShutDownError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_SHUT_DOWN', message);
  }
}

/** The item would not fit even into an empty queue. Nothing was put. */
export class ItemTooLargeError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_ITEM_TOO_LARGE', message);
  }
}

/** `taskDone` was called more often than items were put. */
export class TaskDoneError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_TASK_DONE', message);
  }
}

/** A value cannot be turned into bytes by the codec, or bytes into a value. */
export class CodecError extends WeftError {
  /** Where one item of a batch could not be read: the others, which are taken as well. */
  readonly received: readonly unknown[];

  constructor(message: string, options?: ErrorOptions & { readonly received?: readonly unknown[] }) {
    super('ERR_WEFT_CODEC', message, options);
    this.received = options?.received ?? [];
  }
}

/** Another living thread is the producer, or the consumer, of the ring. */
export class RingEndTakenError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_RING_END_TAKEN', message);
  }
}
