import type { Interest } from './events.js';
import type { SelectorKey } from './selector-key.js';

let lastTicket = 0;

/**
 * One file object in one selector, from `register` to `unregister`. Backends report registrations, not file
 * descriptors: an event that was under way when a file was unregistered is never taken for one of another file that
 * has got its number since.
 */
export class Registration<T = unknown> {
  readonly fd: number;
  /** What it is called in the kernel; never used again. */
  readonly ticket: number;
  key: SelectorKey<T>;
  interest: Interest;
  /** Whether it is still registered. */
  live = true;
  /** Whether it is to be reported once, and has been. For backends whose system forgets it. */
  spent = false;
  /** Whether it is the selector's own, by which it is woken. */
  readonly isWakeUp: boolean;

  constructor(key: SelectorKey<T>, interest: Interest, isWakeUp = false) {
    lastTicket += 1;
    this.ticket = lastTicket;
    this.fd = key.fd;
    this.key = key;
    this.interest = interest;
    this.isWakeUp = isWakeUp;
  }
}
