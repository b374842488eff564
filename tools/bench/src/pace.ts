/** Loops that work for about as long as a round should last, and what they measure. */

/** How long a round lasts, in milliseconds. */
export const ROUND_MS = 200;

/** What a thread did and when, in milliseconds of a clock that all threads share. */
export interface Pace {
  readonly operations: number;
  readonly from: number;
  readonly to: number;
}

/** The time in milliseconds, by a clock that all processes of the machine share. */
export function clock(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/**
 * Calls `batch` for a round's time. It is to do `operations` operations: so many that looking at the clock in between
 * is lost among them.
 */
export function repeat(operations: number, batch: () => void): Pace {
  const from = clock();
  const end = performance.now() + ROUND_MS;
  let batches = 0;
  do {
    batch();
    batches += 1;
  } while (performance.now() < end);
  return { operations: batches * operations, from, to: clock() };
}

/** The same for asynchronous operations. */
export async function repeatAsync(operations: number, batch: () => Promise<void>): Promise<Pace> {
  const from = clock();
  const end = performance.now() + ROUND_MS;
  let batches = 0;
  do {
    await batch();
    batches += 1;
  } while (performance.now() < end);
  return { operations: batches * operations, from, to: clock() };
}

/** Operations of all threads. */
export function totalOperations(paces: readonly Pace[]): number {
  return paces.reduce((sum, { operations }) => sum + operations, 0);
}

/** From the first thread's start to the last one's end, in nanoseconds. */
export function wallNanoseconds(paces: readonly Pace[]): number {
  return (Math.max(...paces.map(({ to }) => to)) - Math.min(...paces.map(({ from }) => from))) * 1e6;
}

export function nanosecondsEach(paces: readonly Pace[]): number {
  return wallNanoseconds(paces) / totalOperations(paces);
}

export function millionsPerSecond(paces: readonly Pace[]): number {
  return 1e3 / nanosecondsEach(paces);
}
