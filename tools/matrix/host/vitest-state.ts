/**
 * What Vitest's `expect` wants to know of the worker that it usually runs in. Imported before anything of Vitest,
 * so that it is there when Vitest looks for it.
 */
export const testTimeoutMs = 60_000;

Object.defineProperty(globalThis, '__vitest_worker__', {
  value: { ctx: {}, config: { expect: {}, snapshotOptions: { expand: false } } },
});
