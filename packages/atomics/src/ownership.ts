/** How a lock is held. */
import type { Era } from './mutex/mutex.js';

/** What a condition has to give back after a wait. */
export interface Ownership {
  /** How many times beyond the first the lock was acquired. */
  readonly depth: number;
  /** The async context that has it, 0 for the thread itself. */
  readonly context: number;
  /** In which the guards from before the wait are good, where that matters. */
  readonly era?: Era;
}

/** Held once, by the thread. */
export const ONCE: Ownership = { depth: 0, context: 0 };
