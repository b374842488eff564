import { shown } from '../checks.js';
import { ArgumentError } from '../errors.js';
import { CELL, KIND } from '../layout.js';
import { Block } from '../objects/block.js';
import { registerKind } from '../objects/kinds.js';
import { place } from '../objects/place.js';
import { type ObjectOptions, SharedObject } from '../objects/shared-object.js';

/**
 * A signed integer of 64 bits, as a `bigint`. Each operation is one indivisible step and returns the value from
 * before it; sums and differences wrap around. It cannot be waited for: engines park on 32-bit words only.
 *
 * @example
 * const bytes = new AtomicInt64();
 * bytes.add(4096n);
 */
export class AtomicInt64 extends SharedObject {
  readonly #values: BigInt64Array;
  readonly #index: number;

  constructor(initial: bigint | Block = 0n, options: ObjectOptions = {}) {
    const block = initial instanceof Block ? initial : placeInt64(check(initial), options);
    super(block);
    this.#values = int64View(block.words);
    this.#index = int64Index(block.state);
  }

  /** The value. */
  load(): bigint {
    return Atomics.load(this.#values, this.#index);
  }

  /** Replaces the value. @throws ArgumentError */
  store(value: bigint): void {
    Atomics.store(this.#values, this.#index, check(value));
  }

  /** Adds to the value; returns the one from before. @throws ArgumentError */
  add(value: bigint): bigint {
    return Atomics.add(this.#values, this.#index, check(value));
  }

  /** Subtracts from the value; returns the one from before. @throws ArgumentError */
  sub(value: bigint): bigint {
    return Atomics.sub(this.#values, this.#index, check(value));
  }

  /** Keeps only the bits that `value` has, too; returns the value from before. @throws ArgumentError */
  and(value: bigint): bigint {
    return Atomics.and(this.#values, this.#index, check(value));
  }

  /** Sets the bits that `value` has; returns the value from before. @throws ArgumentError */
  or(value: bigint): bigint {
    return Atomics.or(this.#values, this.#index, check(value));
  }

  /** Turns over the bits that `value` has; returns the value from before. @throws ArgumentError */
  xor(value: bigint): bigint {
    return Atomics.xor(this.#values, this.#index, check(value));
  }

  /** Replaces the value; returns the one from before. @throws ArgumentError */
  exchange(value: bigint): bigint {
    return Atomics.exchange(this.#values, this.#index, check(value));
  }

  /** Stores `replacement` if the value is `expected`; returns the value from before, so equal means done. */
  compareExchange(expected: bigint, replacement: bigint): bigint {
    return Atomics.compareExchange(this.#values, this.#index, check(expected), check(replacement));
  }

  describe(): Record<string, unknown> {
    return { value: String(this.load()) };
  }
}

/** The words of a memory, two by two. */
export function int64View(words: Int32Array): BigInt64Array {
  return new BigInt64Array(words.buffer, words.byteOffset, words.length >> 1);
}

/** Blocks start at even words, so a 64-bit value at the start of the state is aligned. */
export function int64Index(state: number): number {
  return (state + CELL.VALUE) / 2;
}

function check(value: bigint): bigint {
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return value;
  throw new ArgumentError(
    `the value must be a bigint from -2n ** 63n to 2n ** 63n - 1n, got ${shown(value)}`,
  );
}

function placeInt64(value: bigint, options: ObjectOptions): Block {
  return place(INT64, options, CELL.SIZE_64, (words, state) =>
    Atomics.store(int64View(words), int64Index(state), value),
  );
}

const INT64 = registerKind({
  number: KIND.AtomicInt64,
  name: 'AtomicInt64',
  words: CELL.SIZE_64,
  attach: (block) => new AtomicInt64(block),
});
