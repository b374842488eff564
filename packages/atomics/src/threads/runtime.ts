/**
 * What this runtime offers beyond plain JavaScript. Everything optional is looked up here, at run time, so that the
 * package loads in Node, Deno, Bun and browsers alike.
 */
import type * as AsyncHooks from 'node:async_hooks';
import type * as FileSystem from 'node:fs';
import type * as OperatingSystem from 'node:os';
import type * as WorkerThreads from 'node:worker_threads';

interface Builtins {
  'node:async_hooks': typeof AsyncHooks;
  'node:fs': typeof FileSystem;
  'node:os': typeof OperatingSystem;
  'node:worker_threads': typeof WorkerThreads;
}

/** A Node built-in module, or `undefined` where there is none. No import statement, which browsers would choke on. */
export function builtin<K extends keyof Builtins>(name: K): Builtins[K] | undefined {
  try {
    return globalThis.process?.getBuiltinModule?.(name) as Builtins[K] | undefined;
  } catch {
    return undefined;
  }
}

/** An environment variable, or `undefined` where it is not set or may not be read. */
export function environmentVariable(name: string): string | undefined {
  try {
    return globalThis.process?.env?.[name];
  } catch {
    return undefined;
  }
}

/** How many threads can run at once, as far as the runtime tells (Node 20 has no `navigator`). */
export function parallelism(): number {
  const navigator = globalThis.navigator as { hardwareConcurrency?: number } | undefined;
  return navigator?.hardwareConcurrency ?? builtin('node:os')?.availableParallelism?.() ?? 1;
}

/**
 * Whether the runtime may report the end of a worker that runs on: Deno does, of a terminated one that is busy or
 * blocked. Node and Bun report it when nothing of the worker's code can run any more.
 */
export function reportsEndsEarly(): boolean {
  return globalThis.process?.versions?.deno !== undefined;
}

/** The Web Locks of a page and its workers: they are let go when their thread ends. */
export interface WebLocks {
  request(name: string, callback: () => Promise<void>): Promise<void>;
  query(): Promise<{ held?: readonly { name?: string }[] }>;
}

/** Web Locks in a browser; elsewhere other means tell more. */
export function webLocks(): WebLocks | undefined {
  if (globalThis.process !== undefined) return undefined;
  return (globalThis.navigator as { locks?: WebLocks } | undefined)?.locks;
}
