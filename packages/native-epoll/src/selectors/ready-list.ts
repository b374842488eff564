import { type EventMask, isReportedOnce } from './events.js';
import type { Registration } from './registration.js';
import type { SelectorKey } from './selector-key.js';

/**
 * What one look at a backend has found, gone through one by one with `advance`. It is filled again and again: an event
 * costs no object.
 */
export class ReadyList<T = unknown> {
  /** How many there are. */
  count = 0;
  /** Whether the selector was woken. */
  woken = false;
  readonly #registrations: (Registration<T> | undefined)[] = [];
  readonly #masks: EventMask[] = [];
  /** The place of the next one, and how many may still be gone on to. */
  #next = 0;
  #limit = 0;
  #registration: Registration<T> | undefined;
  #mask: EventMask = 0;

  add(registration: Registration<T>, mask: EventMask): void {
    if (registration.isWakeUp) {
      this.woken = true;
      return;
    }
    this.#registrations[this.count] = registration;
    this.#masks[this.count] = mask;
    this.count += 1;
  }

  /** To be gone through for up to `max` events. */
  begin(max: number): this {
    this.#limit = max;
    this.woken = false;
    return this;
  }

  /** Goes on to the next one that is still registered, for what it is watched for now; `false` at the end. */
  advance(): boolean {
    while (this.#next < this.count && this.#limit > 0) {
      const place = this.#next;
      const registration = this.#registrations[place] as Registration<T>;
      // The list may live much longer than the files that it has named.
      this.#registrations[place] = undefined;
      this.#next += 1;
      this.#mask = (this.#masks[place] as EventMask) & registration.interest.events;
      if (!registration.live || this.#mask === 0) continue;
      this.#registration = registration;
      this.#limit -= 1;
      return true;
    }
    this.#registration = undefined;
    return false;
  }

  /** Of the one that `advance` has come to. */
  get key(): SelectorKey<T> {
    return (this.#registration as Registration<T>).key;
  }

  get mask(): EventMask {
    return this.#mask;
  }

  /** Forgets those to come that will be reported again anyway; whether others are left. */
  keepReportedOnce(): boolean {
    let kept = 0;
    for (let place = this.#next; place < this.count; place += 1) {
      const registration = this.#registrations[place] as Registration<T>;
      this.#registrations[place] = undefined;
      if (!registration.live || !isReportedOnce(registration.interest)) continue;
      this.#registrations[kept] = registration;
      this.#masks[kept] = this.#masks[place] as EventMask;
      kept += 1;
    }
    this.#registration = undefined;
    this.#next = 0;
    this.count = kept;
    return kept > 0;
  }
}
