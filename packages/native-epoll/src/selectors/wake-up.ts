import { native } from '../native/load.js';
import { checked } from '../native/system-call.js';
import { EVENT_READ } from './events.js';
import { Registration } from './registration.js';
import { Waker } from './waker.js';

/** A selector's side of its wakers: a file descriptor of its own, watched like any other, that they make readable. */
export class WakeUp<T> {
  readonly waker: Waker;
  readonly registration: Registration<T>;

  /** @throws SystemCallError */
  constructor() {
    const id = checked(native().wakeCreate(), 'eventfd');
    this.waker = new Waker(id, process.pid);
    const fd = native().wakeReadEnd(id);
    const interest = { events: EVENT_READ, edge: false, oneShot: false, exclusive: false };
    this.registration = new Registration<T>(
      { fileobj: fd, fd, events: EVENT_READ, data: undefined as T },
      interest,
      true,
    );
  }

  /** Eight bytes written to it wake. */
  get writeFd(): number {
    return native().wakeWriteEnd(this.waker.selector);
  }

  /** Takes back all wake-ups there were. */
  drain(): void {
    checked(native().wakeDrain(this.waker.selector), 'read');
  }

  /** From now on wakers find nobody. */
  close(): void {
    native().wakeClose(this.waker.selector);
  }
}
