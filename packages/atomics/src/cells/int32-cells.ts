import { shown } from '../checks.js';
import { ArgumentError } from '../errors.js';
import { CELL, KIND } from '../layout.js';
import { Block } from '../objects/block.js';
import { type Kind, registerKind } from '../objects/kinds.js';
import { place } from '../objects/place.js';
import type { ObjectOptions } from '../objects/shared-object.js';
import { Cell32 } from './cell32.js';

/**
 * An integer of 32 bits that threads change together. Each operation is one indivisible step and returns the value
 * from before it; sums and differences wrap around, as they do in the hardware.
 */
abstract class IntegerCell extends Cell32<number> {
  readonly #values: Int32Array | Uint32Array;
  readonly #index: number;

  constructor(block: Block, values: Int32Array | Uint32Array) {
    super(block);
    this.#values = values;
    this.#index = block.state + CELL.VALUE;
  }

  load(): number {
    return Atomics.load(this.#values, this.#index);
  }

  /** Replaces the value. @throws ArgumentError */
  store(value: number): void {
    Atomics.store(this.#values, this.#index, this.check(value));
  }

  /** Adds to the value; returns the one from before. @throws ArgumentError */
  add(value: number): number {
    return Atomics.add(this.#values, this.#index, this.check(value));
  }

  /** Subtracts from the value; returns the one from before. @throws ArgumentError */
  sub(value: number): number {
    return Atomics.sub(this.#values, this.#index, this.check(value));
  }

  /** Keeps only the bits that `value` has, too; returns the value from before. @throws ArgumentError */
  and(value: number): number {
    return Atomics.and(this.#values, this.#index, this.check(value));
  }

  /** Sets the bits that `value` has; returns the value from before. @throws ArgumentError */
  or(value: number): number {
    return Atomics.or(this.#values, this.#index, this.check(value));
  }

  /** Turns over the bits that `value` has; returns the value from before. @throws ArgumentError */
  xor(value: number): number {
    return Atomics.xor(this.#values, this.#index, this.check(value));
  }

  /** Replaces the value; returns the one from before. @throws ArgumentError */
  exchange(value: number): number {
    return Atomics.exchange(this.#values, this.#index, this.check(value));
  }

  /** Stores `replacement` if the value is `expected`; returns the value from before, so equal means done. */
  compareExchange(expected: number, replacement: number): number {
    return Atomics.compareExchange(this.#values, this.#index, this.check(expected), this.check(replacement));
  }

  /** The value itself. @throws ArgumentError if it does not fit */
  protected abstract check(value: number): number;

  protected bits(value: number): number {
    return this.check(value) | 0;
  }
}

/**
 * A signed integer of 32 bits.
 *
 * @example
 * const hits = new AtomicInt32();
 * hits.add(1); // 0, the value from before
 */
export class AtomicInt32 extends IntegerCell {
  constructor(initial: number | Block = 0, options: ObjectOptions = {}) {
    const block = initial instanceof Block ? initial : placeCell(INT32, checkInt32(initial), options);
    super(block, block.words);
  }

  protected check(value: number): number {
    return checkInt32(value);
  }
}

/** An unsigned integer of 32 bits. */
export class AtomicUint32 extends IntegerCell {
  constructor(initial: number | Block = 0, options: ObjectOptions = {}) {
    const block = initial instanceof Block ? initial : placeCell(UINT32, checkUint32(initial) | 0, options);
    super(block, new Uint32Array(block.words.buffer, block.words.byteOffset, block.words.length));
  }

  protected check(value: number): number {
    return checkUint32(value);
  }
}

/** A flag of one word. */
export class AtomicBool extends Cell32<boolean> {
  readonly #words: Int32Array;
  readonly #index: number;

  constructor(initial: boolean | Block = false, options: ObjectOptions = {}) {
    const block = initial instanceof Block ? initial : placeCell(BOOL, checkBool(initial), options);
    super(block);
    this.#words = block.words;
    this.#index = block.state + CELL.VALUE;
  }

  load(): boolean {
    return Atomics.load(this.#words, this.#index) !== 0;
  }

  /** Replaces the flag. @throws ArgumentError */
  store(value: boolean): void {
    Atomics.store(this.#words, this.#index, checkBool(value));
  }

  /** Clears the flag unless `value` is true; returns the one from before. @throws ArgumentError */
  and(value: boolean): boolean {
    return Atomics.and(this.#words, this.#index, checkBool(value)) !== 0;
  }

  /** Sets the flag if `value` is true; returns the one from before. @throws ArgumentError */
  or(value: boolean): boolean {
    return Atomics.or(this.#words, this.#index, checkBool(value)) !== 0;
  }

  /** Turns the flag over if `value` is true; returns the one from before. @throws ArgumentError */
  xor(value: boolean): boolean {
    return Atomics.xor(this.#words, this.#index, checkBool(value)) !== 0;
  }

  /** Replaces the flag; returns the one from before. @throws ArgumentError */
  exchange(value: boolean): boolean {
    return Atomics.exchange(this.#words, this.#index, checkBool(value)) !== 0;
  }

  /** Stores `replacement` if the value is `expected`; returns the value from before, so equal means done. */
  compareExchange(expected: boolean, replacement: boolean): boolean {
    return (
      Atomics.compareExchange(this.#words, this.#index, checkBool(expected), checkBool(replacement)) !== 0
    );
  }

  protected bits(value: boolean): number {
    return checkBool(value);
  }
}

function checkInt32(value: number): number {
  if (typeof value === 'number' && (value | 0) === value) return value;
  throw new ArgumentError(`the value must be an integer from -2147483648 to 2147483647, got ${shown(value)}`);
}

function checkUint32(value: number): number {
  if (typeof value === 'number' && value >>> 0 === value) return value;
  throw new ArgumentError(`the value must be an integer from 0 to 4294967295, got ${shown(value)}`);
}

function checkBool(value: boolean): number {
  if (typeof value === 'boolean') return Number(value);
  throw new ArgumentError(`the value must be true or false, got ${shown(value)}`);
}

function placeCell(kind: Kind, bits: number, options: ObjectOptions): Block {
  return place(kind, options, CELL.SIZE_32, (words, state) => Atomics.store(words, state + CELL.VALUE, bits));
}

const INT32 = registerKind({
  number: KIND.AtomicInt32,
  name: 'AtomicInt32',
  words: CELL.SIZE_32,
  attach: (block) => new AtomicInt32(block),
});

const UINT32 = registerKind({
  number: KIND.AtomicUint32,
  name: 'AtomicUint32',
  words: CELL.SIZE_32,
  attach: (block) => new AtomicUint32(block),
});

const BOOL = registerKind({
  number: KIND.AtomicBool,
  name: 'AtomicBool',
  words: CELL.SIZE_32,
  attach: (block) => new AtomicBool(block),
});
