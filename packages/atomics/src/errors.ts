/**
 * The errors this package throws. Each class has a stable `code`, so that a caller can tell them apart across
 * package versions, threads and processes, where `instanceof` is of no use.
 */

/** Base of every error that Weft throws. */
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

/**
 * The thread or process that held the lock ended without releasing it, so what the lock protects may be half done.
 * Every acquire throws this until somebody checks the data and calls `recover()`.
 */
export class OwnerDiedError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_OWNER_DIED', message);
  }
}

/** One thread of a deadlock: what it waits for, and what it holds that the thread before it waits for. */
export interface DeadlockMember {
  /** Name of the thread. */
  readonly thread: string;
  /** Identity of the thread, unique over all threads and processes. */
  readonly identity: string;
  /** The object it waits for, as `Lock "jobs"`. */
  readonly wants: string;
  /** The object it holds and another member of the cycle waits for. */
  readonly holds: string;
}

/** Waiting would never end: the threads in `cycle` wait for each other (or the thread waits for itself). */
export class DeadlockError extends WeftError {
  /** The threads, each waiting for what the next one holds; the last one for what the first one holds. */
  readonly cycle: readonly DeadlockMember[];

  constructor(message: string, cycle: readonly DeadlockMember[]) {
    super('ERR_WEFT_DEADLOCK', message);
    this.cycle = cycle;
  }
}

/** The caller released, waited on or notified something that it does not hold. */
export class NotOwnerError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_NOT_OWNER', message);
  }
}

/** The barrier was aborted or reset, or one of its parties timed out, failed or died. */
export class BrokenBarrierError extends WeftError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WEFT_BROKEN_BARRIER', message, options);
  }
}

/** A release would raise the semaphore above its bound. */
export class SemaphoreOverflowError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_SEMAPHORE_OVERFLOW', message);
  }
}

/** This thread must not block (a browser's main thread): use the promise form of the call. */
export class BlockingNotAllowedError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_BLOCKING_NOT_ALLOWED', message);
  }
}

/** The memory is not what it claims to be: foreign, truncated, of another layout version or overwritten. */
export class CorruptRegionError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_CORRUPT_REGION', message);
  }
}

/** The region, or an object in it, was closed by this thread. */
export class ClosedError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_CLOSED', message);
  }
}

/** A fixed capacity (heap bytes of a region, participants, waiters, readers) is used up. */
export class CapacityError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_CAPACITY', message);
  }
}
