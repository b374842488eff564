/** Calls into the operating system, by Node's `fs` or by the native binary, with one kind of error. */
import { getSystemErrorName } from 'node:util';
import { CapacityError, WeftError } from '@weft/atomics';
import { SystemError } from '../errors.js';

/** An error of the operating system, as Node's `fs` throws them. */
export interface SystemFailure extends Error {
  readonly code: string;
}

/** Errors of the native binary carry the number of the error as their `code`. */
function named(error: unknown): SystemFailure {
  const failure = error as SystemFailure;
  const number = Number(failure.code);
  if (Number.isInteger(number) && number > 0) {
    Object.defineProperty(failure, 'code', { value: getSystemErrorName(-number), enumerable: true });
  }
  return failure;
}

/** Whether the system answered so. */
export function failedWith(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as Partial<SystemFailure>).code ?? '');
}

/** Runs `call`; what the system refuses becomes a `SystemError` that says what was tried. */
export function systemCall<T>(attempt: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof WeftError) throw error;
    const failure = named(error);
    if (failedWith(failure, 'ENOSPC', 'EDQUOT', 'ENOMEM', 'EFBIG', 'EMFILE', 'ENFILE')) {
      throw new CapacityError(`no room to ${attempt}: ${failure.message}`);
    }
    throw new SystemError(`could not ${attempt}: ${failure.message}`, { cause: failure });
  }
}
