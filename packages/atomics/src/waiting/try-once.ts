/** Attempts without waiting. */
import { type Operation, PARK } from './operation.js';

/**
 * One attempt that does not wait. If it fails it looks for what died and attempts again: who only ever tries would
 * not learn of the death of an owner otherwise.
 */
export function tryOnce<T>(operation: Operation<T>): T | typeof PARK {
  const outcome = operation.attempt(false);
  if (outcome !== PARK) return outcome;
  operation.pulse();
  return operation.attempt(false);
}
