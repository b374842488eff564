/** What the runtimes differ in that these suites run on: see tools/matrix/README.md. */
import type { TestOptions } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** Features that the test needs and this runtime lacks. */
    needs?: readonly string[];
  }
}

export type Feature = 'async-context' | 'visible-timers' | 'rejections-of-tests';

/** What each feature means, and how to find out whether it is there. */
export const features: Readonly<Record<Feature, { readonly meaning: string; probe(): boolean }>> = {
  'async-context': {
    meaning: 'an async function is known as its task after an `await`, too',
    probe: () => globalThis.process?.getBuiltinModule?.('node:async_hooks') !== undefined,
  },
  'visible-timers': {
    meaning: 'the runtime tells which timers keep the process alive',
    probe: seesTimers,
  },
  'rejections-of-tests': {
    meaning:
      'a test may wait for an unhandled rejection, which the host of the suite does not take for a failure',
    probe: () => setting('VITEST') !== undefined,
  },
};

/** Options for a test or a suite that can only run where all these features are. */
export function needs(...wanted: Feature[]): TestOptions {
  const missing = wanted.filter((feature) => !features[feature].probe());
  return missing.length === 0 ? {} : { skip: true, meta: { needs: missing } };
}

/** An environment variable; a browser's page has those that begin with `WEFT_` in its address. */
export function setting(name: string): string | undefined {
  const { process, location } = globalThis as { process?: NodeJS.Process; location?: { search: string } };
  if (process !== undefined) return process.env[name];
  return new URLSearchParams(location?.search).get(name) ?? undefined;
}

function seesTimers(): boolean {
  const timer = setTimeout(() => undefined, 1e6);
  try {
    return globalThis.process?.getActiveResourcesInfo?.().includes('Timeout') === true;
  } finally {
    clearTimeout(timer);
  }
}
