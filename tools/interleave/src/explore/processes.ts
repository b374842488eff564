/**
 * What can happen next, as numbers: each thread has three *processes*. One runs its code, one lets its wait time out,
 * one kills it. Each of them has at most one possible step in a state, which is what partial-order reduction asks
 * for: that a wait may end in two ways is not a choice within a step, but a choice of the process.
 *
 * One more, `PULSE`, belongs to nobody: it makes the long waits of all end when nothing else can happen.
 */

export type Process = number;

/** Three processes of each fit the bits of a set, together with the pulse. */
export const MOST_THREADS = 8;

export const PULSE: Process = 3 * MOST_THREADS;

export function code(thread: number): Process {
  return thread;
}

export function timer(thread: number): Process {
  return MOST_THREADS + thread;
}

export function killer(thread: number): Process {
  return 2 * MOST_THREADS + thread;
}

/** Whose process it is; `MOST_THREADS` for the pulse. */
export function threadOf(process: Process): number {
  return process === PULSE ? MOST_THREADS : process & (MOST_THREADS - 1);
}

export function isCode(process: Process): boolean {
  return process < MOST_THREADS;
}

export function isTimer(process: Process): boolean {
  return process >= MOST_THREADS && process < 2 * MOST_THREADS;
}

export function isKiller(process: Process): boolean {
  return process >= 2 * MOST_THREADS && process < PULSE;
}

/** Sets of processes are bits. */
export type Processes = number;

const EVERY = (1 << MOST_THREADS) - 1;
export const CODES: Processes = EVERY;
export const TIMERS: Processes = EVERY << MOST_THREADS;
export const KILLERS: Processes = EVERY << (2 * MOST_THREADS);

export function only(process: Process): Processes {
  return 1 << process;
}

/** All three of a thread. */
export function processesOf(thread: number): Processes {
  return ((1 << code(thread)) | (1 << timer(thread)) | (1 << killer(thread))) >>> 0;
}

/** The lowest of a set that is not empty. */
export function lowest(set: Processes): Process {
  return 31 - Math.clz32(set & -set);
}
