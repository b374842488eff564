/** The waits of a queue. */
import { TimeoutError } from '@weft/atomics';
import { PARK } from '@weft/atomics/kit';
import { ShutDownError } from '../errors.js';
import type { Frames } from '../frames.js';
import type { Store } from '../store.js';
import type { Signals } from './signals.js';
import { WaitAtSignal } from './wait-at-signal.js';

/** What the waits of a queue work on. */
export interface QueueParts {
  readonly store: Store;
  readonly signals: Signals;
  /** `Queue "jobs"`, for messages. */
  readonly label: string;
}

/** Putting all of `frames`. Progress is kept: part of a batch may be in while the rest waits. */
export class Put extends WaitAtSignal<undefined> {
  readonly #queue: QueueParts;
  readonly #frames: Frames;

  constructor(queue: QueueParts, frames: Frames, behindOthers = false) {
    super(queue.signals.putters, behindOthers);
    this.#queue = queue;
    this.#frames = frames;
  }

  protected tryNow(): undefined | typeof PARK {
    const { store, signals } = this.#queue;
    // A look first: a putter that spins must not keep the mutex busy. (Whether the queue is shut, `put` finds out.)
    if (!store.hasRoom(this.#frames) && !store.isShut()) return PARK;
    const before = this.#frames.done;
    const complete = store.put(this.#frames);
    const put = this.#frames.done - before;
    if (put > 0) signals.getters.raise(put);
    return complete ? undefined : PARK;
  }

  protected leavesSome(): boolean {
    return !this.#queue.store.full();
  }

  timedOut(): undefined {
    throw new TimeoutError(`${this.#queue.label} had no room within the timeout`);
  }
}

/** Getting up to `max` items, at least one, into `frames`. */
export class Get extends WaitAtSignal<undefined> {
  readonly #queue: QueueParts;
  readonly #frames: Frames;
  readonly #max: number;
  readonly #apart: boolean;

  constructor(queue: QueueParts, frames: Frames, max: number, apart: boolean, behindOthers = false) {
    super(queue.signals.getters, behindOthers);
    this.#queue = queue;
    this.#frames = frames;
    this.#max = max;
    this.#apart = apart;
  }

  protected tryNow(): undefined | typeof PARK {
    const { store, signals } = this.#queue;
    // Asked first: what was put before the queue was shut is found by the look after.
    const shut = store.isShut();
    const taken = store.take(this.#max, this.#frames, this.#apart);
    if (taken > 0) {
      signals.putters.raise(taken);
      return undefined;
    }
    if (shut) throw new ShutDownError(`${this.#queue.label} is shut down, and nothing is left in it`);
    return PARK;
  }

  protected leavesSome(): boolean {
    return this.#queue.store.size() > 0;
  }

  timedOut(): undefined {
    throw new TimeoutError(`${this.#queue.label} had no item within the timeout`);
  }
}

/** Waiting until everything that was put is done. */
export class Join extends WaitAtSignal<undefined> {
  readonly #queue: QueueParts;
  readonly #unfinished: () => number;
  readonly #isShutNow: () => boolean;

  constructor(queue: QueueParts, unfinished: () => number, isShutNow: () => boolean) {
    super(queue.signals.joiners, false);
    this.#queue = queue;
    this.#unfinished = unfinished;
    this.#isShutNow = isShutNow;
  }

  protected tryNow(): undefined | typeof PARK {
    // Asked first: items handed back count as done before the queue is told to be shut.
    const shut = this.#isShutNow();
    if (this.#unfinished() === 0) return undefined;
    if (shut)
      throw new ShutDownError(`${this.#queue.label} was shut down at once while items were being worked on`);
    return PARK;
  }

  protected leavesSome(): boolean {
    // All joiners wait for the same.
    return true;
  }

  timedOut(): undefined {
    throw new TimeoutError(`${this.#queue.label} was not done within the timeout`);
  }
}
