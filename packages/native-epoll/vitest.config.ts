import { globSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { emittedSuites } from '../../vitest.base.ts';

const { include: suites = [], ...common } = emittedSuites.test ?? {};

// The suites look into /proc; elsewhere, and without the binary, only what holds everywhere is tested.
const works = process.platform === 'linux' && globSync('*.node').length > 0;
if (!works && process.platform === 'linux' && process.env.CI)
  throw new Error('the native binary is missing: build @weft/native-epoll first');
if (!works) console.log('No native binary for Linux here: only the import of the package is tested.');
const include = works ? suites : ['dist-test/import.test.js'];

/** Where the event loop takes part. */
const LOOP_SUITES = /(wait-async|-selector|serve.serve)\.test/;

export default defineConfig({
  test: {
    ...common,
    projects: [
      { extends: true, test: { name: 'preferred', include } },
      {
        extends: true,
        test: {
          name: 'poller-thread',
          include: include.filter((file) => LOOP_SUITES.test(file)),
          // As under Bun and Deno, where no file descriptor can sit in the event loop itself.
          env: { WEFT_EPOLL_LOOP: 'thread' },
        },
      },
    ],
  },
});
