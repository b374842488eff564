import { globSync } from 'node:fs';
import type { ViteUserConfig } from 'vitest/config';

/**
 * How every package runs its suites: as `tsc` emitted them. Worker threads need plain JavaScript as their
 * entry, and the runtime matrix runs the very same files on other engines.
 */
export const emittedSuites: ViteUserConfig = {
  test: {
    // Named by their sources: what a deleted or renamed test once emitted may still lie in dist-test.
    include: globSync('test/**/*.test.ts').map(emitted),
    // Thread tables and wait queues belong to a process, so every file gets a process of its own.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A test that passes at the second try has found a race: it must stay red.
    retry: 0,
    // Source maps bring stack traces back to the TypeScript, in worker threads too.
    execArgv: ['--enable-source-maps'],
    experimental: {
      // Node's own import: Vite would wrap each imported binding, and what runs would not be what is published.
      viteModuleRunner: false,
      nodeLoader: false,
    },
    reporters: ['default', 'json'],
    outputFile: { json: 'test-results/vitest.json' },
  },
};

/** Whether a package's suites find memory that processes share: on Linux, with the native binary. */
export const processesShareMemory: boolean =
  process.platform === 'linux' && globSync('../native-shm/*.node').length > 0;

/**
 * The same without the suites that need memory which processes share, where that is not to be had: without the native
 * binary of `@weft/native-shm`, or elsewhere than on Linux.
 */
export function suitesHere(needProcesses: RegExp): ViteUserConfig {
  if (processesShareMemory) return emittedSuites;
  if (process.platform === 'linux' && process.env.CI)
    throw new Error('the native binary is missing: build @weft/native-shm first');
  return leaveOut(emittedSuites, needProcesses, 'No native binary for Linux here: suites between processes');
}

/** Leaves out the suites whose files match, and says so: `what` they are and why they cannot run here. */
export function leaveOut(suites: ViteUserConfig, files: RegExp, what: string): ViteUserConfig {
  const { include = [], ...common } = suites.test ?? {};
  const left = include.filter((file) => !files.test(file));
  console.log(`${what} are left out (${include.length - left.length}).`);
  return { test: { ...common, include: left } };
}

function emitted(source: string): string {
  return source.replace(/^test/, 'dist-test').replace(/\.ts$/, '.js').replaceAll('\\', '/');
}
