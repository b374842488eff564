import type { Binding } from '../../native/binding.js';
import { native } from '../../native/load.js';
import { checked } from '../../native/system-call.js';
import {
  KQ_EV_ADD,
  KQ_EV_CLEAR,
  KQ_EV_DELETE,
  KQ_EV_EOF,
  KQ_FILTER_READ,
  KQ_FILTER_WRITE,
} from '../../raw/constants.js';
import { EDGE, ERROR, HANG_UP, MOST_AT_ONCE, PEER_ENDS, READ, type Readiness, WRITE } from './readiness.js';

/** Numbers of one event: ident, filter, flags, fflags, data, udata. */
const SIZE = 6;
const FILTER = 1;
const FLAGS = 2;
const ERROR_NUMBER = 3;
const SLOT = 5;

const NO_EVENTS = new Float64Array(0);

/**
 * kqueue, which watches reading and writing apart, so that both of one file descriptor are two events. Errors and
 * hang-ups come with the events that are watched for, and not without them: a connection that is watched for nothing
 * hears of a reset when it is watched again.
 */
export class KqueueReadiness implements Readiness {
  readonly fd: number;
  readonly #native: Binding = native();
  readonly #batch = new Float64Array(SIZE * MOST_AT_ONCE);
  readonly #change = new Float64Array(SIZE);

  constructor() {
    this.fd = checked(this.#native.kqueueCreate(), 'kqueue');
  }

  add(fd: number, slot: number, events: number): number {
    const flags = KQ_EV_ADD | (events & EDGE ? KQ_EV_CLEAR : 0);
    const read = events & READ ? this.#submit(fd, slot, KQ_FILTER_READ, flags) : 0;
    if (read < 0) return read;
    return events & WRITE ? this.#submit(fd, slot, KQ_FILTER_WRITE, flags) : 0;
  }

  /** Filters are added anew, and so report what is there. */
  change(fd: number, slot: number, events: number): number {
    this.remove(fd);
    return this.add(fd, slot, events);
  }

  remove(fd: number): void {
    // One of them, or both, may not be there.
    this.#submit(fd, 0, KQ_FILTER_READ, KQ_EV_DELETE);
    this.#submit(fd, 0, KQ_FILTER_WRITE, KQ_EV_DELETE);
  }

  look(): number {
    return this.#native.kevent(this.fd, NO_EVENTS, 0, this.#batch, MOST_AT_ONCE, 0);
  }

  slotAt(index: number): number {
    return this.#batch[SIZE * index + SLOT]!;
  }

  eventsAt(index: number): number {
    const at = SIZE * index;
    const reads = this.#batch[at + FILTER] === KQ_FILTER_READ;
    const ends = (this.#batch[at + FLAGS]! & KQ_EV_EOF) !== 0;
    if (!ends) return reads ? READ : WRITE;
    const failed = this.#batch[at + ERROR_NUMBER] === 0 ? 0 : ERROR;
    return (reads ? READ | PEER_ENDS : WRITE | HANG_UP) | failed;
  }

  close(): void {
    this.#native.close(this.fd);
  }

  #submit(fd: number, slot: number, filter: number, flags: number): number {
    const change = this.#change;
    change.fill(0);
    change[0] = fd;
    change[FILTER] = filter;
    change[FLAGS] = flags;
    change[SLOT] = slot;
    return this.#native.kevent(this.fd, change, 1, NO_EVENTS, 0, 0);
  }
}
