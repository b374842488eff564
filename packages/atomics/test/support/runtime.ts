/**
 * What the runtimes differ in that suites run on. A test says what it needs:
 *
 *     it('is re-entrant in tasks', needs('async-context'), async () => { … });
 *
 * The runtime matrix (tools/matrix) prints a table of the features, and lists every test that did not run with what
 * it needed; a test that is skipped in any other way fails there. Where a test holds on every runtime, only not in
 * the same way, it asks `has()` instead.
 */
import type * as FileSystem from 'node:fs';
import type { TestOptions } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** Features that the test needs and this runtime lacks. */
    needs?: readonly string[];
  }
}

export type Feature =
  | 'blocking'
  | 'async-context'
  | 'exit-events'
  | 'kill'
  | 'prompt-kill'
  | 'os-threads'
  | 'node-modules'
  | 'child-processes'
  | 'garbage-collection';

/** What each feature means, and how to find out whether it is there. */
export const features: Readonly<Record<Feature, { readonly meaning: string; probe(): boolean }>> = {
  blocking: {
    meaning: "the thread that a suite runs on may block; the main thread of a browser's page may not",
    probe: canBlock,
  },
  'async-context': {
    meaning: 'the tasks of a thread can be told apart, so that an RLock is re-entrant in each of them',
    probe: () => builtin('node:async_hooks') !== undefined,
  },
  'exit-events': {
    meaning:
      'a thread is told at once that a worker of its own has ended; in a browser that takes some 0.1 s',
    probe: () => builtin('node:worker_threads') !== undefined,
  },
  kill: {
    meaning: 'terminate() ends a thread whatever it does; in Deno one that is busy or blocked runs on',
    probe: () => runtime !== 'deno',
  },
  'prompt-kill': {
    meaning:
      'what terminate() ends has stopped when it resolves; in Deno that takes some milliseconds more, in Chromium up ' +
      'to 2 s',
    probe: () => runtime === 'node' || runtime === 'bun',
  },
  'os-threads': {
    meaning: 'the operating system tells whether a thread still runs',
    probe: canSeeThreads,
  },
  'node-modules': {
    meaning: "Node's built-in modules and `process` are there",
    probe: () => builtin('node:fs') !== undefined,
  },
  'child-processes': {
    meaning: 'other processes can be started',
    probe: () => builtin('node:child_process') !== undefined,
  },
  'garbage-collection': {
    meaning: 'a test can have garbage collected when it needs that',
    probe: () => runtime === 'node',
  },
};

/** The runtime that this is. */
export const runtime: 'node' | 'bun' | 'deno' | 'browser' = runtimeName();

/** Whether a feature is there. */
export function has(feature: Feature): boolean {
  return features[feature].probe();
}

/** Options for a test or a suite that can only run where all these features are. */
export function needs(...wanted: Feature[]): TestOptions {
  const missing = wanted.filter((feature) => !has(feature));
  return missing.length === 0 ? {} : { skip: true, meta: { needs: missing } };
}

/** An environment variable; a browser's page has those that begin with `WEFT_` in its address. */
export function setting(name: string): string | undefined {
  const { process, location } = globalThis as { process?: NodeJS.Process; location?: { search: string } };
  if (process !== undefined) return process.env[name];
  return new URLSearchParams(location?.search).get(name) ?? undefined;
}

function runtimeName(): typeof runtime {
  const versions = globalThis.process?.versions;
  if (versions === undefined) return 'browser';
  if ('bun' in versions) return 'bun';
  return 'deno' in versions ? 'deno' : 'node';
}

function builtin(name: string): unknown {
  return globalThis.process?.getBuiltinModule?.(name);
}

function canBlock(): boolean {
  try {
    // The word is not 0, so this returns at once where it is allowed at all.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}

function canSeeThreads(): boolean {
  try {
    const fs = builtin('node:fs') as typeof FileSystem | undefined;
    return fs?.readlinkSync('/proc/thread-self') !== undefined;
  } catch {
    return false;
  }
}
