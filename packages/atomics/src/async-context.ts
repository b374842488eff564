/**
 * Which logical thread of control is running: needed to tell a re-entrant acquire from a rival one, as all tasks of
 * an event loop share one thread.
 *
 * The language cannot tell the tasks of a thread apart: a context that was entered by a plain call would leak to
 * whatever its caller starts next. So a context is entered only around a callback, and code outside of any context
 * is never taken for re-entrant. Carried by the runtime's `AsyncLocalStorage`; where there is none (browsers), every
 * asynchronous acquire is on its own.
 */
import { checkFunction } from './checks.js';
import { builtin } from './threads/runtime.js';

const AsyncLocalStorage = builtin('node:async_hooks')?.AsyncLocalStorage;
const storage = AsyncLocalStorage === undefined ? undefined : new AsyncLocalStorage<number>();

/** Context of code that runs outside of any. */
export const NO_CONTEXT = 0;

let last = 0;

/** A number that no other context of this thread has had for the last two billion. */
export function newContext(): number {
  last = (last % 0x7fffffff) + 1;
  return last;
}

/** The context that the calling code runs in. */
export function currentContext(): number {
  return storage?.getStore() ?? NO_CONTEXT;
}

/**
 * Runs `fn`, and all that it awaits or starts, as one logical thread: an `RLock` that it acquires asynchronously may
 * be acquired again inside. Inside another context the same context goes on.
 *
 * @example
 * await inContext(async () => {
 *   using outer = await rlock.acquire();
 *   using inner = await rlock.acquire(); // re-entrant
 * });
 */
export function inContext<T>(fn: () => T): T {
  checkFunction('fn', fn);
  if (storage === undefined || currentContext() !== NO_CONTEXT) return fn();
  return storage.run(newContext(), fn);
}
