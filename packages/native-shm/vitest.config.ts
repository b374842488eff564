import { defineConfig } from 'vitest/config';
import { emittedSuites, processesShareMemory } from '../../vitest.base.ts';

const { include: suites = [], ...common } = emittedSuites.test ?? {};

// The suites look into /proc; elsewhere, and without the binary, only what holds everywhere is tested.
const include = processesShareMemory ? suites : ['dist-test/import.test.js'];
if (!processesShareMemory)
  console.log('No native binary for Linux here: only the import of the package is tested.');

/** Where it matters which of two ways is taken: parking, mapping, travelling. */
const FALLBACK_SUITES =
  /(process-memory|process-region|lifetime|handles|conformance.(lock|semaphore|event|select|barrier)|stress.locks)\.test/;

export default defineConfig({
  test: {
    ...common,
    projects: [
      { extends: true, test: { name: 'preferred', include } },
      {
        extends: true,
        test: {
          name: 'fallbacks',
          include: include.filter((file) => FALLBACK_SUITES.test(file)),
          // A plain ArrayBuffer, and no `futex_waitv`: what older runtimes and kernels make do with.
          env: { WEFT_SHM_BUFFER: 'array', WEFT_SHM_ASYNC: 'poll' },
        },
      },
    ],
  },
});
