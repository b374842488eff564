/**
 * The errors this package throws. Weft's own have a stable `code`, so that a caller can tell them apart across package
 * versions and threads, where `instanceof` is of no use; what the system refuses is an error as Node's own are.
 */
import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';

/** Base of the errors that Weft itself throws. */
export class WeftError extends Error {
  /** Stable identifier, `ERR_WEFT_…`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** An argument has the wrong type or is out of its range. Thrown before the system is asked for anything. */
export class ArgumentError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_ARGUMENT', message);
  }
}

/** The object was closed, so what it stood for may belong to somebody else by now. */
export class ClosedError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_CLOSED', message);
  }
}

/** A call did not end within its timeout. */
export class TimeoutError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_TIMEOUT', message);
  }
}

/** The native binary of this package is missing, or this system is not supported. Thrown at first use. */
export class NativeBinaryError extends WeftError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WEFT_NATIVE_BINARY', message, options);
  }
}

/** There is no such thing here: epoll is Linux's, kqueue macOS's and the BSDs', and not every selector has every option. */
export class UnsupportedError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_UNSUPPORTED', message);
  }
}

/** The file object is not registered in this selector. Python's is a `KeyError`. */
export class NotRegisteredError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_NOT_REGISTERED', message);
  }
}

/** The file descriptor is registered in this selector already. Python's is a `KeyError`. */
export class AlreadyRegisteredError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_ALREADY_REGISTERED', message);
  }
}

/** The system refused something. It has what the system errors of Node have. */
export class SystemCallError extends Error {
  /** The name of the error, `EAGAIN`. */
  readonly code: string;
  /** Its number, negative as everywhere in Node. */
  readonly errno: number;
  /** The call that failed, `recv`. */
  readonly syscall: string;

  /** @param errno the negative number of the error */
  constructor(errno: number, syscall: string, detail = '') {
    const [code, text] = nameOf(errno);
    super(`${syscall} ${code}${text && `: ${text}`}${detail}`);
    this.name = 'SystemCallError';
    this.code = code;
    this.errno = errno;
    this.syscall = syscall;
  }
}

/** Names and texts of the system's errors; made at the first of them. */
let names: Map<number, readonly [code: string, text: string]> | undefined;

function nameOf(errno: number): readonly [code: string, text: string] {
  names ??= new Map(getSystemErrorMap());
  const known = names.get(errno) ?? otherName(errno);
  names.set(errno, known);
  return known;
}

/** Errors that Node's own calls never have, such as `EINPROGRESS`. */
function otherName(errno: number): readonly [code: string, text: string] {
  const named = Object.entries(constants.errno).find(([, number]) => number === -errno);
  return [named?.[0] ?? `errno ${-errno}`, ''];
}
