/** Taking two locks, in an order that others do not keep to. */
import type { Lock } from '@weft/atomics';

/** Takes both; answers "both", or the code of the error that it got for the second. */
export function takeBoth(first: Lock, second: Lock): string {
  using _first = first.acquireSync();
  try {
    second.acquireSync().release();
    return 'both';
  } catch (error) {
    return (error as { code: string }).code;
  }
}
