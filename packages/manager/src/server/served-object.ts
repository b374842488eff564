/** What the server keeps, and how its verbs are called. */
import type { Call } from './call.js';

/**
 * A value in the server: its bytes, as a string whose one-byte characters they are. The server never decodes the values of
 * lists and the like; strings take less room than buffers, and can be compared and be keys.
 */
export type Bytes = string;

/** A value with objects of this server in it, which it keeps alive. */
export interface Held {
  readonly bytes: Bytes;
  readonly ids: readonly number[];
}

export type Stored = Bytes | Held;

/** The answer to a call. */
export type Result = null | boolean | number | Stored | readonly Result[];

/** What a verb gives that answers later. */
export const LATER: unique symbol = Symbol('later');

export type Verb<O> = (object: O, call: Call) => Result | typeof LATER | undefined;

/** All that can be asked of an object: what is not in here cannot be called. */
export type Verbs<O> = ReadonlyMap<string, Verb<O>>;

export function verbs<O>(table: Readonly<Record<string, Verb<O>>>): Verbs<O> {
  return new Map(Object.entries(table));
}

export function bytesOf(stored: Stored): Bytes {
  return typeof stored === 'string' ? stored : stored.bytes;
}

export abstract class ServedObject {
  /** Given by `Objects`. */
  id = 0;
  /** Clients and values that refer to it. */
  references = 0;
  /** UTF-8, as bytes. */
  name: Bytes | undefined;
  abstract readonly kind: string;
  abstract readonly verbs: Verbs<never>;

  /** A snapshot for people who look. */
  abstract describe(): Record<string, string | number | boolean>;

  /** What a proxy has to know besides the id. */
  facts(): readonly Result[] {
    return [];
  }

  /** Nobody refers to it any more. */
  end(): void {}
}
