/** What every operation that may have to wait returns. */
import { checkMilliseconds, checkOptions, checkSignal } from '../checks.js';
import { TaskExit } from '../errors.js';
import { currentOwner, type Owner } from '../running/current.js';
import { mayGoOn } from '../running/scheduler.js';
import { Limit } from './limit.js';

/** How long to wait at most. A bound bounds the wait only. */
export interface WaitOptions {
  /** Milliseconds; 0 only tries. Default: no limit. */
  readonly timeout?: number | undefined;
  /** Ends the wait with the signal's reason when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The outcome of an operation, now or later. `await` it in an async function, write `yield*` before it in the generator
 * of a task. The operation has begun when the function returns it, as with a promise.
 *
 * It belongs to the task in whose code it was made: it ends with that task, and when that is killed or timed out, it
 * is rejected with the error.
 */
export interface Wait<T> extends Promise<T> {
  /** What `yield*` calls: yields the wait itself if it is not over, and returns its value or throws its error. */
  [Symbol.iterator](): Iterator<Wait<unknown> | undefined, T, unknown>;
}

/** Who is told when a wait is over. */
export interface WaitListener {
  settled(wait: Waiting<unknown>): void;
}

/** What a wait stands in line for. */
export interface WaitSource {
  /** The wait was given up. */
  leave(wait: Waiting<unknown>): void;
  /** It was over, but nobody has received the value. */
  takeBack?(wait: Waiting<unknown>): void;
}

/** In line. */
const PENDING = 0;
/** It has a value that nobody has received yet. */
const READY = 1;
const FAILED = 2;
/** Its value has been received, or it was given up. */
const OVER = 3;

/** For whoever else looks at a wait that was given up. One for all: mostly nobody does. */
const GIVEN_UP = new TaskExit('the wait was given up with the task that waited');

/** The one class of waits: one shape for all keeps what handles them fast. */
export class Waiting<T> implements Wait<T> {
  #state = PENDING;
  #outcome: unknown;
  #listener: WaitListener | undefined;
  #owner: Owner | undefined;
  #limit: { lift(): void } | undefined;
  #source: WaitSource | undefined;
  #gaveWay = false;
  /** What it brings along: the item of a put, the permits of an acquire. */
  load: unknown;
  /** Neighbours in the line. */
  ahead: Waiting<unknown> | undefined;
  behind: Waiting<unknown> | undefined;

  /**
   * Begins a wait of the current task. It has failed already if the signal is aborted.
   *
   * @throws ArgumentError, and what the current task has been interrupted with
   */
  constructor(options?: WaitOptions) {
    if (options !== undefined) checkWait(options);
    const owner = currentOwner();
    if (owner?.enter(this)) this.#owner = owner;
    if (options?.signal?.aborted) this.fail(options.signal.reason);
  }

  get pending(): boolean {
    return this.#state === PENDING;
  }

  get failed(): boolean {
    return this.#state === FAILED;
  }

  /** The value, or the error. */
  get outcome(): unknown {
    return this.#outcome;
  }

  get [Symbol.toStringTag](): string {
    return 'Wait';
  }

