import { timeoutOf } from '../../native/arguments.js';
import { inSlices } from '../../native/blocking.js';
import { native } from '../../native/load.js';
import { checked } from '../../native/system-call.js';
import {
  KQ_EV_ADD,
  KQ_EV_CLEAR,
  KQ_EV_DELETE,
  KQ_EV_DISABLE,
  KQ_EV_DISPATCH,
  KQ_FILTER_READ,
  KQ_FILTER_WRITE,
} from '../../raw/constants.js';
import { EVENT_READ, EVENT_WRITE, type EventMask, type Interest } from '../events.js';
import { failedWith } from '../failed-with.js';
import type { ReadyList } from '../ready-list.js';
import type { Registration } from '../registration.js';
import type { Backend } from './backend.js';

/** Numbers of one event, in changes and in answers: ident, filter, flags, fflags, data, udata. */
const EVENT = { IDENT: 0, FILTER: 1, FLAGS: 2, UDATA: 5, SIZE: 6 } as const;

const FIRST_CAPACITY = 64;

const BOTH: readonly number[] = [KQ_FILTER_READ, KQ_FILTER_WRITE];

/**
 * kqueue watches reading and writing apart, each by a filter of its own, and knows them by the file descriptor and the
 * filter. Here they are put together again: a registration is reported once per wait.
 */
export class KqueueBackend<T> implements Backend<T> {
  readonly kind = 'kqueue';
  readonly abilities = { edge: true, oneShot: true, exclusive: false } as const;
  readonly #kqueue = checked(native().kqueueCreate(), 'kqueue');
  /** Never called: what is closed leaves a kqueue, whatever copies there are. */
  moved: ((fd: number) => void) | undefined;
  readonly #byTicket = new Map<number, Registration<T>>();
  readonly #change = new Float64Array(EVENT.SIZE);
  #batch = new Float64Array(FIRST_CAPACITY * EVENT.SIZE);
  /** Masks of those whose two filters may both be in one answer. */
  readonly #both = new Map<Registration<T>, EventMask>();

  watchableFd(): number {
    return this.#kqueue;
  }

  add(registration: Registration<T>): void {
    try {
      this.#addFilters(registration, registration.interest);
    } catch (error) {
      this.remove(registration);
      throw error;
    }
  }

  /** Filters keep the flags that they were added with, so they are added anew, and report what is ready by then. */
  modify(registration: Registration<T>, next: Interest): void {
    this.remove(registration);
    this.#addFilters(registration, next);
  }

  remove(registration: Registration<T>): void {
    this.#byTicket.delete(registration.ticket);
    // Both, as a change that failed may have left one that was not there before.
    for (const filter of BOTH) this.#submitUnlessClosed(registration, filter, KQ_EV_DELETE);
  }

  wait(ready: ReadyList<T>, max: number, timeoutMs: number): void {
    const count = this.#wait(max, timeoutMs);
    for (let i = 0; i < count; i += 1) {
      const at = i * EVENT.SIZE;
      const registration = this.#byTicket.get(this.#batch[at + EVENT.UDATA] as number);
      if (registration === undefined) continue;
      const mask = this.#batch[at + EVENT.FILTER] === KQ_FILTER_READ ? EVENT_READ : EVENT_WRITE;
      if (registration.interest.events === mask) ready.add(registration, mask);
      else this.#both.set(registration, (this.#both.get(registration) ?? 0) | mask);
    }
    for (const [registration, mask] of this.#both) {
      ready.add(registration, mask);
      if (registration.interest.oneShot) this.#silenceOthers(registration, mask);
    }
    this.#both.clear();
  }

  close(): void {
    checked(native().close(this.#kqueue), 'close');
    this.#byTicket.clear();
  }

  #wait(max: number, timeoutMs: number): number {
    // For all there are, with room for both filters of each: one of them alone would be half the truth.
    const most = max < this.#byTicket.size ? max : 2 * max;
    if (this.#batch.length < most * EVENT.SIZE) this.#batch = new Float64Array(most * EVENT.SIZE);
    const batch = this.#batch;
    const wait = (slice: number) => native().kevent(this.#kqueue, this.#change, 0, batch, most, slice);
    return checked(inSlices(timeoutOf(timeoutMs), wait), 'kevent');
  }

  #addFilters(registration: Registration<T>, interest: Interest): void {
    const flags = KQ_EV_ADD | (interest.edge ? KQ_EV_CLEAR : 0) | (interest.oneShot ? KQ_EV_DISPATCH : 0);
    for (const filter of filtersOf(interest)) this.#submit(registration, filter, flags);
    this.#byTicket.set(registration.ticket, registration);
  }

  /** One shot is for all events together, but kqueue counts one for each filter. */
  #silenceOthers(registration: Registration<T>, mask: EventMask): void {
    for (const filter of filtersOf(registration.interest)) {
      const own = filter === KQ_FILTER_READ ? EVENT_READ : EVENT_WRITE;
      if ((mask & own) === 0) this.#submitUnlessClosed(registration, filter, KQ_EV_DISABLE);
    }
  }

  #submitUnlessClosed(registration: Registration<T>, filter: number, flags: number): void {
    try {
      this.#submit(registration, filter, flags);
    } catch (error) {
      // It was not there, or has left with the file, whose number may be another file's already.
      if (!failedWith(error, 'ENOENT', 'EBADF')) throw error;
    }
  }

  #submit({ fd, ticket }: Registration<T>, filter: number, flags: number): void {
    const change = this.#change;
    change[EVENT.IDENT] = fd;
    change[EVENT.FILTER] = filter;
    change[EVENT.FLAGS] = flags;
    change[EVENT.UDATA] = ticket;
    checked(native().kevent(this.#kqueue, change, 1, this.#batch, 0, 0), 'kevent');
  }
}

function filtersOf({ events }: Interest): readonly number[] {
  if (events === EVENT_READ) return [KQ_FILTER_READ];
  return events === EVENT_WRITE ? [KQ_FILTER_WRITE] : BOTH;
}
