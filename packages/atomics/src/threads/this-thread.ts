/** Who this thread is. */
import { currentOsThread, type OsThread } from './os-thread.js';
import { builtin } from './runtime.js';

/** Environment data under this key tells a worker its nearest ancestor that uses Weft. */
const ANCESTOR_KEY = '@weft/atomics:ancestor';

/** The facts about a thread that others may want to know. */
export interface ThreadFacts {
  /** Random, unique over all threads and processes. */
  readonly identityHigh: number;
  readonly identityLow: number;
  readonly pid: number;
  readonly os: OsThread | undefined;
  /** The runtime's thread number (0 in the main thread) and that of the nearest ancestor known; -1 for none. */
  readonly threadId: number;
  readonly ancestorId: number;
}

function readFacts(): ThreadFacts {
  const random = crypto.getRandomValues(new Int32Array(2));
  const workers = builtin('node:worker_threads');
  const os = currentOsThread();
  const threadId = workers?.threadId ?? -1;
  let ancestorId = -1;
  try {
    const ancestor = workers?.getEnvironmentData(ANCESTOR_KEY);
    if (typeof ancestor === 'number' && threadId !== 0) ancestorId = ancestor;
    workers?.setEnvironmentData(ANCESTOR_KEY, threadId);
  } catch {
    // A runtime without environment data: deaths of nested workers are then seen through the operating system only.
  }
  return {
    identityHigh: random[0] as number,
    identityLow: random[1] as number,
    pid: globalThis.process?.pid ?? 0,
    os,
    threadId,
    ancestorId,
  };
}

/** The calling thread. */
export const thisThread: ThreadFacts = readFacts();

let name: string | undefined;

/** Name of this thread in reports: the one it was given, else one made of its number. */
export function threadName(): string {
  if (name !== undefined) return name;
  if (thisThread.threadId === 0) return 'main';
  if (thisThread.threadId > 0) return `worker-${thisThread.threadId}`;
  return `thread-${identityText(thisThread.identityHigh, thisThread.identityLow).slice(0, 8)}`;
}

/** Remembers a name for tables that are joined later. */
export function rememberThreadName(newName: string): void {
  name = newName;
}

/** An identity as text. */
export function identityText(high: number, low: number): string {
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
