/**
 * Waits that do not block the thread. One thread of the process waits for all of them (`crate/src/waiter.rs`) and
 * tells this one by the number of the wait.
 *
 * A wait that is given up is taken out of the queue of its word. If that comes too late, because the wait was woken
 * just then, the wake-up is passed on to another waiter as soon as the news of it arrives here.
 */
import type { AsyncWait, WaitResult } from '@weft/atomics';
import { hold, letGo } from '@weft/atomics/kit';
import type { AsyncWaits, Segment } from '../native/binding.js';
import { native } from '../native/load.js';

type Outcome = WaitResult | 'cancelled';

/** Node's timers hold 31 bits of milliseconds. */
const LONGEST_TIMER_MS = 0x7fffffff;

/** What to do when the wait with that number is over. */
const woken = new Map<number, () => void>();

let waits: AsyncWaits | undefined;

function ownWaits(): AsyncWaits {
  waits ??= new (native().AsyncWaits)((id) => {
    const tell = woken.get(id);
    woken.delete(id);
    tell?.();
  });
  return waits;
}

/** Waits until `word` is notified or no longer holds `expected`; `passOn` wakes another waiter of the word. */
export function waitInBackground(
  segment: Segment,
  word: number,
  expected: number,
  timeoutMs: number,
  passOn: () => void,
): AsyncWait {
  const id = ownWaits().add(segment, word, expected);
  if (id === 0) return { promise: Promise.resolve('not-equal'), cancel() {}, unref() {} };
  return new PendingWait(id, passOn, timeoutMs);
}

class PendingWait implements AsyncWait {
  readonly promise: Promise<Outcome>;
  readonly #id: number;
  readonly #passOn: () => void;
  #resolve: ((outcome: Outcome) => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #held = true;

  constructor(id: number, passOn: () => void, timeoutMs: number) {
    this.#id = id;
    this.#passOn = passOn;
    this.promise = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    woken.set(id, () => this.#end('ok'));
    if (timeoutMs !== Number.POSITIVE_INFINITY) {
      this.#timer = setTimeout(() => this.#giveUp('timed-out'), Math.min(timeoutMs, LONGEST_TIMER_MS));
    }
    hold();
  }

  cancel(): void {
    this.#giveUp('cancelled');
  }

  unref(): void {
    if (!this.#held || this.#resolve === undefined) return;
    this.#held = false;
    letGo();
    this.#timer?.unref();
  }

  #giveUp(outcome: Outcome): void {
    if (this.#resolve === undefined) return;
    if (ownWaits().cancel(this.#id)) woken.delete(this.#id);
    else woken.set(this.#id, this.#passOn);
    this.#end(outcome);
  }

  #end(outcome: Outcome): void {
    const resolve = this.#resolve;
    if (resolve === undefined) return;
    this.#resolve = undefined;
    clearTimeout(this.#timer);
    if (this.#held) letGo();
    resolve(outcome);
  }
}
