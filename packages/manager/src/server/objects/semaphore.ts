import { SemaphoreOverflowError, TimeoutError } from '@weft/atomics';
import type { Call } from '../call.js';
import { type LATER, type Result, ServedObject, type Verbs, verbs } from '../served-object.js';
import type { Session } from '../session.js';

const MOST = 0x7fffffff;

export class ServedSemaphore extends ServedObject {
  readonly kind: 'semaphore' | 'boundedSemaphore';
  readonly verbs: Verbs<ServedSemaphore> = VERBS;
  readonly #bound: number;
  readonly #line = new Set<{ readonly call: Call; readonly count: number }>();
  /** Permits that clients have, so that they come back when a client dies. */
  readonly #taken = new Map<Session, number>();
  value: number;

  constructor(value: number, bounded: boolean) {
    super();
    this.kind = bounded ? 'boundedSemaphore' : 'semaphore';
    this.value = value;
    this.#bound = bounded ? value : MOST;
  }

  describe(): Record<string, number> {
    return { value: this.value, waiters: this.#line.size };
  }

  /** Takes permits if nobody stands in line for some. */
  take(session: Session, count: number): boolean {
    if (this.#line.size > 0 || this.value < count) return false;
    this.#give(session, count);
    return true;
  }

  wait(call: Call, count: number): Result | typeof LATER {
    const timeout = call.timeout(0);
    if (this.take(call.session, count)) return true;
    const waiter = { call, count };
    this.#line.add(waiter);
    const leave = () => {
      this.#line.delete(waiter);
      // Those behind may want less.
      this.#serve();
    };
    return call.park(timeout, {
      timedOut() {
        leave();
        throw new TimeoutError(`${count} permits were not free in time`);
      },
      withdraw() {
        leave();
        return undefined;
      },
    });
  }

  release(session: Session, count: number): void {
    if (this.value + count > this.#bound) {
      throw new SemaphoreOverflowError(
        `the semaphore has ${this.value} of ${this.#bound} permits: ${count} more are too many`,
      );
    }
    this.#forget(session, count);
    this.value += count;
    this.#serve();
  }

  sessionEnded(session: Session): void {
    const held = this.#taken.get(session);
    this.#taken.delete(session);
    if (held === undefined) return;
    this.value = Math.min(this.value + held, this.#bound);
    this.#serve();
  }

  #give(session: Session, count: number): void {
    this.value -= count;
    this.#taken.set(session, (this.#taken.get(session) ?? 0) + count);
    session.holdings.add(this);
  }

  /** Who releases more than it has taken adds permits; nothing has to come back for those. */
  #forget(session: Session, count: number): void {
    const left = (this.#taken.get(session) ?? 0) - count;
    if (left > 0) this.#taken.set(session, left);
    else {
      this.#taken.delete(session);
      session.holdings.delete(this);
    }
  }

  #serve(): void {
    for (const waiter of this.#line) {
      const { call, count } = waiter;
      if (this.value < count) return;
      this.#line.delete(waiter);
      if (call.session.ended) continue;
      this.#give(call.session, count);
      call.reply(true);
    }
  }
}

const VERBS: Verbs<ServedSemaphore> = verbs<ServedSemaphore>({
  acquire: (semaphore, call) => semaphore.wait(call, call.integer(1, 1, MOST)),
  tryAcquire: (semaphore, call) => semaphore.take(call.session, call.integer(0, 1, MOST)),

  release(semaphore, call) {
    semaphore.release(call.session, call.integer(0, 1, MOST));
  },

  value: (semaphore) => semaphore.value,
});
