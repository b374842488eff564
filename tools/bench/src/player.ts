/** What a member of a team runs, a thread or a process. */
import type { MessagePort } from 'node:worker_threads';

/** A member's place in its team. */
export interface Place {
  readonly index: number;
  readonly threads: number;
  /** Blocks until all of the team are to begin. Threads may call it several times in a round, processes once. */
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

/** What a new member is told. */
export interface Briefing {
  readonly module: string;
  readonly player: string;
  readonly shared: unknown;
  readonly index: number;
  readonly threads: number;
  /** Shared by threads; processes are told with each round when it begins. */
  readonly startLine: Int32Array | undefined;
  readonly port: MessagePort | undefined;
  readonly processor: number | undefined;
}

/** Asks for a round. */
export interface Call {
  /** When processes begin, in milliseconds of the clock that all of them have. */
  readonly startsAt: number;
}

/** What a member answers: first that it is ready, then the result of each round. */
export interface Answer {
  readonly result: unknown;
}
