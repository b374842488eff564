/**
 * The asynchronous waits of one thread on one object: a line, first come first served, of which only the first has a
 * place in the word's queue. A thousand tasks that await one lock cost one registration, and each release wakes one.
 */
import { checkWait } from '../checks.js';
import { addPulse, hold, letGo, type Pulsed, removePulse } from '../memory/keep-alive.js';
import type { AsyncWait, SharedMemory } from '../memory/shared-memory.js';
import type { Endable } from '../region/inhabitants.js';
import { type Operation, PARK } from './operation.js';
import { Timer } from './timer.js';
import { tryOnce } from './try-once.js';

/** How long a wait may take. */
export interface WaitOptions {
  /** Milliseconds, 0 or more: 0 tries once, no timeout waits for ever. It bounds the wait, nothing else. */
  readonly timeout?: number | undefined;
  /** Ends the wait: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export class AsyncLine implements Pulsed, Endable {
  /** Not to be collected while waits are pending: the region that it lives in ends them when it is closed. */
  readonly owner: object | undefined;
  readonly #memory: SharedMemory;
  readonly #waits = new Set<Wait>();
  #registration: { readonly word: number; readonly wait: AsyncWait } | undefined;
  #referenced = true;
  #holding = false;

  constructor(memory: SharedMemory, owner?: object) {
    this.owner = owner;
    this.#memory = memory;
  }

  /** Whether pending waits of this line keep the process alive; they do unless told otherwise. */
  set referenced(referenced: boolean) {
    this.#referenced = referenced;
    this.#settle();
  }

  /** Runs an operation; a new one may overtake those in line only where the primitive lets it. */
  run<T>(operation: Operation<T>, options: WaitOptions | undefined): Promise<T> {
    try {
      const timeout = checkWait(options);
      const signal = options?.signal;
      signal?.throwIfAborted();
      const outcome = timeout === 0 ? tryOnce(operation) : operation.attempt(false);
      if (outcome !== PARK) return Promise.resolve(outcome);
      if (timeout === 0) return Promise.resolve(operation.timedOut());
      return this.#enqueue(operation, timeout, signal);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  pulse(): void {
    for (const wait of this.#waits) {
      // Those behind wait for the same: what the first one finds out serves all.
      wait.operation.pulse();
      break;
    }
    this.#pump();
  }

  end(error: Error): void {
    for (const wait of this.#waits) this.#fail(wait, error);
    this.#settle();
  }

  #enqueue<T>(operation: Operation<T>, timeout: number, signal: AbortSignal | undefined): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const wait: Wait = {
        operation: operation as Operation<unknown>,
        resolve: resolve as (value: unknown) => void,
        reject,
        stop: () => {
          timer?.stop();
          signal?.removeEventListener('abort', aborted);
        },
      };
      const aborted = () => {
        this.#fail(wait, signal?.reason);
        this.#pump();
      };
      const timer =
        timeout === Number.POSITIVE_INFINITY ? undefined : new Timer(timeout, () => this.#timeOut(wait));
      signal?.addEventListener('abort', aborted, { once: true });
      this.#waits.add(wait);
      this.#pump();
    });
  }

  /** Lets everyone attempt who may have become able to go on, in order, then parks for the first who has not. */
  #pump(): void {
    let unmet = Number.POSITIVE_INFINITY;
    for (const wait of this.#waits) {
      if (wait.operation.demand >= unmet) continue;
      if (this.#attempt(wait)) continue;
      unmet = wait.operation.demand;
      if (unmet <= 1) break;
    }
    this.#settle();
  }

  /** Whether the wait is over. */
  #attempt(wait: Wait): boolean {
    try {
      const outcome = wait.operation.attempt(true);
      wait.operation.woken = false;
      if (outcome === PARK) return false;
      this.#remove(wait);
      wait.resolve(outcome);
    } catch (error) {
      this.#fail(wait, error);
    }
    return true;
  }

  #timeOut(wait: Wait): void {
    // The last attempt: the timer may be late, and a wake-up that this wait has eaten must be followed by one.
    if (!this.#attempt(wait)) {
      this.#remove(wait);
      try {
        wait.resolve(wait.operation.timedOut());
      } catch (error) {
        wait.reject(error);
      }
      wait.operation.abandon();
    }
    this.#pump();
  }

  #fail(wait: Wait, reason: unknown): void {
    this.#remove(wait);
    wait.operation.abandon();
    wait.reject(reason);
  }

  #remove(wait: Wait): void {
    this.#waits.delete(wait);
    wait.stop();
  }

  /** Brings registration, pulse and hold on the event loop in line with the waits there are. */
  #settle(): void {
    const first = this.#waits.values().next().value;
    if (first === undefined) {
      removePulse(this);
      this.#registration?.wait.cancel();
      this.#registration = undefined;
    } else {
      addPulse(this);
      this.#register(first.operation);
    }
    const holding = first !== undefined && this.#referenced;
    if (holding === this.#holding) return;
    this.#holding = holding;
    if (holding) hold();
    else letGo();
  }

  #register({ word, expected }: Operation<unknown>): void {
    if (this.#registration?.word === word) return;
    this.#registration?.wait.cancel();
    const wait = this.#memory.waitAsync(word, expected);
    wait.unref();
    const registration = { word, wait };
    this.#registration = registration;
    void wait.promise.then((outcome) => this.#ended(registration, outcome));
  }

  #ended(registration: { readonly word: number }, outcome: string): void {
    if (outcome === 'cancelled') return;
    if (this.#registration === registration) this.#registration = undefined;
    // Everyone left, or the line parks elsewhere by now: whoever else waits on that word gets the wake-up.
    else if (outcome === 'ok') this.#memory.notify(registration.word, 1);
    if (outcome === 'ok') this.#markWoken();
    this.#pump();
  }

  /** Everyone here has stood in line; the first was the one to be woken. */
  #markWoken(): void {
    let first = true;
    for (const { operation } of this.#waits) {
      operation.parked = true;
      operation.woken = first;
      first = false;
    }
  }
}

interface Wait {
  readonly operation: Operation<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  /** Stops timer and signal. */
  readonly stop: () => void;
}
