/** Threads that end at an awkward moment. */
import type { AtomicBool, AtomicInt32, Barrier, RWLock, SharedObject } from '@weft/atomics';
import { crash, exit } from './basics.js';

/** Acquires, waits until somebody waits for it, and ends without a release. */
export async function holdUntilAwaited(
  object: SharedObject & Record<string, () => unknown>,
  verb: string,
  end: 'exit' | 'crash',
): Promise<void> {
  await object[verb]?.();
  while (object.describe().waiters !== true) await new Promise((resolve) => setTimeout(resolve, 1));
  if (end === 'exit') exit();
  crash();
}

/** Acquires and works, which shows in `turns`, without a look at the event loop; never releases. */
export function holdBusily(
  object: SharedObject & Record<string, () => unknown>,
  verb: string,
  turns: AtomicInt32,
  stop: AtomicBool,
): void {
  object[verb]?.();
  while (!stop.load()) turns.add(1);
}

/** Reads until a writer waits for that to end, and exits. */
export async function readUntilDrained(lock: RWLock): Promise<void> {
  lock.acquireReadSync();
  while (lock.describe().locked !== true) await new Promise((resolve) => setTimeout(resolve, 1));
  exit();
}

/** Waits at a barrier, and exits when all but one are there. */
export async function waitForAllButOne(barrier: Barrier): Promise<void> {
  barrier.wait().catch(() => {});
  while (barrier.waiting() < barrier.parties - 1) await new Promise((resolve) => setTimeout(resolve, 1));
  exit();
}
