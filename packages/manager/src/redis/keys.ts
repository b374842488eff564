/**
 * The keys of an object: `weft:{id}:part`. What is in braces decides where a cluster keeps a key, so all parts of an object
 * are in one place, and scripts may use them together.
 */
import { randomBytes } from 'node:crypto';

/** Everything that an object of any kind can have. */
const PARTS = [
  /** A hash: what it is, how it was made, and the state of locks and queues. */
  'state',
  /** What containers contain; the items of queues. */
  'content',
  /** Sorted sets: who waits, by order of arrival. */
  'line',
  'sleepers',
  'putters',
  'joiners',
  /** Hashes: what those who wait want, and what they were answered. */
  'asks',
  'answers',
  /** A sorted set: until when clients count as alive. */
  'leases',
  /** A hash: the permits or the items that clients have in their hands. */
  'hands',
] as const;

export type Part = (typeof PARTS)[number];

export class Keys {
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** A sorted set: all objects, by when they may go. */
  get registry(): string {
    return `${this.#prefix}:objects`;
  }

  /** The channel on which a client is told that it was answered. */
  bell(client: string): string {
    return `${this.bells}${client}`;
  }

  /** What the names of those channels begin with. */
  get bells(): string {
    return `${this.#prefix}:bell:`;
  }

  of(id: string, part: Part): string {
    return `${this.#prefix}:{${id}}:${part}`;
  }

  allOf(id: string): string[] {
    return PARTS.map((part) => this.of(id, part));
  }
}

/** What the ids of objects with a name begin with. */
const NAMED = '=';

/** The id of a named object; there are neither braces nor white space in it. */
export function idOfName(name: string): string {
  return NAMED + encodeURIComponent(name);
}

/** The name behind an id, if it has one. */
export function nameOfId(id: string): string | undefined {
  return id.startsWith(NAMED) ? decodeURIComponent(id.slice(NAMED.length)) : undefined;
}

/** Of an object without a name, or of a client: 16 letters, digits, `-` and `_`. */
export function newId(): string {
  return randomBytes(12).toString('base64url');
}
