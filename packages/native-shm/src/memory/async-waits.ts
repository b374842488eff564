/**
 * Waits that do not block the thread. One thread of the process waits for all of them (`crate/src/waiter.rs`) and
 * tells this one by the number of the wait.
 *
 * A wait that is given up is taken out of the queue of its word. If that comes too late, because the wait was woken
 * just then, the wake-up is passed on to another waiter as soon as the news of it arrives here.
 */
import type { AsyncWait } from '@weft/atomics';
import { PendingWait, settledWait } from '@weft/atomics/kit';
import type { AsyncWaits, Segment } from '../native/binding.js';
import { native } from '../native/load.js';

/** What to do when the wait with that number is over. */
const woken = new Map<number, () => void>();

let waits: AsyncWaits | undefined;

function ownWaits(): AsyncWaits {
  waits ??= new (native().AsyncWaits)((id) => {
    const tell = woken.get(id);
    woken.delete(id);
    tell?.();
  });
  return waits;
}

/** Waits until `word` is notified or no longer holds `expected`; `passOn` wakes another waiter of the word. */
export function waitInBackground(
  segment: Segment,
  word: number,
  expected: number,
  timeoutMs: number,
  passOn: () => void,
): AsyncWait {
  const id = ownWaits().add(segment, word, expected);
  if (id === 0) return settledWait('not-equal');
  const wait = new PendingWait(timeoutMs, () => {
    if (ownWaits().cancel(id)) woken.delete(id);
    else woken.set(id, passOn);
  });
  woken.set(id, () => wait.wake());
  return wait;
}
