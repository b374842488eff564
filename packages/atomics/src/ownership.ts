/** How a lock is held. */

/** What a condition has to give back after a wait. */
export interface Ownership {
  /** How many times beyond the first the lock was acquired. */
  readonly depth: number;
  /** The async context that has it, 0 for the thread itself. */
  readonly context: number;
  /** How often the lock had been released without a guard. */
  readonly releases: number;
}

/** Held once, by the thread. */
export const ONCE: Ownership = { depth: 0, context: 0, releases: 0 };
