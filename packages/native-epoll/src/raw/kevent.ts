/** Events of kqueue, as objects and as the numbers that the native side takes. */
import { ArgumentError } from '../errors.js';
import { checkBits, checkData, show } from '../native/arguments.js';
import { KQ_EV_ADD, KQ_FILTER_READ } from './constants.js';

/** What is to be changed, or has happened. */
export interface Kevent {
  /** What it is about: mostly a file descriptor. */
  readonly ident: number;
  /** Which kind of event, `KQ_FILTER_…`. */
  readonly filter: number;
  /** What to do, or what is with it, `KQ_EV_…`. */
  readonly flags: number;
  /** Flags of the filter, `KQ_NOTE_…`. */
  readonly fflags: number;
  /** A number of the filter: how many bytes there are, milliseconds, … */
  readonly data: number;
  /** Comes back with the event: an integer of at most 53 bits. */
  readonly udata: number;
}

/** Numbers of one event. */
export const NUMBERS = 6;

/** An event with what is not said at its default: to read, to be added. @throws ArgumentError */
export function kevent(event: Partial<Kevent> & Pick<Kevent, 'ident'>): Kevent {
  if (typeof event !== 'object' || event === null)
    throw new ArgumentError(`an event is an object, got ${show(event)}`);
  const { ident, filter = KQ_FILTER_READ, flags = KQ_EV_ADD, fflags = 0, data = 0, udata = 0 } = event;
  checkData(ident, 'ident');
  checkBits(filter, 'filter');
  checkBits(flags, 'flags');
  checkBits(fflags, 'fflags');
  checkData(data, 'data');
  checkData(udata, 'udata');
  return { ident, filter, flags, fflags, data, udata };
}

/** Events as numbers. @throws ArgumentError */
export function keventNumbers(events: Iterable<Kevent>): Float64Array {
  const checked = Array.from(events, kevent);
  const numbers = new Float64Array(checked.length * NUMBERS);
  for (const [i, { ident, filter, flags, fflags, data, udata }] of checked.entries()) {
    numbers.set([ident, filter, flags, fflags, data, udata], i * NUMBERS);
  }
  return numbers;
}

/** The first `count` events of numbers. */
export function keventsOf(numbers: Float64Array, count: number): Kevent[] {
  return Array.from({ length: count }, (_, i) => {
    const [ident, filter, flags, fflags, data, udata] = numbers.subarray(i * NUMBERS) as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return { ident, filter, flags, fflags, data, udata };
  });
}
