/** An asynchronous wait that is not over: what it promises, its timer, and whether it keeps the program alive. */
import { hold, letGo } from './keep-alive.js';
import type { AsyncWait, WaitResult } from './shared-memory.js';

type Outcome = WaitResult | 'cancelled';

/** The longest that timers take, in milliseconds: 31 bits. */
const LONGEST_TIMER_MS = 0x7fffffff;

/** A wait that is over before it began. */
export function settledWait(outcome: Outcome): AsyncWait {
  return { promise: Promise.resolve(outcome), cancel() {}, unref() {} };
}

export class PendingWait implements AsyncWait {
  readonly promise: Promise<Outcome>;
  readonly #retire: () => void;
  #resolve: ((outcome: Outcome) => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #held = true;

  /** @param retire called if the wait is given up: what would wake it is to be taken out of the queue of its word */
  constructor(timeoutMs: number, retire: () => void) {
    this.promise = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#retire = retire;
    if (timeoutMs !== Number.POSITIVE_INFINITY) {
      this.#timer = setTimeout(() => this.#giveUp('timed-out'), Math.min(timeoutMs, LONGEST_TIMER_MS));
    }
    hold();
  }

  /** It was notified. */
  wake(): void {
    this.#end('ok');
  }

  cancel(): void {
    this.#giveUp('cancelled');
  }

  unref(): void {
    if (!this.#held || this.#resolve === undefined) return;
    this.#held = false;
    letGo();
    (this.#timer as { unref?(): unknown } | undefined)?.unref?.();
  }

  #giveUp(outcome: Outcome): void {
    if (this.#resolve === undefined) return;
    this.#retire();
    this.#end(outcome);
  }

  #end(outcome: Outcome): void {
    const resolve = this.#resolve;
    if (resolve === undefined) return;
    this.#resolve = undefined;
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    if (this.#held) letGo();
    resolve(outcome);
  }
}
