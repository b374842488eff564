/** What the native functions answer: a number, negative if the system refused. */
import { constants } from 'node:os';
import { SystemCallError } from '../errors.js';

/** Names of the system's errors. */
export type ErrorName = keyof typeof constants.errno;

/** Would block: the ordinary answer of what has nothing yet, or no room. */
export const EAGAIN: number = -constants.errno.EAGAIN;

/** Returns what a call returned. @throws SystemCallError if that is the number of an error */
export function checked(result: number, syscall: string): number {
  if (result < 0) throw systemCallError(result, syscall);
  return result;
}

/** The error that a negative result stands for. `detail` follows its message. */
export function systemCallError(result: number, syscall: string, detail = ''): SystemCallError {
  return new SystemCallError(result, syscall, detail);
}

/** Whether a call returned that error. */
export function isError(result: number, name: ErrorName): boolean {
  return result === -constants.errno[name];
}
