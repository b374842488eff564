/**
 * A little spinning before parking: what a thread waits for often comes sooner than it could be put to sleep and
 * woken again.
 *
 * Spinning pays where the other side is running and quick, and is wasted where it is neither; which of the two it is
 * shows in how the last spins of an object ended, and in how long it was parked without them. As in glibc's adaptive
 * mutex (PTHREAD_MUTEX_ADAPTIVE_NP) the past decides, but by success instead of an average length.
 */
import { now } from '../clock.js';
import { environmentVariable, parallelism } from '../threads/runtime.js';
import { type Operation, PARK } from './operation.js';

/**
 * On one processor the other thread cannot run while this one spins. `WEFT_SPIN=never` parks everywhere at once, for
 * tests and measurements.
 */
const POINTLESS = parallelism() === 1 || environmentVariable('WEFT_SPIN') === 'never';

/**
 * How long a spin lasts at most, in milliseconds: somewhat longer than it takes to park, be woken and run again where
 * that takes long (30 to 60 µs on virtual machines whose processor went to sleep). Shorter ones would give up on a
 * thread that is just being woken, and then both would park for ever after.
 */
const LONGEST_MS = 0.1;

/**
 * Pauses between two attempts, doubled from the first to the most. Each attempt takes the word's cache line from the
 * thread that works with it, so a spinner that looks too often slows down what it waits for.
 */
const FIRST_PAUSES = 4;
const MOST_PAUSES = 32;

/** Spins in vain that an object is trusted with, at the start and at most. A spin that succeeds earns half a one. */
const CREDIT = 4;
const MOST_CREDIT = 16;
const LOSS = 2;

/** Without credit, one of so many waits spins nevertheless, to find out: fewer and fewer of them. */
const FIRST_TRIAL = 16;
const LAST_TRIAL = 1024;

/**
 * A wait that parked and was over so soon would have been won by spinning, or nearly: it brings the next trial as much
 * nearer as so many others.
 */
const SHORT_MS = 2 * LONGEST_MS;
const SHORT_COUNTS = 7;

export class Spin {
  #credit = CREDIT;
  #interval = FIRST_TRIAL;
  #untilTrial = FIRST_TRIAL;

  /** Attempts, and goes on to do so for a short while where that is likely to help. */
  run<T>(operation: Operation<T>): T | typeof PARK {
    const outcome = operation.attempt(false);
    if (outcome !== PARK || POINTLESS || !this.#isWorthwhile()) return outcome;
    return this.#spin(operation);
  }

  #isWorthwhile(): boolean {
    if (this.#credit > 0) return true;
    this.#untilTrial -= 1;
    return this.#untilTrial <= 0;
  }

  /** Runs a wait that parks, and learns from how long it takes. */
  learn<T>(park: () => T): T {
    if (POINTLESS || this.#credit > 0) return park();
    const since = now();
    const result = park();
    if (now() - since < SHORT_MS) this.#untilTrial -= SHORT_COUNTS;
    return result;
  }

  #spin<T>(operation: Operation<T>): T | typeof PARK {
    const end = now() + LONGEST_MS;
    let pauses = FIRST_PAUSES;
    do {
      pause(pauses);
      pauses = Math.min(pauses * 2, MOST_PAUSES);
      const outcome = operation.attempt(false);
      if (outcome !== PARK) {
        this.#won();
        return outcome;
      }
    } while (now() < end);
    this.#lost();
    return PARK;
  }

  #won(): void {
    this.#credit = Math.min(Math.max(this.#credit + 1, CREDIT), MOST_CREDIT);
    this.#interval = FIRST_TRIAL;
  }

  #lost(): void {
    this.#credit = Math.max(this.#credit - LOSS, 0);
    this.#untilTrial = this.#interval;
    this.#interval = Math.min(this.#interval * 2, LAST_TRIAL);
  }
}

/** Tells the processor that this is a spin, where the engine can (a recent addition to the language). */
const hint: (() => void) | undefined = (Atomics as { pause?: () => void }).pause;

/** About as many idle turns of a loop as one hint takes. */
const TURNS_PER_PAUSE = 64;

function pause(times: number): void {
  if (hint === undefined) for (let turn = times * TURNS_PER_PAUSE; turn > 0; turn -= 1);
  else for (let time = 0; time < times; time += 1) hint();
}
