/** A look at every switch, for debuggers and profilers. */
import { checkFunction } from '../checks.js';
import type { AnyGreenlet } from './greenlet.js';

/**
 * Called before control goes from one greenlet to another: by a switch or the end of a body (`'switch'`), or with an
 * error (`'throw'`). It must not switch, and must not throw: its error would leave through whoever called `switchSync`.
 */
export type Tracer = (event: 'switch' | 'throw', from: AnyGreenlet, to: AnyGreenlet) => void;

/** The tracer of this thread. @internal */
export let tracer: Tracer | undefined;

/**
 * Sets who is told of every switch of this thread, or nobody.
 *
 * @returns what was set before
 * @throws ArgumentError if it is neither a function nor `undefined`
 */
export function setTracer(next: Tracer | undefined): Tracer | undefined {
  if (next !== undefined) checkFunction('tracer', next);
  const before = tracer;
  tracer = next;
  return before;
}
