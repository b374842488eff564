/** Whether two values are the same in all that structured clone carries. */
import type * as Utilities from 'node:util';
import { expect } from 'vitest';

type Equality = (one: unknown, other: unknown) => boolean;

const utilities = globalThis.process?.getBuiltinModule?.('node:util') as typeof Utilities | undefined;

/** Older Nodes take two invalid dates for different, and Bun maps whose keys are equal objects. */
function isSound(equals: Equality): boolean {
  const date = () => new Date(Number.NaN);
  const map = () => new Map([1, 2].map((value) => [Object(true), value]));
  return equals(date(), date()) && equals(map(), map());
}

/** Node's own look is the strictest, where it is right; browsers have none. */
const strict = [utilities?.isDeepStrictEqual].find((equals) => equals !== undefined && isSound(equals));

/** Fails unless the values are the same; `what` says of what. */
export function expectSame(actual: unknown, expected: unknown, what?: string): void {
  if (strict !== undefined) expect(strict(actual, expected), what).toBe(true);
  else expect(actual, what).toStrictEqual(expected);
}