  /** Names what it waits for, which is told if it gives up. Bounds it, if it has not failed yet. */
  waitFor(source: WaitSource, options?: WaitOptions, late?: (wait: Waiting<T>) => void): this {
    this.#source = source;
    if (options === undefined || late === undefined || this.#state !== PENDING) return this;
    if (options.timeout === 0) late(this);
    else if (options.timeout !== undefined || options.signal !== undefined) {
      this.#limit = new Limit(this, options, late);
    }
    return this;
  }

  /** It is over, with a value. */
  settle(value: T): void {
    if (this.#state === PENDING) this.#conclude(READY, value);
  }

  /** It is over, with an error. If nobody has looked at it yet, the runtime tells whoever never does, as of promises. */
  fail(error: unknown): void {
    if (this.#state !== PENDING) return;
    const isUnheard = this.#listener === undefined;
    this.interrupt(error);
    if (isUnheard) this.#listener = new Unheard(error);
  }

  /** The same, because its task is interrupted or has ended: nobody needs to be told. */
  interrupt(error: unknown): void {
    if (this.#state !== PENDING) return;
    this.#conclude(FAILED, error);
    this.#source?.leave(this);
  }

  /** Nobody waits any more: leaves the line, or gives back what it was given and nobody has received. */
  giveUp(): void {
    if (this.#state === READY) {
      this.#state = OVER;
      this.#source?.takeBack?.(this);
    } else this.interrupt(GIVEN_UP);
  }

  /** Its value or error has reached somebody. */
  claim(): void {
    if (this.#state === READY) this.#state = OVER;
    this.hear();
  }

  /** Somebody will claim it: the runtime need not tell of its error. */
  hear(): void {
    if (this.#listener instanceof Unheard) this.#listener.hear();
  }

  /** Tells somebody when it is over; only while it is pending. */
  listen(listener: WaitListener): void {
    this.#listener = this.#listener === undefined ? listener : new Both(this.#listener, listener);
  }

  #conclude(state: number, outcome: unknown): void {
    this.#state = state;
    this.#outcome = outcome;
    this.#end();
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.settled(this);
  }

  #end(): void {
    this.#limit?.lift();
    this.#limit = undefined;
    this.#owner?.leave(this);
    this.#owner = undefined;
  }

  // How an async function sees it.

  // biome-ignore lint/suspicious/noThenProperty: to be awaited is what it is for
  then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#promise().then(onValue, onError);
  }

  catch<B = never>(onError?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.#promise().catch(onError);
  }

  finally(onEnd?: (() => void) | null): Promise<T> {
    return this.#promise().finally(onEnd);
  }

  #promise(): Promise<T> {
    if (this.#state !== PENDING) {
      this.claim();
      return this.#state === FAILED ? Promise.reject(this.#outcome) : Promise.resolve(this.#outcome as T);
    }
    return new Promise((resolve, reject) => {
      this.listen({
        settled: (wait) => {
          wait.claim();
          if (wait.failed) reject(wait.outcome);
          else resolve(wait.outcome as T);
        },
      });
    });
  }

  // How a generator sees it: it is its own iterator, which yields itself to the task as long as it is pending.

  [Symbol.iterator](): Iterator<Wait<unknown> | undefined, T, unknown> {
    return this;
  }

  next(): IteratorResult<Wait<unknown> | undefined, T> {
    if (this.#state === PENDING) return { done: false, value: this };
    // What was not waited for counts as a step. Who comes back from a wait has taken one already.
    if (this.#state !== OVER && !this.#gaveWay && !mayGoOn()) {
      this.#gaveWay = true;
      this.hear();
      return { done: false, value: undefined };
    }
    this.claim();
    if (this.#state === FAILED) throw this.#outcome;
    return { done: true, value: this.#outcome as T };
  }

  throw(error: unknown): never {
    this.giveUp();
    throw error;
  }

  return(value?: unknown): IteratorReturnResult<T> {
    this.giveUp();
    return { done: true, value: value as T };
  }
}

/** Two who are told. */
class Both implements WaitListener {
  readonly #first: WaitListener;
  readonly #second: WaitListener;

  constructor(first: WaitListener, second: WaitListener) {
    this.#first = first;
    this.#second = second;
  }

  settled(wait: Waiting<unknown>): void {
    this.#first.settled(wait);
    this.#second.settled(wait);
  }
}

/** An error that nobody has heard of yet: a rejected promise, so that the runtime treats it as one. */
class Unheard implements WaitListener {
  readonly #promise: Promise<never>;

  constructor(error: unknown) {
    this.#promise = Promise.reject(error);
  }

  hear(): void {
    this.#promise.catch(() => undefined);
  }

  settled(): void {}
}

/** @throws ArgumentError */
function checkWait(options: WaitOptions): void {
  checkOptions('options of a wait', options);
  const { timeout, signal } = options;
  checkMilliseconds('timeout', timeout);
  if (signal !== undefined) checkSignal(signal);
}
