/** Codecs: how the items of a queue become bytes, and bytes items. */
import { ArgumentError } from '@weft/atomics';
import { checkFunction, checkOptions, shown } from '@weft/atomics/kit';

/** Who shares the memory that the bytes are for. */
export type Scope = 'thread' | 'process';

/** How the items of a queue become bytes, and bytes items. */
export interface Codec<T> {
  /**
   * 1 to 1000 bytes of UTF-8, stored in the queue: whoever attaches to it looks the codec up by this name, so give it
   * a new one when the format changes.
   */
  readonly name: string;

  /**
   * The bytes of a value. They are copied before the next call, so the array may be one that is used again.
   *
   * @throws CodecError if the value has none
   */
  encode(value: T, scope: Scope): Uint8Array;

  /**
   * The value of the first `length` bytes of `bytes`, an array that is used again after the call (unless `keeps`).
   *
   * @throws CodecError if they are not what `encode` makes
   */
  decode(bytes: Uint8Array, length: number): T;

  /** `decode` keeps the array: give it one of its own, exactly as long as the item. */
  readonly keeps?: boolean;
}

/** A codec whose values all take the same number of bytes: they go from and to words without any array in between. */
export interface FixedCodec<T> extends Codec<T> {
  /** How many bytes a value takes. */
  readonly bytes: number;
  /** Writes a value to `words` from `at` on. */
  write(value: T, words: Int32Array, at: number): void;
  /** The value that stands in `words` from `at` on. */
  read(words: Int32Array, at: number): T;
}

export function isFixed<T>(codec: Codec<T>): codec is FixedCodec<T> {
  return 'bytes' in codec;
}

const LONGEST_NAME_BYTES = 1000;

const known = new Map<string, Codec<unknown>>();
const families: ((name: string) => Codec<unknown> | undefined)[] = [];

/**
 * Makes a codec known under its name in the calling thread, for queues that arrive there. A thread that constructs
 * the queue itself passes the codec and needs no registration.
 */
export function registerCodec<T>(codec: Codec<T>): Codec<T> {
  checkCodec(codec);
  known.set(codec.name, codec as Codec<unknown>);
  return codec;
}

/** Codecs that can be made from their names. */
export function registerFamily(make: (name: string) => Codec<unknown> | undefined): void {
  families.push(make);
}

/**
 * The codec with that name. If this thread does not know it yet, the queue can still be looked at, joined and shut
 * down: only its items need the codec, and look it up again.
 */
export function codecOf(name: string): Codec<unknown> {
  return (
    find(name) ?? {
      name,
      encode: (value, scope) => need(name).encode(value, scope),
      decode: (bytes, length) => need(name).decode(bytes.slice(0, length), length),
    }
  );
}

function find(name: string): Codec<unknown> | undefined {
  let codec = known.get(name);
  for (const make of families) codec ??= make(name);
  return codec;
}

function need(name: string): Codec<unknown> {
  const codec = find(name);
  if (codec !== undefined) return codec;
  throw new ArgumentError(
    `the codec ${JSON.stringify(name)} is not known in this thread: call registerCodec() first`,
  );
}

/** @throws ArgumentError unless it is a codec */
export function checkCodec(codec: unknown): void {
  checkOptions('codec', codec);
  const { name, encode, decode } = codec as Partial<Codec<unknown>>;
  checkFunction('codec.encode', encode);
  checkFunction('codec.decode', decode);
  const length = typeof name === 'string' ? new TextEncoder().encode(name).length : 0;
  if (length >= 1 && length <= LONGEST_NAME_BYTES && name?.isWellFormed()) return;
  throw new ArgumentError(
    `codec.name must be a well-formed string of 1 to ${LONGEST_NAME_BYTES} bytes, got ${shown(name)}`,
  );
}
