/** The errors that this package adds to those of `@weft/atomics`, each with a stable `code`. */
import { WeftError } from '@weft/atomics';

/** The native binary of this package is missing, or this system is not supported. Thrown at first use. */
export class NativeBinaryError extends WeftError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WEFT_NATIVE_BINARY', message, options);
  }
}

/** There is no region of that name, or not any more. */
export class RegionNotFoundError extends WeftError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WEFT_REGION_NOT_FOUND', message, options);
  }
}

/** There is a region of that name already. */
export class RegionExistsError extends WeftError {
  constructor(message: string) {
    super('ERR_WEFT_REGION_EXISTS', message);
  }
}

/** The region belongs to somebody else, is open to more users than asked for, or is no plain file. */
export class RegionAccessError extends WeftError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WEFT_REGION_ACCESS', message, options);
  }
}

/** The operating system refused something; `cause` is its error, with `code` and `syscall` as Node's have. */
export class SystemError extends WeftError {
  constructor(message: string, options: ErrorOptions) {
    super('ERR_WEFT_SYSTEM', message, options);
  }
}
