import type { ManagedObject, WaitOptions } from './managed-object.js';

/**
 * Worker threads in the server that run functions for all clients. No code travels: a pool runs the functions that were
 * registered where the server runs, by their names.
 *
 * @example
 * const pool = await manager.pool(2);
 * await pool.map('square', [1, 2, 3]); // [1, 4, 9]
 */
export interface ManagedPool extends ManagedObject {
  readonly kind: 'pool';
  /** How many workers there are. */
  readonly size: number;
  /** Runs the function in a worker. @throws NotExposedError, PoolStateError, what it throws, the signal's reason */
  apply<R = unknown>(name: string, args?: readonly unknown[], options?: WaitOptions): Promise<R>;
  /** Calls the function with each item; the results are in the order of the items. */
  map<R = unknown>(name: string, items: Iterable<unknown>, options?: WaitOptions): Promise<R[]>;
  /** As `map`, with a list of arguments for each call. */
  starmap<R = unknown>(
    name: string,
    items: Iterable<readonly unknown[]>,
    options?: WaitOptions,
  ): Promise<R[]>;
  /** Takes no more tasks; those that it has are run. */
  shutdown(): Promise<void>;
  /** Ends the workers; tasks that are not done reject. */
  terminate(): Promise<void>;
  /** After `shutdown` or `terminate`: resolves when the workers have ended. @throws PoolStateError before, TimeoutError */
  join(options?: WaitOptions): Promise<void>;
}
