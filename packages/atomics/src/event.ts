import { EVENT, KIND } from './layout.js';
import { Block } from './objects/block.js';
import { registerKind } from './objects/kinds.js';
import { place } from './objects/place.js';
import type { ObjectOptions } from './objects/shared-object.js';
import { type SyncWaitOptions, WaitingObject } from './objects/waiting-object.js';
import type { Selectable, SelectHooks } from './selectable.js';
import type { WaitOptions } from './waiting/async-line.js';
import { Operation, PARK } from './waiting/operation.js';

/**
 * A flag that threads can wait for. `set` releases everyone who waits, also those who get to run only after a
 * `clear`; who comes while it is set does not wait.
 *
 * Nobody owns an event, so nobody's death matters to it: what a dead thread has set stays set.
 *
 * @example
 * const ready = new Event();
 * ready.waitSync({ timeout: 100 }); // false, unless another thread has called ready.set()
 */
export class Event extends WaitingObject implements Selectable {
  readonly #block: Block;
  readonly #words: Int32Array;
  readonly #at: number;

  constructor(options: ObjectOptions | Block = {}) {
    const block = options instanceof Block ? options : place(EVENT_KIND, options, EVENT.SIZE);
    super(block);
    this.#block = block;
    this.#words = block.words;
    this.#at = block.state + EVENT.WORD;
  }

  /** Sets the flag and releases all waiters. Never blocks. */
  set(): void {
    for (;;) {
      const word = Atomics.load(this.#words, this.#at);
      if ((word & EVENT.SET) !== 0) return;
      const next = ((word + EVENT.GENERATION) & ~(EVENT.WAITERS | EVENT.WATCHED)) | EVENT.SET;
      if (Atomics.compareExchange(this.#words, this.#at, word, next) !== word) continue;
      if ((word & EVENT.WAITERS) !== 0) this.#block.memory.notify(this.#at);
      if ((word & EVENT.WATCHED) !== 0) this.#block.ringBell();
      return;
    }
  }

  /** Clears the flag: who waits from now on waits for the next `set`. Never blocks. */
  clear(): void {
    Atomics.and(this.#words, this.#at, ~EVENT.SET);
  }

  /** Whether the flag is set: a snapshot only. */
  isSet(): boolean {
    return (Atomics.load(this.#words, this.#at) & EVENT.SET) !== 0;
  }

  /**
   * Waits until the flag is set: `true`, or `false` if the timeout came first.
   *
   * @throws ArgumentError, the signal's reason
   */
  wait(options?: WaitOptions): Promise<boolean> {
    return this.runAsync(new WaitForEvent(this.#words, this.#at), options);
  }

  /** As `wait`, blocking the thread. @throws ArgumentError, BlockingNotAllowedError */
  waitSync(options?: SyncWaitOptions): boolean {
    return this.isSet() && options === undefined
      ? true
      : this.runSync(new WaitForEvent(this.#words, this.#at), options);
  }

  describe(): Record<string, unknown> {
    const waiters = (Atomics.load(this.#words, this.#at) & EVENT.WAITERS) !== 0;
    return { set: this.isSet(), ...(waiters && { waiters }) };
  }

  /** @internal */
  selectHooks(): SelectHooks {
    return {
      bell: this.#block.bell,
      ready: () => this.isSet(),
      watch: () => void Atomics.or(this.#words, this.#at, EVENT.WATCHED),
    };
  }
}

/** Done when the flag is set or has been set since the wait began, which the generation tells. */
class WaitForEvent extends Operation<boolean> {
  readonly #words: Int32Array;
  readonly #generation: number;

  constructor(words: Int32Array, at: number) {
    super();
    this.#words = words;
    this.word = at;
    this.#generation = generationOf(Atomics.load(words, at));
  }

  attempt(announce: boolean): boolean | typeof PARK {
    for (;;) {
      const word = Atomics.load(this.#words, this.word);
      if ((word & EVENT.SET) !== 0 || generationOf(word) !== this.#generation) return true;
      if (!announce) return PARK;
      this.expected = word | EVENT.WAITERS;
      if (
        word === this.expected ||
        Atomics.compareExchange(this.#words, this.word, word, this.expected) === word
      ) {
        return PARK;
      }
    }
  }

  timedOut(): boolean {
    return false;
  }
}

function generationOf(word: number): number {
  return word & -EVENT.GENERATION;
}

const EVENT_KIND = registerKind({
  number: KIND.Event,
  name: 'Event',
  words: EVENT.SIZE,
  attach: (block) => new Event(block),
});
