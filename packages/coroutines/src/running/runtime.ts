/** What this runtime offers beyond plain JavaScript, looked up at run time: the package loads everywhere. */
import type * as AsyncHooks from 'node:async_hooks';

/** `node:async_hooks`, or `undefined` in browsers. */
export const asyncHooks: typeof AsyncHooks | undefined = builtin();

function builtin(): typeof AsyncHooks | undefined {
  try {
    return globalThis.process?.getBuiltinModule?.('node:async_hooks');
  } catch {
    return undefined;
  }
}

/** Calls `fn` in a later turn of the event loop, after I/O and timers that are due. */
export const inLaterTurn: (fn: () => void) => void =
  typeof setImmediate === 'function' ? (fn) => void setImmediate(fn) : byMessage();

/** Browsers clamp nested timers to 4 ms; messages come at once. */
function byMessage(): (fn: () => void) => void {
  const waiting: (() => void)[] = [];
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', () => waiting.shift()?.());
  port1.start();
  return (fn) => {
    waiting.push(fn);
    port2.postMessage(undefined);
  };
}
