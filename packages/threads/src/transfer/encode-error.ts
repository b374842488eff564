/**
 * Errors on their way to another thread or process. Structured clone would keep the message and the stack, but not the
 * class, the code and other fields of an error.
 *
 * `encodeError` runs in threads that have not loaded this package: it must not use anything but its parameters and what
 * the language itself offers.
 */

/** Something thrown: an error in parts, or any other value as it is. */
export type EncodedError =
  | {
      readonly isError: true;
      /** Names of its class and of those above, up to a class of the language. */
      readonly classes: readonly string[];
      readonly name: string;
      readonly message: string;
      readonly stack: string | undefined;
      readonly fields: readonly (readonly [string, EncodedError])[];
      readonly cause: EncodedError | undefined;
      /** Of an `AggregateError`. */
      readonly errors: readonly EncodedError[] | undefined;
    }
  | { readonly isError: false; readonly value: unknown };

/**
 * @param canTravel whether the channel carries a value; what it does not carry arrives as its text
 */
export function encodeError(thrown: unknown, canTravel: (value: unknown) => boolean): EncodedError {
  const known = new Map<object, EncodedError>();

  function textOf(value: unknown): string {
    try {
      return String(value);
    } catch {
      return Object.prototype.toString.call(value);
    }
  }

  function classesOf(error: object): string[] {
    const names: string[] = [];
    for (
      let p = Object.getPrototypeOf(error);
      p !== null && p !== Object.prototype;
      p = Object.getPrototypeOf(p)
    ) {
      const own = Object.hasOwn(p, 'constructor')
        ? (p as { constructor?: { name?: unknown } }).constructor
        : undefined;
      if (typeof own?.name === 'string') names.push(own.name);
    }
    return names;
  }

  function encode(value: unknown): EncodedError {
    const isError = value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
    if (!isError) return { isError: false, value: canTravel(value) ? value : textOf(value) };
    const error = value as Error & { errors?: unknown };
    const before = known.get(error);
    if (before !== undefined) return before;
    const fields: (readonly [string, EncodedError])[] = [];
    const encoded: { -readonly [K in keyof Extract<EncodedError, { isError: true }>]: unknown } = {
      isError: true,
      classes: classesOf(error),
      name: textOf(error.name),
      message: textOf(error.message),
      stack: typeof error.stack === 'string' ? error.stack : undefined,
      fields,
      cause: undefined,
      errors: undefined,
    };
    known.set(error, encoded as EncodedError);
    for (const key of Object.keys(error)) {
      if (key === 'name' || key === 'message' || key === 'stack' || key === 'cause' || key === 'errors')
        continue;
      fields.push([key, encode((error as unknown as Record<string, unknown>)[key])]);
    }
    if (error.cause !== undefined) encoded.cause = encode(error.cause);
    if (Array.isArray(error.errors)) encoded.errors = error.errors.map(encode);
    return encoded as EncodedError;
  }

  return encode(thrown);
}
