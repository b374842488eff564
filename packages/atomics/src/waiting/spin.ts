/**
 * A little spinning before parking: a short critical section ends sooner than a thread can be put to sleep.
 *
 * The number of rounds follows what helped lately, per object, as in glibc's adaptive mutex (PTHREAD_MUTEX_ADAPTIVE_NP):
 * an average of the rounds after which spinning succeeded, times two and a bit, and small where it never does.
 */
import { parallelism } from '../threads/runtime.js';
import { type Operation, PARK } from './operation.js';

/** On one processor the other thread cannot run while this one spins. */
const MOST_ROUNDS: number = parallelism() > 1 ? 400 : 0;
const FEW_ROUNDS = 20;

/** Tells the processor that this is a spin, where the engine can (`Atomics.pause`, a recent addition). */
const pause: (() => void) | undefined = (Atomics as { pause?: () => void }).pause?.bind(Atomics);

export class Spin {
  #average = MOST_ROUNDS / 4;

  /** Attempts again and again for a short while. */
  run<T>(operation: Operation<T>): T | typeof PARK {
    if (MOST_ROUNDS === 0) return operation.attempt(false);
    const limit = Math.min(MOST_ROUNDS, this.#average * 2 + FEW_ROUNDS);
    for (let round = 0; round < limit; round += 1) {
      const outcome = operation.attempt(false);
      if (outcome !== PARK) {
        this.#average += (round - this.#average) / 8;
        return outcome;
      }
      pause?.();
    }
    // In vain: count it as the shortest success, so that a word which is always held for long is soon parked on.
    this.#average -= this.#average / 8;
    return PARK;
  }
}
