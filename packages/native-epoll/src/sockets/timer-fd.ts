/** Timers that can be waited for: timerfd of Linux and FreeBSD. */
import { ArgumentError } from '../errors.js';
import { show } from '../native/arguments.js';
import { native } from '../native/load.js';
import { checked, EAGAIN } from '../native/system-call.js';
import { POLLIN } from '../raw/constants.js';
import { Descriptor } from './descriptor.js';

/** A hundred years. */
const LONGEST = 3.2e12;

/** A timer of the clock that nobody puts back. It is readable once it has expired, until that is read. */
export class TimerFd extends Descriptor {
  /**
   * Sets it, whatever it was set to before. Does not block.
   *
   * @param first milliseconds from now until it expires, fractions too; 0 is at once
   * @param interval milliseconds between any further times; 0 for none
   * @throws ArgumentError
   */
  set(first: number, interval = 0): void {
    // The system takes a time of zero for "never".
    this.#settime(Math.max(checkTime(first, 'first'), 1e-6), checkTime(interval, 'interval'));
  }

  /** It expires no more. Does not block. */
  stop(): void {
    this.#settime(0, 0);
  }

  /** Milliseconds until it expires next; `undefined` if it does not. Does not block. */
  remaining(): number | undefined {
    const remaining = checked(this.native.timerFdRemaining(this.open()), 'timerfd_gettime');
    return remaining === 0 ? undefined : remaining;
  }

  /** How often it has expired since this was last asked; never 0. Blocks. @throws TimeoutError, SystemCallError */
  read(): number {
    return this.tryRead() ?? this.whenReady(POLLIN, 'read', () => this.native.readCounter(this.open()));
  }

  /** The same without blocking: `undefined` if it has not expired. @throws SystemCallError */
  tryRead(): number | undefined {
    const result = this.native.readCounter(this.open());
    return result === EAGAIN ? undefined : checked(result, 'read');
  }

  #settime(first: number, interval: number): void {
    checked(this.native.timerFdSet(this.open(), first, interval), 'timerfd_settime');
  }
}

/** One that is not set. @throws NativeBinaryError, SystemCallError with `ENOSYS` where the system has none */
export function timerfd(): TimerFd {
  return new TimerFd(checked(native().timerFd(), 'timerfd_create'));
}

function checkTime(milliseconds: number, name: string): number {
  if (typeof milliseconds === 'number' && milliseconds >= 0 && milliseconds <= LONGEST) return milliseconds;
  throw new ArgumentError(`${name} must be milliseconds from 0 to ${LONGEST}, got ${show(milliseconds)}`);
}
