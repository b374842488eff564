/** The errors this package throws, beside those of `@weft/atomics` and `@weft/shared-queue`. Each has a stable `code`. */
import { WeftError } from '@weft/atomics';

/** There is no element at that index. */
export class IndexError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_INDEX', message);
  }
}

/** There is no such key, or nothing in the dict or set. */
export class KeyError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_KEY', message);
  }
}

/** The value that was asked for is not in the list. */
export class ValueError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_VALUE', message);
  }
}

/** The two sides do not have the same authkey, or one of them did not prove that it has it. */
export class AuthenticationError extends WeftError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WEFT_AUTHENTICATION', message, options);
  }
}

/**
 * The connection to the server ended: it died, was shut down, hung up, or the network failed. Calls that were under way
 * may have been carried out or not; locks that were held are lost. Later calls connect anew.
 */
export class ConnectionLostError extends WeftError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WEFT_CONNECTION_LOST', message, options);
  }
}

/** Nobody answers at that address. Nothing was done. */
export class ConnectError extends WeftError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WEFT_CONNECT', message, options);
  }
}

/** What the other side sent is not the protocol of this package, or of another version. */
export class ProtocolError extends WeftError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WEFT_PROTOCOL', message, options);
  }
}

/** A limit that the server or the backend sets (bytes of a message, objects, calls under way, …) was passed. */
export class LimitError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_LIMIT', message);
  }
}

/** The shared object does not exist any more: its last reference was given up, or its server was started anew. */
export class ObjectGoneError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_OBJECT_GONE', message);
  }
}

/** The name belongs to an object of another kind, or of the same kind made otherwise. */
export class NameTakenError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_NAME_TAKEN', message);
  }
}

/** The server knows no such type, or the type does not expose that method. */
export class NotExposedError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_NOT_EXPOSED', message);
  }
}

/** This backend cannot do that; the message says which one can. */
export class UnsupportedError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_UNSUPPORTED', message);
  }
}

/** The package that the backend of that address needs is not installed. */
export class BackendMissingError extends WeftError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WEFT_BACKEND_MISSING', message, options);
  }
}

/** A method of a registered type threw, in the server; `name`, `message` and the `cause` are those of what it threw. */
export class RemoteError extends WeftError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WEFT_REMOTE', message, options);
  }
}
