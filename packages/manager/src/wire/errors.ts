/** Errors on their way from the server to a client: code, name, message, stack. */
import * as atomics from '@weft/atomics';
import { WeftError } from '@weft/atomics';
import * as queues from '@weft/shared-queue';
import * as threads from '@weft/threads';
import * as ours from '../errors.js';

export type ErrorParts = readonly [code: string, name: string, message: string, stack: string];

/** Of what the caller did wrong nothing but the message is of use; of an error in a registered type, all. */
export function errorParts(thrown: unknown): ErrorParts {
  if (thrown instanceof WeftError) return [thrown.code, thrown.name, thrown.message, ''];
  if (!(thrown instanceof Error)) return ['', 'Error', textOf(thrown), ''];
  const code = (thrown as { code?: unknown }).code;
  const name = textOf(thrown.name);
  return [typeof code === 'string' ? code : '', name, textOf(thrown.message), textOf(thrown.stack ?? '')];
}

/** As `String`, of anything, and well-formed as texts in messages are. */
function textOf(value: unknown): string {
  try {
    return String(value).toWellFormed();
  } catch {
    return Object.prototype.toString.call(value);
  }
}

const STANDARD = new Map<string, ErrorConstructor>(
  [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((type) => [
    type.name,
    type as ErrorConstructor,
  ]),
);

/** Classes of this project, by their names. */
const WEFT = new Map<string, object>(
  [atomics, queues, threads, ours].flatMap((module) =>
    Object.entries<unknown>(module).flatMap(([name, type]) =>
      typeof type === 'function' && type.prototype instanceof WeftError
        ? [[name, type.prototype as object]]
        : [],
    ),
  ),
);

/** The error again: of its class, if that is one of the language or of this project; else a `RemoteError` with its name. */
export function errorOf([code, name, message, stack]: ErrorParts): Error {
  const prototype = code.startsWith('ERR_WEFT_') ? WEFT.get(name) : undefined;
  if (prototype !== undefined) return weftError(prototype, code, name, message);
  const Standard = STANDARD.get(name);
  const error = Standard === undefined ? new ours.RemoteError(message) : new Standard(message);
  define(error, 'name', name);
  if (stack !== '') define(error, 'stack', `${stack}\n    (in the server)`);
  if (code !== '') Object.assign(error, { code });
  return error;
}

/** The constructors of these classes take different arguments, and the message is made already. */
function weftError(prototype: object, code: string, name: string, message: string): Error {
  const error = Object.setPrototypeOf(new Error(message), prototype) as Error;
  define(error, 'name', name);
  return Object.assign(error, { code });
}

function define(error: Error, key: string, value: string): void {
  Object.defineProperty(error, key, { value, writable: true, enumerable: false, configurable: true });
}
