/** Errors of threads and processes that nobody has asked for. */
import { inspect } from 'node:util';
import { checkFunction } from '@weft/atomics/kit';

/** An error that nobody waits for. */
export interface Unobserved {
  /** What was thrown. */
  readonly error: unknown;
  /** `thread "Thread-1 (work)"`, `process "Process-1"` or `timer`. */
  readonly where: string;
}

/** What is called for each error that nobody waits for. */
export type ExceptHook = (unobserved: Unobserved) => void;

/** Prints the error, its stack and its causes on `stderr`, with the name of the thread, as Python does. */
export const defaultExceptHook: ExceptHook = ({ error, where }) => {
  process.stderr.write(`Exception in ${where}:\n${inspect(error)}\n`);
};

let hook: ExceptHook = defaultExceptHook;

/**
 * Sets what the calling thread does about errors of the threads, processes and timers that it has started and that nobody
 * has asked for: no `join` was pending and `result` had not been read when the error arrived. Default:
 * `defaultExceptHook`. Such an error never ends the program by itself.
 *
 * @returns what was set before
 *
 * @throws ArgumentError if it is not a function
 *
 * @example
 * setExceptHook(({ error, where }) => logger.error({ error }, where));
 */
export function setExceptHook(newHook: ExceptHook): ExceptHook {
  checkFunction('the hook', newHook);
  const before = hook;
  hook = newHook;
  return before;
}

/** Hands an error to the hook. */
export function report(unobserved: Unobserved): void {
  try {
    hook(unobserved);
  } catch (error) {
    // What fails while errors are reported must not swallow them.
    defaultExceptHook(unobserved);
    defaultExceptHook({ error, where: 'the hook of setExceptHook' });
  }
}
