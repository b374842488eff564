import type { Realm } from './realm.js';
import type { World } from './virtual-thread.js';

/** The operating system as virtual threads see it: enough for the shipped code to find out by itself who died. */

const FIRST_TASK = 1000;
const PROCESS = 999;

/** Number of a thread in the process; set-up has that of the main thread. */
export function taskOf(thread: number): number {
  return FIRST_TASK + thread;
}

function missing(path: string): Error {
  return Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT' });
}

/** `/proc` with one process, whose tasks are the threads that are alive; all of them started at the same time. */
function proc(thread: number, isAlive: (thread: number) => boolean) {
  return {
    readlinkSync(path: string): string {
      if (path !== '/proc/thread-self') throw missing(path);
      return `${PROCESS}/task/${taskOf(thread)}`;
    },
    readFileSync(path: string): string {
      const task = /^\/proc\/\d+\/task\/(\d+)\/stat$/.exec(path)?.[1];
      if (task === undefined || !isAlive(Number(task) - FIRST_TASK)) throw missing(path);
      return `${task} (node) ${['S', ...Array.from({ length: 18 }, () => '0'), '100', '0'].join(' ')}`;
    },
  };
}

/** `process` of a virtual thread. */
export function virtualProcess(
  realm: Pick<Realm, 'asyncHooks'>,
  thread: number,
  { isAlive, environment: inherited }: World,
): object {
  const environment = thread < 0 ? (inherited as Map<string, unknown>) : new Map(inherited);
  const modules: Record<string, object> = {
    get 'node:async_hooks'() {
      return realm.asyncHooks;
    },
    'node:fs': proc(thread, isAlive),
    'node:os': { availableParallelism: () => 4 },
    'node:worker_threads': {
      threadId: thread + 1,
      isMainThread: thread < 0,
      getEnvironmentData: (key: string) => environment.get(key),
      setEnvironmentData: (key: string, value: unknown) => environment.set(key, value),
    },
  };
  const process = {
    pid: PROCESS,
    platform: 'linux',
    // Spinning is nothing but attempts that others could as well come before; waits that are explored park at once.
    env: { WEFT_SPIN: 'never' },
    versions: { node: '24.0.0' },
    getBuiltinModule: (name: string) => modules[name],
    on: () => process,
    once: () => process,
    off: () => process,
    emitWarning() {},
  };
  return process;
}

/** `crypto` whose numbers depend on the thread alone (xorshift32, G. Marsaglia 2003). */
export function virtualCrypto(thread: number): object {
  let state = (thread + 2) * 0x9e3779b1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
  return {
    getRandomValues<T extends Int32Array>(array: T): T {
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      for (let at = 0; at < bytes.length; at += 1) bytes[at] = next();
      return array;
    },
  };
}
