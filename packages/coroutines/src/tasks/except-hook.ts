/** Errors of tasks that nobody has asked for. */
import { checkFunction } from '../checks.js';
import { inLaterTurn } from '../running/runtime.js';

/** An error that nobody looks at. */
export interface Unobserved {
  /** What was thrown, of any type. */
  readonly error: unknown;
  /** `task "name"`, or `link of task "name"`. */
  readonly where: string;
}

/** What is called for each error that nobody looks at. */
export type ExceptHook = (unobserved: Unobserved) => void;

/** Prints the error on the console, with the name of the task. */
export const defaultExceptHook: ExceptHook = ({ error, where }) => {
  // biome-ignore lint/suspicious/noConsole: the one place where something must be said, in browsers too
  console.error(`Exception in ${where}:`, error);
};

let hook: ExceptHook = defaultExceptHook;

/**
 * Sets what this thread does about errors of tasks that nobody looks at: in the turn of the event loop after a task has
 * failed nobody had called its `get`, read its `error`, or linked to it. (`join` does not see errors, so it does not
 * count.) Each is reported once. Such an error never ends the program by itself. Default: `defaultExceptHook`.
 *
 * @returns what was set before
 * @throws ArgumentError if it is not a function
 */
export function setExceptHook(newHook: ExceptHook): ExceptHook {
  checkFunction('the hook', newHook);
  const before = hook;
  hook = newHook;
  return before;
}

/** Hands an error to the hook. */
export function report(error: unknown, where: string): void {
  try {
    hook({ error, where });
  } catch (hookError) {
    // What fails while errors are reported must not swallow them.
    defaultExceptHook({ error, where });
    defaultExceptHook({ error: hookError, where: 'the hook of setExceptHook' });
  }
}

/** Something that may have failed unseen. */
interface Suspect {
  reportUnlessObserved(): void;
}

let suspects: Suspect[] = [];

/** Asks in a later turn: whoever was woken by the end has had time to look then. */
export function reportLater(suspect: Suspect): void {
  suspects.push(suspect);
  if (suspects.length > 1) return;
  inLaterTurn(() => {
    const due = suspects;
    suspects = [];
    for (const one of due) one.reportUnlessObserved();
  });
}
