/** The errors of threads and processes, beside those of `@weft/atomics`. Each has a stable `code`. */
import { WeftError } from '@weft/atomics';

/** Something was asked of a thread or process that its state does not allow: a second start, a join before the start … */
export class ThreadStateError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_THREAD_STATE', message);
  }
}

/** A target needs something of its surroundings that does not travel with it. Thrown by `start`, before anything runs. */
export class ClosureError extends WeftError {
  /** What the target uses and does not bring along, in order of appearance. */
  readonly variables: readonly string[];

  constructor(message: string, variables: readonly string[] = []) {
    super('ERR_WEFT_CLOSURE', message);
    this.variables = variables;
  }
}

/** A module does not have the target that a thread or process was to find in it. */
export class TargetNotFoundError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_TARGET_NOT_FOUND', message);
  }
}

/** A module that a new thread imports to find its target starts threads itself. */
export class BootstrapError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_BOOTSTRAP', message);
  }
}

/** How a thread or process can end without having returned. */
export type DeathReason = 'exited' | 'terminated' | 'killed' | 'crashed' | 'out-of-memory';

const DEATH_CODES: Readonly<Record<DeathReason, string>> = {
  exited: 'ERR_WEFT_THREAD_EXITED',
  terminated: 'ERR_WEFT_THREAD_TERMINATED',
  killed: 'ERR_WEFT_THREAD_KILLED',
  crashed: 'ERR_WEFT_THREAD_CRASHED',
  'out-of-memory': 'ERR_WEFT_THREAD_OUT_OF_MEMORY',
};

/** A thread or process ended before its target returned. The `code` tells how. */
export class ThreadDiedError extends WeftError {
  /** How it ended. */
  readonly reason: DeathReason;
  /** As `Process.exitCode`; `undefined` where nobody tells. */
  readonly exitCode: number | undefined;

  constructor(reason: DeathReason, message: string, exitCode?: number, options?: ErrorOptions) {
    super(DEATH_CODES[reason], message, options);
    this.reason = reason;
    this.exitCode = exitCode;
  }
}

/**
 * Thrown by a target, it ends the thread or process at once and in silence, as `sys.exit()` does in a thread of Python:
 * nothing is reported, `join` and `result` succeed, and a process has this exit code.
 */
export class ThreadExit extends WeftError {
  /** What a process that ends by it exits with. */
  readonly exitCode: number;

  constructor(exitCode = 0) {
    super('ERR_WEFT_THREAD_EXIT', 'the thread ends');
    this.exitCode = exitCode;
  }
}
