import type { ViteUserConfig } from 'vitest/config';

/** Suites of tools run as they are written, like the tools themselves. */
export const toolSuites: ViteUserConfig = {
  test: {
    include: ['test/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', 'json'],
    outputFile: { json: 'test-results/vitest.json' },
  },
};
