import { shown } from '../checks.js';
import { ArgumentError } from '../errors.js';
import { CELL, KIND } from '../layout.js';
import { Block } from '../objects/block.js';
import { registerKind } from '../objects/kinds.js';
import { place } from '../objects/place.js';
import { type ObjectOptions, SharedObject } from '../objects/shared-object.js';
import { int64Index, int64View } from './int64-cell.js';

/**
 * A number that threads change together. `Atomics` has no floating point, so a sum is a loop of compare-exchanges on
 * the bits; each operation is still one indivisible step, and returns the value from before it.
 *
 * @example
 * const total = new AtomicFloat64();
 * total.add(0.5);
 */
export class AtomicFloat64 extends SharedObject {
  readonly #bits: BigInt64Array;
  readonly #index: number;

  constructor(initial: number | Block = 0, options: ObjectOptions = {}) {
    const block = initial instanceof Block ? initial : placeFloat64(check(initial), options);
    super(block);
    this.#bits = int64View(block.words);
    this.#index = int64Index(block.state);
  }

  /** The value. */
  load(): number {
    return toNumber(Atomics.load(this.#bits, this.#index));
  }

  /** Replaces the value. @throws ArgumentError */
  store(value: number): void {
    Atomics.store(this.#bits, this.#index, toBits(check(value)));
  }

  /** Adds to the value; returns the one from before. @throws ArgumentError */
  add(value: number): number {
    check(value);
    for (;;) {
      const bits = Atomics.load(this.#bits, this.#index);
      const before = toNumber(bits);
      if (Atomics.compareExchange(this.#bits, this.#index, bits, toBits(before + value)) === bits)
        return before;
    }
  }

  /** Subtracts from the value; returns the one from before. @throws ArgumentError */
  sub(value: number): number {
    return this.add(-check(value));
  }

  /** Replaces the value; returns the one from before. @throws ArgumentError */
  exchange(value: number): number {
    return toNumber(Atomics.exchange(this.#bits, this.#index, toBits(check(value))));
  }

  /**
   * Stores `replacement` if the value is `expected`, compared as `Object.is` does; returns the value from before.
   */
  compareExchange(expected: number, replacement: number): number {
    const bits = toBits(check(expected));
    return toNumber(Atomics.compareExchange(this.#bits, this.#index, bits, toBits(check(replacement))));
  }

  describe(): Record<string, unknown> {
    return { value: this.load() };
  }
}

const scratch = new Float64Array(1);
const scratchBits = new BigInt64Array(scratch.buffer);

/** The bits of a number, one pattern for all that are not a number. */
function toBits(value: number): bigint {
  scratch[0] = Number.isNaN(value) ? Number.NaN : value;
  return scratchBits[0] as bigint;
}

function toNumber(bits: bigint): number {
  scratchBits[0] = bits;
  return scratch[0] as number;
}

function check(value: number): number {
  if (typeof value === 'number') return value;
  throw new ArgumentError(`the value must be a number, got ${shown(value)}`);
}

function placeFloat64(value: number, options: ObjectOptions): Block {
  return place(FLOAT64, options, CELL.SIZE_64, (words, state) =>
    Atomics.store(int64View(words), int64Index(state), toBits(value)),
  );
}

const FLOAT64 = registerKind({
  number: KIND.AtomicFloat64,
  name: 'AtomicFloat64',
  words: CELL.SIZE_64,
  attach: (block) => new AtomicFloat64(block),
});
