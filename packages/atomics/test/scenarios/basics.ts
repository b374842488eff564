/** Scenarios that many tests use. */
import { setThreadName } from '@weft/atomics';

/** The actor is up. */
export function start(name: string): void {
  setThreadName(name);
}

/** Ends the actor's thread from inside. */
export function exit(): never {
  return globalThis.process.exit(0);
}

/** Fails in a way that nobody catches. */
export function crash(): void {
  queueMicrotask(() => {
    throw new Error('crashed on purpose');
  });
}
