/**
 * Whose code is running. In a generator that is known at each step. An async function goes on by itself after each
 * `await`, where only the runtime's `AsyncLocalStorage` knows: without one (browsers) it is known until the first `await`.
 */
import { asyncHooks } from './runtime.js';

/** What waits belong to: a task. */
export interface Owner {
  /** A wait has begun. `false` if it is not one of its own, as it has ended. @throws what it has been interrupted with */
  enter(wait: object): boolean;
  /** A wait is over. */
  leave(wait: object): void;
}

let stepping: Owner | undefined;

/** Made at the first async function: where contexts are kept by hooks (Node 20 and 22) they make promises slower. */
let storage: InstanceType<NonNullable<typeof asyncHooks>['AsyncLocalStorage']> | undefined;

/** The task whose code is running. */
export function currentOwner(): Owner | undefined {
  return stepping ?? (storage?.getStore() as Owner | undefined);
}

/** Marks whose step begins; to be given what it returns at the end of the step. */
export function beginStep(owner: Owner | undefined): Owner | undefined {
  const before = stepping;
  stepping = owner;
  return before;
}

/** The end of a step. */
export function endStep(before: Owner | undefined): void {
  stepping = before;
}

/** Calls `fn` such that it and what it awaits and starts is known as the owner's. */
export function runAs<T>(owner: Owner, fn: () => T): T {
  if (asyncHooks === undefined) return fn();
  storage ??= new asyncHooks.AsyncLocalStorage();
  return storage.run(owner, fn) as T;
}

/** Remembers the contexts (`AsyncLocalStorage`) of the code that calls it. */
export interface Context {
  runInAsyncScope<T>(fn: (argument: T) => void, thisArgument: undefined, argument: T): void;
}

// What tells async hooks of its end would cost more than the task.
const OPTIONS = { requireManualDestroy: true };

export function captureContext(): Context | undefined {
  return asyncHooks === undefined ? undefined : new asyncHooks.AsyncResource('WeftTask', OPTIONS);
}
