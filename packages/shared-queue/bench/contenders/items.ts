/** What is moved, the same for all contenders. */
import { numberOf } from './moved.js';

export interface SmallObject {
  readonly id: number;
  readonly name: string;
  readonly price: number;
  readonly tags: readonly string[];
}

/** A small object with a number in it. */
export function objectOf(i: number): SmallObject {
  return { id: numberOf(i), name: 'alex', price: 9.5, tags: ['new', 'cheap'] };
}

export function bytesOf(size: number): Uint8Array {
  return new Uint8Array(size).fill(7);
}
