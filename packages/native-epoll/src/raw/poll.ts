/** `poll`: once for a list, or as a set that is kept. */
import { ArgumentError } from '../errors.js';
import { checkFd, checkInteger, timeoutOf } from '../native/arguments.js';
import { inSlices } from '../native/blocking.js';
import { native } from '../native/load.js';
import { checked } from '../native/system-call.js';
import { OwnSet } from './own-set.js';
import type { ReadySetOptions } from './ready-set.js';

/** Flags have 16 bits here. */
const MOST_FLAGS = 0xffff;

/**
 * **Blocks the thread** until one of the file descriptors is ready; those that are, with what is there: flags that were
 * asked for, and `POLLERR`, `POLLHUP` and `POLLNVAL` (it is not open), which always are. Nothing after the timeout.
 * Signals do not cut it short. A worker that is terminated meanwhile ends within 0.2 s.
 *
 * @param fds pairs of a file descriptor and `POLL…` flags; one may occur more than once
 * @param timeout milliseconds, fractions too; `undefined`, negative: for ever
 * @throws ArgumentError, NativeBinaryError, SystemCallError
 */
export function poll(
  fds: Iterable<readonly [fd: number, events: number]>,
  timeout?: number,
): [fd: number, events: number][] {
  const most = timeoutOf(timeout);
  const list = Array.from(fds, checkEntry);
  const entries = new Int32Array(list.length * 2);
  for (const [i, [fd, events]] of list.entries()) entries.set([fd, events], i * 2);
  const wait = (slice: number) => native().poll(entries, list.length, slice);
  if (checked(inSlices(most, wait), 'poll') === 0) return [];
  return list
    .map(([fd], i): [number, number] => [fd, (entries[2 * i + 1] as number) >>> 16])
    .filter(([, events]) => events !== 0);
}

function checkEntry(entry: readonly [fd: number, events: number]): readonly [number, number] {
  if (!Array.isArray(entry)) throw new ArgumentError('poll takes pairs of a file descriptor and flags');
  const [fd, events] = entry as [number, number];
  checkFd(fd);
  checkInteger(events, 'events', 0, MOST_FLAGS);
  return [fd, events];
}

/** A set that `poll` waits for: on every Unix, for every kind of file, at a cost that grows with the set. */
export class Poll extends OwnSet {
  /** @throws ArgumentError, NativeBinaryError */
  constructor(options: ReadySetOptions = {}) {
    super(new (native().PollSet)(), 'poll', options);
  }
}
