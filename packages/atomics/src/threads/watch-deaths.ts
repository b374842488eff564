/**
 * Learns of threads that end, so that what they held becomes abandoned at once.
 *
 * - A thread that ends by itself (also by `process.exit()`) says so in its last moments.
 * - Every thread hears the end of the workers that it started, by any cause, and marks them and their descendants.
 * - A browser's workers hold a Web Lock for as long as they live; whoever has a free event loop looks for those that
 *   no longer do.
 * - Besides, waiters ask the operating system about the owner they wait for (`ParticipantTable.probe`).
 */
import { SLOT } from '../layout.js';
import { currentMemberships } from '../region/membership.js';
import { builtin, webLocks } from './runtime.js';
import { identityText, thisThread } from './this-thread.js';

/** How often a browser's thread looks for workers that are gone, in milliseconds. */
const WEB_LOCK_LOOK_MS = 100;

let watching = false;

/** Starts to watch; called whenever this thread joins a region. */
export function watchDeaths(): void {
  if (watching) return;
  watching = true;
  globalThis.process?.once?.('exit', leaveAll);
  if (webLocks() !== undefined) watchWebLocks();
}

function leaveAll(): void {
  for (const membership of [...currentMemberships()]) membership.leave();
}

/** Marks the worker with that number, and all whose ancestor it was, in every region that this thread has open. */
function markWorkerDead(threadId: number): void {
  for (const { table } of currentMemberships()) {
    const gone = new Set([threadId]);
    const inThisProcess = (slot: number) => Atomics.load(table.words, slot + SLOT.PID) === thisThread.pid;
    const isGone = (slot: number) =>
      inThisProcess(slot) &&
      (gone.has(Atomics.load(table.words, slot + SLOT.THREAD_ID)) ||
        gone.has(Atomics.load(table.words, slot + SLOT.PARENT_ID)));
    // Each round marks one more generation of descendants.
    for (let marked = 1; marked > 0; ) {
      marked = table.markWhere((slot) => {
        if (!isGone(slot)) return false;
        gone.add(Atomics.load(table.words, slot + SLOT.THREAD_ID));
        return true;
      });
    }
  }
}

interface StartedWorker {
  readonly threadId: number;
  once(event: 'exit', listener: () => void): unknown;
}

// Installed at import, not at first use: workers that exist before the listener would be missed.
if (builtin('node:worker_threads') !== undefined) {
  globalThis.process?.on?.('worker', (worker: StartedWorker) => {
    const { threadId } = worker;
    worker.once('exit', () => markWorkerDead(threadId));
  });
}

function webLockName(identity: string): string {
  return `weft:${identity}`;
}

function watchWebLocks(): void {
  const locks = webLocks();
  if (locks === undefined) return;
  const mine = webLockName(identityText(thisThread.identityHigh, thisThread.identityLow));
  void locks.request(mine, () => new Promise<void>(() => {}));
  /** Identities seen holding their lock: one that was never seen may not have had the time to take it. */
  const seen = new Set<string>();
  setInterval(async () => {
    const { held = [] } = await locks.query();
    const alive = new Set(held.map((lock) => lock.name));
    for (const { table } of currentMemberships()) {
      table.markWhere((slot) => {
        const identity = identityText(
          Atomics.load(table.words, slot + SLOT.IDENTITY_HIGH),
          Atomics.load(table.words, slot + SLOT.IDENTITY_LOW),
        );
        if (alive.has(webLockName(identity))) seen.add(identity);
        return seen.has(identity) && !alive.has(webLockName(identity));
      });
    }
  }, WEB_LOCK_LOOK_MS);
}
