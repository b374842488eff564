/** The errors of pools. Each has a stable `code`. */
import { WeftError } from '@weft/atomics';

/** The pool is closed, or not closed yet, as the call needs it. */
export class PoolStateError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_POOL_STATE', message);
  }
}

/** The pool was terminated before the task was done. */
export class PoolTerminatedError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_POOL_TERMINATED', message);
  }
}

/** No worker can be started any more; the cause says why. */
export class BrokenPoolError extends WeftError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WEFT_BROKEN_POOL', message, options);
  }
}

/** The worker that had the task died; the cause says how. Whether the task was done cannot be known. */
export class WorkerDiedError extends WeftError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WEFT_WORKER_DIED', message, options);
  }
}
