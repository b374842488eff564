/** `select`: once for three lists, or as a set that is kept. */
import { ArgumentError } from '../errors.js';
import { checkFd, timeoutOf } from '../native/arguments.js';
import { inSlices } from '../native/blocking.js';
import { native } from '../native/load.js';
import { checked } from '../native/system-call.js';
import { OwnSet } from './own-set.js';
import type { ReadySetOptions } from './ready-set.js';

/** `FD_SETSIZE`: file descriptors from this on cannot be selected. */
export const FD_SETSIZE = 1024;

/** Words of one set. */
const WORDS = FD_SETSIZE / 32;

/** Those that are ready, of each list. */
export interface Selected {
  /** Can be read, or are at their end. */
  readonly read: number[];
  /** Can be written. */
  readonly write: number[];
  /** Have something exceptional. */
  readonly error: number[];
}

/**
 * **Blocks the thread** until one of the file descriptors is ready: to be read (or at its end), to be written, or with
 * something exceptional (urgent data, mostly). Three empty lists after the timeout. Signals do not cut it short. A
 * worker that is terminated meanwhile ends within 0.2 s.
 *
 * @param timeout milliseconds, fractions too; `undefined`, negative: for ever
 * @throws ArgumentError for file descriptors from `FD_SETSIZE` on; NativeBinaryError; SystemCallError with `EBADF` if
 *   one is not open
 */
export function select(
  read: Iterable<number>,
  write: Iterable<number>,
  error: Iterable<number>,
  timeout?: number,
): Selected {
  const most = timeoutOf(timeout);
  const lists = [[...read], [...write], [...error]] as const;
  const asked = new Int32Array(3 * WORDS);
  for (const [set, fds] of lists.entries()) for (const fd of fds) insert(asked, set, fd);
  const end = 1 + Math.max(-1, ...lists.flat());
  const found = new Int32Array(3 * WORDS);
  const wait = (slice: number) => {
    found.set(asked);
    return native().select(found, end, slice);
  };
  checked(inSlices(most, wait), 'select');
  const [readable, writable, exceptional] = lists.map((fds, set) => fds.filter((fd) => has(found, set, fd)));
  return { read: readable as number[], write: writable as number[], error: exceptional as number[] };
}

function insert(sets: Int32Array, set: number, fd: number): void {
  checkFd(fd);
  if (fd >= FD_SETSIZE) {
    throw new ArgumentError(
      `select takes file descriptors below ${FD_SETSIZE}, got ${fd}: use poll or Epoll`,
    );
  }
  const word = set * WORDS + (fd >>> 5);
  sets[word] = (sets[word] as number) | (1 << (fd & 31));
}

function has(sets: Int32Array, set: number, fd: number): boolean {
  return ((sets[set * WORDS + (fd >>> 5)] as number) & (1 << (fd & 31))) !== 0;
}

/**
 * A set that `select` waits for, of file descriptors below `FD_SETSIZE` (others are `EINVAL`). It reports `POLLIN`,
 * `POLLOUT` and `POLLPRI`; an error shows as both of the first.
 */
export class Select extends OwnSet {
  /** @throws ArgumentError, NativeBinaryError */
  constructor(options: ReadySetOptions = {}) {
    super(new (native().SelectSet)(), 'select', options);
  }
}
