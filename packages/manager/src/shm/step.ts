/**
 * A verb of a container, for those who block and those who await: what happens in memory, and what is made of it afterwards,
 * in private memory, when nobody has to wait for it.
 */
export interface Step<F, R> {
  /** Whether `run` only reads. Then it may run without the mutex, and several times; the last time counts. */
  readonly reads: boolean;
  readonly run: () => F;
  readonly finish: (found: F) => R;
}

export function reading<F, R>(run: () => F, finish: (found: F) => R): Step<F, R> {
  return { reads: true, run, finish };
}

export function changing<F, R>(run: () => F, finish: (found: F) => R): Step<F, R> {
  return { reads: false, run, finish };
}

/** What a step gives that has nothing left to do. */
export function asFound<F>(found: F): F {
  return found;
}
