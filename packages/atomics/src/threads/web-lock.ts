/**
 * How threads of a browser tell that they live: each holds a Web Lock, which the browser takes away when the thread
 * ends. The lock is asked for at import, because the request leaves the thread only when its event loop comes round:
 * a thread that blocked or worked on from its first use of Weft would never get it.
 */
import { webLocks } from './runtime.js';
import { identityText, thisThread } from './this-thread.js';

/** Stands in `SLOT.OS_THREAD` of a thread that holds its Web Lock. */
export const HOLDS_WEB_LOCK = -1;

let holds = false;

/** Whether this thread holds its Web Lock. Until it does, nobody can tell whether it still lives. */
export function holdsWebLock(): boolean {
  return holds;
}

/** Name of the Web Lock of a thread. */
export function webLockName(identity: string): string {
  return `weft:${identity}`;
}

/** Asks for this thread's Web Lock, for as long as it lives; calls `granted` once it has it. */
export function takeWebLock(granted: () => void): void {
  const name = webLockName(identityText(thisThread.identityHigh, thisThread.identityLow));
  const request = webLocks()?.request(name, () => {
    holds = true;
    granted();
    return new Promise<void>(() => {});
  });
  // A page without the right to Web Locks, such as a sandboxed frame: then the end of its threads is not noticed.
  request?.catch(() => {});
}
