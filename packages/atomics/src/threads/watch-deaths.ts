/**
 * Learns of threads that end, so that what they held becomes abandoned at once.
 *
 * - A thread that ends by itself (also by `process.exit()`) says so in its last moments.
 * - Every thread hears the end of the workers that it started, by any cause, and marks them and their descendants. In
 *   Deno it waits until the operating system says so too: there `terminate()` reports the end at once, while a worker
 *   that is busy or blocked runs on, and is not to lose what it holds.
 * - A browser's workers hold a Web Lock for as long as they live (see `web-lock.ts`); whoever has a free event loop
 *   looks for those that no longer do.
 * - Besides, waiters ask the operating system about the owner they wait for (`ParticipantTable.probe`).
 */
import { SLOT } from '../layout.js';
import { currentMemberships } from '../region/membership.js';
import type { ParticipantTable } from '../region/participants.js';
import { builtin, reportsEndsEarly, type WebLocks, webLocks } from './runtime.js';
import { thisThread } from './this-thread.js';
import { HOLDS_WEB_LOCK, takeWebLock, webLockName } from './web-lock.js';

/** How often a browser's thread looks for workers that are gone, in milliseconds. */
const WEB_LOCK_LOOK_MS = 100;

/** How often a thread looks whether a worker has stopped whose end was reported too early, in milliseconds. */
const STILL_RUNS_LOOK_MS = 50;

let watching = false;

/** Starts to watch; called whenever this thread joins a region. */
export function watchDeaths(): void {
  if (watching) return;
  watching = true;
  globalThis.process?.once?.('exit', leaveAll);
  const locks = webLocks();
  if (locks !== undefined) watchWebLocks(locks);
}

function leaveAll(): void {
  for (const membership of [...currentMemberships()]) membership.leave();
}

/**
 * Marks the worker with that number, and all whose ancestor it was, in every region that this thread has open.
 *
 * @returns whether there were any that still run, which are left as they are
 */
function markWorkerDead(threadId: number): boolean {
  let someRun = false;
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
        if (reportsEndsEarly() && table.runs(slot) === true) {
          someRun = true;
          return false;
        }
        gone.add(Atomics.load(table.words, slot + SLOT.THREAD_ID));
        return true;
      });
    }
  }
  return someRun;
}

function workerEnded(threadId: number): void {
  if (!markWorkerDead(threadId)) return;
  const again = setTimeout(workerEnded, STILL_RUNS_LOOK_MS, threadId);
  (again as { unref?(): unknown }).unref?.();
}

interface StartedWorker {
  readonly threadId: number;
  once(event: 'exit', listener: () => void): unknown;
}

// Installed at import, not at first use: workers that exist before the listener would be missed.
if (builtin('node:worker_threads') !== undefined) {
  globalThis.process?.on?.('worker', (worker: StartedWorker) => {
    const { threadId } = worker;
    worker.once('exit', () => workerEnded(threadId));
  });
}

// At import as well: see `web-lock.ts`.
takeWebLock(() => {
  for (const { table, token } of currentMemberships()) {
    Atomics.store(table.words, table.slotOf(token) + SLOT.OS_THREAD, HOLDS_WEB_LOCK);
  }
});

function watchWebLocks(locks: WebLocks): void {
  /** Web Locks that were held at the last look: a thread may be too busy to say by itself that it has its own. */
  let seen: ReadonlySet<string | undefined> = new Set();
  const hasHadLock = (table: ParticipantTable, slot: number) =>
    Atomics.load(table.words, slot + SLOT.OS_THREAD) === HOLDS_WEB_LOCK ||
    seen.has(webLockName(table.identityAt(slot)));

  const look = async () => {
    // First who has had a lock, then who has one: a thread that gets its own in between is not taken for dead.
    const known = [...currentMemberships()].map(({ table }) => {
      const holders = [...table.living()].filter((slot) => hasHadLock(table, slot));
      return { table, holders: new Set(holders.map((slot) => table.identityAt(slot))) };
    });
    const { held = [] } = await locks.query();
    const alive = new Set(held.map((lock) => lock.name));
    for (const { table, holders } of known) {
      table.markWhere((slot) => {
        const identity = table.identityAt(slot);
        return holders.has(identity) && !alive.has(webLockName(identity));
      });
    }
    seen = alive;
  };
  const timer = setInterval(() => {
    // A page without the right to Web Locks: there is nothing to look at.
    look().catch(() => clearInterval(timer));
  }, WEB_LOCK_LOOK_MS);
}
