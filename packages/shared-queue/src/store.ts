/** What a queue keeps its items in. */
import type { Frames } from './frames.js';

export interface Store {
  /** Words of the largest frame that can ever go in. */
  readonly mostWords: number;

  /**
   * Puts as many of `frames` as there is room for, in order, and notes in it how many; whether all are in now.
   *
   * @throws ShutDownError
   */
  put(frames: Frames): boolean;

  /** Whether a `put` of what is left of `frames` could put something: a snapshot only. */
  hasRoom(frames: Frames): boolean;

  /**
   * Takes up to `max` items and adds their frames to `frames`, which is empty; how many.
   *
   * @param apart whether a large item is to be copied into an array of its own
   */
  take(max: number, frames: Frames, apart: boolean): number;

  /** Items in it: a snapshot only. */
  size(): number;

  /** Whether not even a small item would fit: a snapshot only. */
  full(): boolean;

  /** Whether nothing can be put any more. */
  isShut(): boolean;

  /** From now on nothing can be put. */
  shut(state: number): void;

  /** Items put so far, modulo 2^31. */
  putCount(): number;
}
