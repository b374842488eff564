import { POLLIN, POLLOUT } from '../../raw/constants.js';
import type { ReadySet } from '../../raw/ready-set.js';
import { EVENT_READ, EVENT_WRITE, type EventMask, type Interest } from '../events.js';
import { failedWith } from '../failed-with.js';
import type { ReadyList } from '../ready-list.js';
import type { Registration } from '../registration.js';
import type { BackendKind, Waiter } from './backend.js';

/** Registrations in one of the raw sets, which all have the same methods and flags. */
export class SetWaiter<T> implements Waiter<T> {
  readonly kind: BackendKind;
  #set: ReadySet;
  readonly #byTicket = new Map<number, Registration<T>>();

  constructor(kind: BackendKind, set: ReadySet) {
    this.kind = kind;
    this.#set = set;
  }

  add(registration: Registration<T>): void {
    const { fd, interest, ticket } = registration;
    this.#set.add(fd, this.flagsOf(interest), ticket);
    this.#byTicket.set(ticket, registration);
  }

  modify({ fd, ticket }: Registration<T>, next: Interest): void {
    this.#set.modify(fd, this.flagsOf(next), ticket);
  }

  remove({ fd, ticket }: Registration<T>): void {
    this.#byTicket.delete(ticket);
    try {
      this.#set.delete(fd);
    } catch (error) {
      if (!isOfClosedFile(error)) throw error;
    }
  }

  wait(ready: ReadyList<T>, max: number, timeoutMs: number): void {
    this.waitOnce(ready, max, timeoutMs);
  }

  close(): void {
    this.#set.close();
    this.#byTicket.clear();
  }

  /** Returns how many events were nobody's. */
  protected waitOnce(ready: ReadyList<T>, max: number, timeoutMs: number): number {
    const count = this.#set.wait(max, timeoutMs);
    const { batch } = this.#set;
    let strangers = 0;
    for (let i = 0; i < count; i += 1) {
      const registration = this.#byTicket.get(batch[2 * i] as number);
      if (registration === undefined) {
        strangers += 1;
      } else if (!registration.spent) {
        registration.spent = registration.interest.oneShot;
        ready.add(registration, maskOf(batch[2 * i + 1] as number));
      }
    }
    return strangers;
  }

  /**
   * Goes on with another set, which is to watch the same; files that it refuses were closed. It does not know which of
   * its one-shot watches are spent.
   */
  protected moveTo(set: ReadySet): void {
    this.#set = set;
    for (const { fd, interest, ticket } of this.#byTicket.values()) {
      try {
        set.add(fd, this.flagsOf(interest), ticket);
      } catch (error) {
        if (!isOfClosedFile(error)) throw error;
      }
    }
  }

  protected flagsOf({ events }: Interest): number {
    return ((events & EVENT_READ) !== 0 ? POLLIN : 0) | ((events & EVENT_WRITE) !== 0 ? POLLOUT : 0);
  }
}

/** Whether a file was closed before it was taken out; its number may be another file's already. */
function isOfClosedFile(error: unknown): boolean {
  return failedWith(error, 'EBADF', 'ENOENT', 'EPERM');
}

/** What is neither, an error or a hang-up, is both: a call to read or to write will tell which. */
function maskOf(flags: number): EventMask {
  return ((flags & ~POLLOUT) !== 0 ? EVENT_READ : 0) | ((flags & ~POLLIN) !== 0 ? EVENT_WRITE : 0);
}
