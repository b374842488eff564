/** File objects: what has a file descriptor, and how to find it. */
import type { Server, Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { ArgumentError } from '../errors.js';
import { show } from '../native/arguments.js';

/** Has its file descriptor by a method, as Weft's sockets and Python's files. */
export interface WithFileno {
  /** Negative, or an exception, once it is closed. */
  fileno(): number;
}

/** Has its file descriptor as a property, as Node's file streams, terminals and `FileHandle`s. */
export interface WithFd {
  readonly fd: number | string | null | undefined;
}

/**
 * What selectors can watch: a file descriptor; anything with `fileno()` or `fd`; Node's `net.Socket`, `net.Server` and
 * the streams of child processes, whose handles have one.
 */
export type FileObject = number | WithFileno | WithFd | Server | Socket | Readable | Writable;

/** Where Node keeps the file descriptor of sockets, servers, pipes and terminals. */
interface WithHandle {
  readonly _handle?: { readonly fd?: unknown } | null;
}

/** The open file descriptor of `fileobj`; `undefined` if it has none, not yet or not any more. */
export function openFd(fileobj: FileObject): number | undefined {
  const fd = typeof fileobj === 'object' && fileobj !== null ? fdOfObject(fileobj) : fileobj;
  return isFd(fd) ? fd : undefined;
}

/** @throws ArgumentError if it is nothing that could ever have a file descriptor */
export function checkFileObject(fileobj: unknown): asserts fileobj is FileObject {
  if (typeof fileobj === 'number') {
    if (isFd(fileobj)) return;
    throw new ArgumentError(`a file descriptor must be an integer from 0 to ${MOST}, got ${show(fileobj)}`);
  }
  if (typeof fileobj === 'object' && fileobj !== null) {
    if (SHAPES.some((property) => property in fileobj)) return;
    throw new ArgumentError(
      'the object has no file descriptor: pass an fd, a socket, a server, or an object with fileno() or fd',
    );
  }
  throw new ArgumentError(`a file object must be an fd, a socket or a stream, got ${show(fileobj)}`);
}

const MOST = 0x7fffffff;

const SHAPES = ['fileno', '_handle', 'fd'];

function isFd(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST;
}

function fdOfObject(fileobj: object): unknown {
  const { fileno } = fileobj as Partial<WithFileno>;
  if (typeof fileno === 'function') {
    try {
      return fileno.call(fileobj);
    } catch {
      // A closed file says so in its own words; here it is one without a descriptor.
      return undefined;
    }
  }
  const { _handle: handle } = fileobj as WithHandle;
  // Node's `net` handles are null when closed, and have no `fd` on systems that do not know such numbers.
  if (handle !== undefined) return handle?.fd;
  return (fileobj as WithFd).fd;
}
