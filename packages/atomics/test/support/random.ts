/** Random numbers that can be had again: stress tests print their seed, and `WEFT_SEED` sets it. */
import { setting } from './runtime.js';

/** A generator of 32 bits of state (mulberry32, T. Ettinger, public domain), enough to vary schedules. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** From 0 up to, but not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** An integer from 0 up to, but not including, `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}

/** The seed of this run, printed so that a failure can be repeated. */
export function runSeed(what: string): number {
  const given = Number(setting('WEFT_SEED'));
  const seed = Number.isInteger(given) && given !== 0 ? given : (Math.random() * 0x7fffffff) | 1;
  console.log(`${what}: WEFT_SEED=${seed}`);
  return seed;
}
