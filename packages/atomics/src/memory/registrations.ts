/**
 * Asynchronous waits of one thread on the words of one memory.
 *
 * The engine's `Atomics.waitAsync` cannot be cancelled: a registration stays in the word's queue until it is
 * notified. So one that nobody needs any more is kept as *idle*: the next wait on the same word adopts it instead of
 * adding another (a million timed-out waits leave one registration behind, not a million), and if it is notified
 * while idle it passes the notification on.
 */
import { environmentVariable } from '../threads/runtime.js';
import { PendingWait, settledWait } from './pending-wait.js';
import { pollWord } from './poll.js';
import type { AsyncWait } from './shared-memory.js';

/** One place in the queue of a word. `fired` is called at most once, when it was notified. */
interface Registration {
  fired: (() => void) | undefined;
}

/** `Atomics.waitAsync` where the engine has it; a poll of the word elsewhere, or when forced for tests. */
const engineWaitAsync: typeof Atomics.waitAsync | undefined =
  environmentVariable('WEFT_ASYNC_WAIT') === 'poll' ? undefined : Atomics.waitAsync;

/** The pending asynchronous waits of one thread on one memory. */
export class Registrations {
  readonly #words: Int32Array;
  readonly #notify: (word: number, count: number) => number;
  readonly #idle = new Map<number, Registration[]>();

  constructor(words: Int32Array, notify: (word: number, count: number) => number) {
    this.#words = words;
    this.#notify = notify;
  }

  wait(word: number, expected: number, timeoutMs: number): AsyncWait {
    const registration = this.#adopt(word) ?? this.#register(word, expected);
    // An adopted registration is in the queue already, so looking at the word now misses nothing: whoever changes
    // it later will find the registration there.
    if (registration !== undefined && Atomics.load(this.#words, word) !== expected) {
      this.#retire(word, registration);
      return settledWait('not-equal');
    }
    if (registration === undefined) return settledWait('not-equal');
    const wait = new PendingWait(timeoutMs, () => this.#retire(word, registration));
    registration.fired = () => wait.wake();
    return wait;
  }

  #adopt(word: number): Registration | undefined {
    const idle = this.#idle.get(word);
    const registration = idle?.pop();
    if (idle?.length === 0) this.#idle.delete(word);
    return registration;
  }

  #register(word: number, expected: number): Registration | undefined {
    const registration: Registration = { fired: undefined };
    const fire = () => {
      if (registration.fired !== undefined) registration.fired();
      else this.#passOn(word, registration);
    };
    if (engineWaitAsync === undefined) {
      if (Atomics.load(this.#words, word) !== expected) return undefined;
      pollWord(this.#words, word, expected, fire);
      return registration;
    }
    const answer = engineWaitAsync(this.#words as Int32Array<SharedArrayBuffer>, word, expected);
    if (!answer.async) return undefined;
    void answer.value.then(fire);
    return registration;
  }

  #retire(word: number, registration: Registration): void {
    registration.fired = undefined;
    const idle = this.#idle.get(word);
    if (idle === undefined) this.#idle.set(word, [registration]);
    else idle.push(registration);
  }

  /** A registration was notified while nobody used it. */
  #passOn(word: number, registration: Registration): void {
    const idle = this.#idle.get(word);
    const index = idle?.indexOf(registration) ?? -1;
    if (index >= 0) idle?.splice(index, 1);
    if (idle?.length === 0) this.#idle.delete(word);
    this.#notify(word, 1);
  }
}
