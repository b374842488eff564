/** A number that grows with each time that a lock is acquired. Only the owner of the lock changes it. */
import { put } from '../memory/store.js';

const WORD = 2 ** 32;

/** The next number; `at` is the first of its two words, the upper one. */
export function nextFence(words: Int32Array, at: number): number {
  const high = words[at] as number;
  const next = (high >>> 0) * WORD + ((words[at + 1] as number) >>> 0) + 1;
  // The upper word first: whoever dies in between leaves a larger number, never a smaller one.
  put(words, at, Math.floor(next / WORD));
  put(words, at + 1, next | 0);
  return next;
}
