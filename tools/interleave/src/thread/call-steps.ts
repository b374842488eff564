/** Calls of rewritten functions from the runtime. */
import { isSteps, type Steps } from './stepper.js';

export type Twinned = ((...args: unknown[]) => unknown) & { $g?: (...args: unknown[]) => unknown };

/** Calls a function of rewritten code from where it can stop. */
export function* callSteps(callee: Twinned, self: unknown, ...args: unknown[]): Steps {
  const outcome = (callee.$g ?? callee).apply(self, args);
  return isSteps(outcome) ? yield outcome : outcome;
}

/** `call` or `apply` of an object that has a method of that name, for code that expects a function's. */
export function ownVerb(object: Record<string, Twinned>, verb: string): object {
  const method = object[verb] as Twinned;
  return { [verb]: (...args: unknown[]) => (method.$g ?? method).apply(object, args) };
}
