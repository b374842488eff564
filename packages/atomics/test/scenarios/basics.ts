/** Scenarios that many tests use. */
import { setThreadName } from '@weft/atomics';
import { endIsNoticeable } from '../support/web-lock.js';

/** The actor is up, and its end will not go unnoticed. */
export async function start(name: string): Promise<void> {
  setThreadName(name);
  await endIsNoticeable();
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
