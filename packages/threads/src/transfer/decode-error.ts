/** Makes errors again that `encodeError` has taken apart. */
import * as atomics from '@weft/atomics';
import { checkFunction } from '@weft/atomics/kit';
import * as ours from '../errors.js';
import * as pipes from '../pipe/errors.js';
import * as pools from '../pool/errors.js';
import type { EncodedError } from './encode-error.js';
import type { StartTrace } from './start-trace.js';

type ErrorClass = abstract new (...args: never[]) => Error;
type EncodedWhole = Extract<EncodedError, { isError: true }>;

const registered = new Map<string, ErrorClass>();

/**
 * Makes classes of errors known to this thread: errors of these classes that other threads and processes throw arrive as
 * instances of them (their constructor does not run). Errors of other classes arrive as instances of the nearest class
 * that is known, with the name of their own.
 *
 * @throws ArgumentError for anything else than classes of errors
 */
export function registerErrors(...classes: ErrorClass[]): void {
  for (const errorClass of classes) {
    checkFunction('a class of errors', errorClass);
    registered.set(errorClass.name, errorClass);
  }
}

for (const exported of [atomics, ours, pipes, pools].flatMap((module) => Object.values<unknown>(module))) {
  if (typeof exported === 'function' && exported.prototype instanceof Error)
    registerErrors(exported as ErrorClass);
}

/** The class with that name, if it is of the language or was registered. */
function knownClass(name: string): ErrorClass | undefined {
  const known = registered.get(name);
  if (known !== undefined) return known;
  const global = (globalThis as Record<string, unknown>)[name];
  const isErrorClass =
    typeof global === 'function' && (global === Error || (global.prototype as unknown) instanceof Error);
  return isErrorClass ? (global as ErrorClass) : undefined;
}

const strangers = new Map<string, object>();

/** The prototype for an error of these classes, the nearest first. */
function prototypeFor(classes: readonly string[]): object {
  const [own = 'Error'] = classes;
  const base = classes.map(knownClass).find((known) => known !== undefined) ?? Error;
  if (base.name === own) return base.prototype;
  const key = `${own} ${base.name}`;
  let prototype = strangers.get(key);
  if (prototype === undefined) {
    const Stranger = class extends (base as new () => Error) {};
    Object.defineProperty(Stranger, 'name', { value: own });
    prototype = Stranger.prototype as object;
    strangers.set(key, prototype);
  }
  return prototype;
}

/** What was thrown elsewhere. */
export function decodeError(encoded: EncodedError): unknown {
  return new Decoder().decode(encoded);
}

/** Lets the last error in a chain of causes have the place where all began as its cause. @returns what was thrown */
export function withStart(thrown: unknown, startedAt: StartTrace): unknown {
  if (thrown instanceof Error) addCause(thrown, startedAt.error());
  return thrown;
}

function addCause(error: Error, cause: Error): void {
  const seen = new Set<unknown>();
  let last = error;
  while (last.cause instanceof Error && !seen.has(last)) {
    seen.add(last);
    last = last.cause;
  }
  if (last.cause === undefined) define(last, 'cause', cause);
}

class Decoder {
  readonly #known = new Map<EncodedError, unknown>();

  decode(encoded: EncodedError): unknown {
    if (!encoded.isError) return encoded.value;
    const known = this.#known.get(encoded);
    if (known !== undefined) return known;
    const error = bare(encoded);
    this.#known.set(encoded, error);
    define(error, 'stack', encoded.stack ?? `${encoded.name}: ${encoded.message}`);
    for (const [key, value] of encoded.fields) {
      Object.defineProperty(error, key, {
        value: this.decode(value),
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
    if (encoded.cause !== undefined) define(error, 'cause', this.decode(encoded.cause));
    if (encoded.errors !== undefined)
      define(
        error,
        'errors',
        encoded.errors.map((one) => this.decode(one)),
      );
    return error;
  }
}

/** An error of the right class, with its message only. */
function bare(encoded: EncodedWhole): Error {
  // What a DOMException holds lies behind accessors, so it has to be constructed.
  if (encoded.classes[0] === 'DOMException') return new DOMException(encoded.message, encoded.name) as Error;
  const error = Object.setPrototypeOf(new Error(encoded.message), prototypeFor(encoded.classes)) as Error;
  if (error.name !== encoded.name) define(error, 'name', encoded.name);
  return error;
}

/** As the language itself sets them on errors: not enumerable. */
function define(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, writable: true, enumerable: false, configurable: true });
}
