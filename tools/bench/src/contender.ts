/** What takes part in a scenario. */

/** The subject of the bench, a peer, or the bare means of the platform, which nothing built on them can beat. */
export type Role = 'subject' | 'peer' | 'bare';

export interface Contender {
  readonly name: string;
  readonly role: Role;
  /** What it is measured at, where a scenario has several such cases; only equal cases are compared. */
  readonly case?: string | undefined;
  /** Gets ready: threads, memory, programs. @throws Unavailable if it cannot be measured on this machine */
  start(): Promise<Running> | Running;
}

/** A contender that is ready. */
export interface Running {
  /** Works for a round and returns the measured value. @throws WrongResult */
  round(): Promise<number> | number;
  stop?(): Promise<void> | void;
}

/** A contender cannot be measured here; the message says why and how to change that. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** A contender did not do what it was measured at. */
export class WrongResult extends Error {
  override readonly name = 'WrongResult';
}

/** Throws unless a contender's result is what it has to be. */
export function expectResult(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new WrongResult(`${what} is ${String(actual)}, not ${String(expected)}`);
}

/** How a contender is called where cases matter. */
export function labelOf({ name, case: where }: Pick<Contender, 'name' | 'case'>): string {
  return where === undefined ? name : `${name}, ${where}`;
}
