import type { Durations } from './histogram.js';

/** A snapshot of a pool. */
export interface PoolStats {
  /** What its workers are. */
  readonly kind: 'thread' | 'process';
  /** Whether it takes tasks (`open`), finishes those it has, was terminated, or has no worker that can get ready. */
  readonly state: PoolState;
  /** Workers that there are. */
  readonly workers: number;
  /** Tasks that are being run. */
  readonly running: number;
  /** Tasks that wait for a worker. */
  readonly queued: number;
  /** Tasks so far that ended well. */
  readonly completed: number;
  /** Tasks so far that ended with an error. */
  readonly failed: number;
  /** Tasks so far that were given up. */
  readonly givenUp: number;
  /** How long tasks waited before they began. */
  readonly wait: Durations;
  /** How long they ran. */
  readonly run: Durations;
  /** Numbers of the worker threads, or processes. */
  readonly ids: readonly number[];
}

export type PoolState = 'open' | 'closed' | 'terminated' | 'broken';
