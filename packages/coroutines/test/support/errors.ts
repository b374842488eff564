/** Errors of tests, and what was thrown. */
import { setExceptHook, type Unobserved } from '@weft/coroutines';

export class Expected extends Error {
  override readonly name = 'Expected';
}

/** What `fn` throws. */
export function thrownBy(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** Collects what nobody looks at, until the end of the scope. */
export function unobserved(): { readonly reports: Unobserved[] } & Disposable {
  const reports: Unobserved[] = [];
  const before = setExceptHook((report) => reports.push(report));
  return { reports, [Symbol.dispose]: () => void setExceptHook(before) };
}
