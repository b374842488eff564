/**
 * What a virtual thread asks the machine to do next: the seam between the code of a thread (rewritten, so that it stops
 * before each step that others could see) and the explorer, which chooses who goes on.
 */

export const KIND = {
  /** `Atomics.load` and its like; the answer is the old value. */
  LOAD: 0,
  STORE: 1,
  EXCHANGE: 2,
  COMPARE_EXCHANGE: 3,
  ADD: 4,
  SUB: 5,
  AND: 6,
  OR: 7,
  XOR: 8,
  /** Plain accesses of shared elements, `count` of them from `index` on; a read of one is answered by its value. */
  READ: 9,
  WRITE: 10,
  /** `Atomics.wait`: answered by an outcome of `WAITED`. */
  WAIT: 11,
  /** `Atomics.waitAsync`: answered by 0 if the word differs, else by the number (1 or more) of the registration. */
  WAIT_ASYNC: 12,
  /** `Atomics.notify`: answered by how many it woke. */
  NOTIFY: 13,
  /**
   * The event loop has nothing to do until a registration is woken (answered by its number) or its next timer is due
   * in `timeout` milliseconds (answered by 0, the thread's clock being put forward).
   */
  IDLE: 14,
  /** The thread spins (`Atomics.pause`): it cannot go on before somebody else has. */
  PAUSE: 15,
  /** From here to its next step the thread touches what it likes, in one go: it commutes with nothing. */
  COARSE: 16,
} as const;

export type Kind = (typeof KIND)[keyof typeof KIND];

/** `value` of an `IDLE` whose thread's body has ended: it need not go on, but its registrations can still be woken. */
export const ONLY_LISTENS = 1;

/** How a wait ended. */
export const WAITED = { OK: 0, NOT_EQUAL: 1, TIMED_OUT: 2 } as const;

export type SharedArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float64Array;

/** One record per thread, filled anew for each step. */
export interface Op {
  kind: Kind;
  /** What the step is on; its buffer is a `SharedArrayBuffer`, or belongs to a virtual process memory. */
  array: SharedArray | undefined;
  /** Of the first element. */
  index: number;
  /** How many elements, for plain accesses. */
  count: number;
  /** Operand, new value, value to write; how many to wake at most. */
  value: number | bigint;
  /** What a compare-exchange or a wait expects. */
  expected: number | bigint;
  /** Milliseconds, `Infinity` for none. */
  timeout: number;
  /** Where in the source: a number for `ThreadCode.where`. */
  site: number;
}

export type Answer = number | bigint;

/** A place in the source as it was written. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line itself, trimmed. */
  readonly text: string;
  /** The function around it. */
  readonly within: string;
}

/** The code of one virtual thread, stopped before a step. Each call of `begin` runs the same code from its start. */
export interface ThreadCode {
  /** Milliseconds on this thread's own clock: threads are as fast or slow as they like. Set by the explorer. */
  clock: number;
  /** Runs up to the first step; `undefined` if it has ended. @throws what the code throws */
  begin(): Op | undefined;
  /** Takes the answer to the step before and runs up to the next one; `undefined` if it has ended. @throws as `begin` */
  resume(answer: Answer): Op | undefined;
  /** What the body returned (of a promise: what it was resolved with), once it has ended. */
  readonly result: unknown;
  where(site: number): Place;
}

/** A program that was loaded, in its state before its threads begin. */
export interface Subject {
  readonly threads: readonly ThreadCode[];
  /** All shared memory there is so far: to be put back before each execution. */
  readonly buffers: readonly (SharedArrayBuffer | ArrayBuffer)[];
  /** Tells the code which threads are alive, for those who ask the operating system. Set by the explorer. */
  alive: boolean[];
  /** The program's check of the final state, run in one go. @throws what it found */
  check(results: readonly unknown[], killed: readonly boolean[]): void;
}
