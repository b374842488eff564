/**
 * All stores to shared memory, except those of mutexes, go through these functions. That makes the order in which they
 * happen plain to see, and lets a test kill the program after each of them. They are inlined by the engine.
 *
 * **Order.** A participant that is killed has done all stores up to some point of its program and none after it:
 * engines keep the order of stores to typed arrays, processors finish what was retired. Other processors may see plain
 * stores in another order while the participant lives; they look at what it wrote only after they have taken the mutex
 * from it, or check what they have read by its version.
 */

import { CorruptRegionError } from '@weft/atomics';

/** Stores a word. */
export function put(words: Int32Array, at: number, value: number): void {
  words[at] = value;
}

/** Stores a number in one piece; never a NaN, whose bits are up to the engine. */
export function putNumber(numbers: Float64Array, at: number, value: number): void {
  numbers[at] = value;
}

/** Stores a number of any type in one piece. */
export function putElement(view: Record<number, number | bigint>, at: number, value: number | bigint): void {
  view[at] = value;
}

/** Copies words. @throws CorruptRegionError if they do not fit: a reference or a size is overwritten */
export function putWords(words: Int32Array, at: number, source: Int32Array): void {
  if (at + source.length > words.length) throw outside();
  words.set(source, at);
}

/** Copies bytes. @throws CorruptRegionError if they do not fit */
export function putBytes(bytes: Uint8Array, at: number, source: Uint8Array): void {
  if (at + source.length > bytes.length) throw outside();
  bytes.set(source, at);
}

/** Stores a word that others look at without a mutex: whatever was stored before is to be seen before it. */
export function publish(words: Int32Array, at: number, value: number): void {
  Atomics.store(words, at, value);
}

/** Stores a word that is to be seen before whatever is stored afterwards. */
export function announce(words: Int32Array, at: number, value: number): void {
  // A store alone would not do on processors that let later stores overtake it.
  Atomics.exchange(words, at, value);
}

const outside = () =>
  new CorruptRegionError('a block of the heap reaches beyond its extent: the region is overwritten');
