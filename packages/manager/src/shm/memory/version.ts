/** The word by which those who read without a mutex see whether what they have read is of one moment. */
import { announce, publish } from './store.js';

/** Whether plain loads keep their order on this processor, as those of x86 do (total store order). */
const LOADS_KEEP_ORDER = globalThis.process?.arch === 'x64';

/** The version, or -1 while a change is under way. */
export function stableVersion(words: Int32Array, at: number): number {
  const version = Atomics.load(words, at);
  return (version & 1) === 0 ? version & 0x7fffffff : -1;
}

/** Whether all that was read since `stableVersion` gave that version is of one moment. */
export function isStill(words: Int32Array, at: number, version: number): boolean {
  if (LOADS_KEEP_ORDER) return (Atomics.load(words, at) & 0x7fffffff) === version;
  // Elsewhere a load may be served after a later atomic load, but not after an atomic store that follows it.
  return (Atomics.or(words, at, 0) & 0x7fffffff) === version;
}

/** A change of more than one store begins. */
export function beginChange(words: Int32Array, at: number): void {
  announce(words, at, (words[at] as number) | 1);
}

/** It is done. */
export function endChange(words: Int32Array, at: number): void {
  publish(words, at, ((words[at] as number) | 1) + 1);
}

/** A change of one store has been done. */
export function tellChange(words: Int32Array, at: number): void {
  publish(words, at, (words[at] as number) + 2);
}
