/** Setting events and waiting for them. */
import type { Event } from '@weft/atomics';

/** Waits, blocking, for one event, then sets another. */
export function setWhenSet(first: Event, second: Event): void {
  first.waitSync();
  second.set();
}

/** Waits, blocking or not. */
export function waitFor(event: Event, blocking: boolean): boolean | Promise<boolean> {
  return blocking ? event.waitSync() : event.wait();
}
