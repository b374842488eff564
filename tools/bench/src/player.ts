/** What a thread of a team runs. */
import type { MessagePort } from 'node:worker_threads';

/** A thread's place in its team. */
export interface Place {
  readonly index: number;
  readonly threads: number;
  /** Blocks until all threads of the team have called it, so that they begin to work together. */
  readonly together: () => void;
  /** One end of a channel to the other thread of a team of two, if the team was started with one. */
  readonly port: MessagePort | undefined;
}

/** Works for one round. */
export type Play<Result> = () => Result | Promise<Result>;

/**
 * Gets one thread ready. Each contender has threads of its own, so what the engine learns about one contender's code
 * does not change that of another.
 */
export type Player<Shared, Result> = (shared: Shared, place: Place) => Play<Result> | Promise<Play<Result>>;

/** What a new thread is told. */
export interface Briefing {
  readonly module: string;
  readonly player: string;
  readonly shared: unknown;
  readonly index: number;
  readonly threads: number;
  readonly startLine: Int32Array;
  readonly port: MessagePort | undefined;
  readonly processor: number | undefined;
}
